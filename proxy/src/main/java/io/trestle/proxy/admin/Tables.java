package io.trestle.proxy.admin;

import io.trestle.engine.EngineStatistics;
import io.trestle.engine.EngineStatistics.CacheStatistics;
import io.trestle.engine.EngineStatistics.RuleInForce;
import io.trestle.proxy.Operations;
import io.trestle.proxy.statistics.Counts;
import io.trestle.proxy.statistics.RefusalReport;
import io.trestle.proxy.statistics.RuleStatistics;
import io.trestle.proxy.statistics.SessionReport;
import io.trestle.proxy.statistics.Statistics;
import io.trestle.rules.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What there is to see, as tables. Thread-safe; takes up to milliseconds where sessions are many.
 */
final class Tables {

  private final Operations operations;
  private final OperatedRules rules;

  Tables(Operations operations, OperatedRules rules) {
    this.operations = operations;
    this.rules = rules;
  }

  /** Each rule, once for each database in use that it holds in. */
  Table rules() {
    Table table = rulesColumns();
    Map<String, RuleStatistics> counts = new HashMap<>();
    for (RuleStatistics rule : operations.statistics().rules()) {
      counts.put(rule.database() + "\0" + rule.rule(), rule);
    }
    List<EngineStatistics> engines = operations.engines();
    for (Rule rule : rules.rules()) {
      boolean used = false;
      for (EngineStatistics engine : engines) {
        RuleInForce inForce = inForce(engine, rule);
        if (inForce != null) {
          used = true;
          RuleStatistics counted = counts.get(engine.database() + "\0" + rule.name());
          add(table, rule, engine, inForce, counted);
        }
      }
      if (!used) {
        add(table, rule, null, null, null);
      }
    }
    return table;
  }

  private static @Nullable RuleInForce inForce(EngineStatistics engine, Rule rule) {
    return engine.rules().stream()
        .filter(candidate -> candidate.rule().equals(rule))
        .findFirst()
        .orElse(null);
  }

  private static void add(
      Table table,
      Rule rule,
      @Nullable EngineStatistics engine,
      @Nullable RuleInForce inForce,
      @Nullable RuleStatistics counted) {
    table.row(
        engine == null ? rule.database() : engine.database(),
        rule.name(),
        rule.schema() + "." + rule.table(),
        rule.column(),
        rule.phase().label(),
        inForce == null ? null : inForce.treatedAs().label(),
        label(inForce == null ? rule.phase().read() : inForce.treatedAs().read()),
        label(inForce == null ? rule.phase().write() : inForce.treatedAs().write()),
        engine == null ? null : engine.epoch(),
        counted == null ? 0L : counted.rewritten(),
        counted == null ? 0L : counted.held(),
        counted == null ? 0L : counted.refused(),
        counted == null ? 0L : counted.healed());
  }

  private static String label(Enum<?> flag) {
    return flag.name().toLowerCase(Locale.ROOT);
  }

  Table sessions() {
    Table table = sessionsColumns();
    for (SessionReport session : operations.statistics().sessions()) {
      Counts counts = session.counts();
      table.row(
          session.user(),
          session.database(),
          session.applicationName(),
          session.client(),
          session.since().toString(),
          session.state(),
          (long) session.backendPid(),
          counts.bytesIn(),
          counts.bytesOut(),
          counts.statements(),
          counts.rewritten(),
          counts.refused(),
          counts.waited(),
          counts.waitNanos() / 1_000);
    }
    return table;
  }

  Table stats() {
    Statistics statistics = operations.statistics();
    Counts counts = statistics.counts();
    return statsColumns()
        .row("clients_connected", (long) operations.clients())
        .row("clients_accepted", statistics.clientsAccepted())
        .row("clients_refused", statistics.clientsTurnedAway())
        .row("bytes_in", counts.bytesIn())
        .row("bytes_out", counts.bytesOut())
        .row("statements", counts.statements())
        .row("statements_untouched", counts.untouched())
        .row("statements_rewritten", counts.rewritten())
        .row("statements_refused", counts.refused())
        .row("statements_waited", counts.waited())
        .row("wait_microseconds", counts.waitNanos() / 1_000)
        .row("analyses", statistics.analyses())
        .row("analysis_microseconds", (long) (statistics.analysisNanos() / 1_000))
        .row("analyses_given_up", statistics.analysesGivenUp())
        .row("paused", (long) operations.paused().size())
        .row("draining", operations.isDraining() ? 1L : 0L);
  }

  Table refusals() {
    Table table = refusalsColumns();
    for (RefusalReport refusal : operations.statistics().refusals().reports()) {
      table.row(
          refusal.database(),
          refusal.rule(),
          refusal.code(),
          refusal.cause(),
          refusal.count(),
          refusal.first().toString(),
          refusal.last().toString(),
          refusal.user(),
          refusal.applicationName(),
          refusal.shape());
    }
    return table;
  }

  Table cache() {
    Table table = cacheColumns();
    for (EngineStatistics engine : operations.engines()) {
      CacheStatistics cache = engine.cache();
      table.row(
          engine.database(),
          label(engine.catalog()),
          engine.epoch(),
          cache.entries(),
          cache.weight(),
          cache.maxWeight(),
          cache.hits(),
          cache.misses(),
          cache.evictions(),
          engine.analyses());
    }
    return table;
  }

  static Table migrations(List<MigrationControl.Migration> migrations) {
    Table table = migrationsColumns();
    for (MigrationControl.Migration each : migrations) {
      table.row(
          each.database(),
          each.name(),
          each.phase() == null ? null : each.phase().label(),
          each.state(),
          each.message(),
          each.step(),
          each.stepsDone(),
          each.steps(),
          each.rowsFilled(),
          each.rowsExpected(),
          each.rowsPerSecond(),
          each.waitsFor(),
          each.watchesUntil(),
          each.runner(),
          each.started(),
          each.statement());
    }
    return table;
  }

  static Table migrationsColumns() {
    return Table.of(
        "database",
        "migration",
        "phase",
        "state",
        "message",
        "step",
        "steps_done#",
        "steps#",
        "rows_filled#",
        "rows_expected#",
        "rows_per_second#",
        "waits_for",
        "watches_until",
        "runner",
        "started",
        "statement");
  }

  static Table rulesColumns() {
    return Table.of(
        "database",
        "rule",
        "table",
        "column",
        "phase",
        "treated_as",
        "reads",
        "writes",
        "epoch#",
        "rewritten#",
        "held#",
        "refused#",
        "healed#");
  }

  static Table sessionsColumns() {
    return Table.of(
        "user",
        "database",
        "application_name",
        "client",
        "since",
        "state",
        "backend_pid#",
        "bytes_in#",
        "bytes_out#",
        "statements#",
        "rewritten#",
        "refused#",
        "waited#",
        "wait_microseconds#");
  }

  static Table refusalsColumns() {
    return Table.of(
        "database",
        "rule",
        "code",
        "cause",
        "count#",
        "first",
        "last",
        "user",
        "application_name",
        "shape");
  }

  static Table cacheColumns() {
    return Table.of(
        "database",
        "catalog",
        "epoch#",
        "entries#",
        "bytes#",
        "max_bytes#",
        "hits#",
        "misses#",
        "evictions#",
        "analyses#");
  }

  static Table statsColumns() {
    return Table.of("name", "value#");
  }
}
