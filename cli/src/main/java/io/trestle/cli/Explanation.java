package io.trestle.cli;

import io.trestle.catalog.CatalogSource;
import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.engine.Outcome;
import io.trestle.engine.SessionState;
import io.trestle.proxy.CatalogDataSources;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes of one statement in each phase.
 *
 * @param sql the statement
 * @param session whose it is
 * @param rules the rules that were asked
 * @param outcomes by phase; a phase is missing where the outcome cannot be told without a database
 * @param withDatabase whether a database's catalog was at hand
 */
record Explanation(
    String sql,
    SessionState session,
    RuleSet rules,
    Map<Phase, Outcome> outcomes,
    boolean withDatabase) {

  private static final String OFFLINE =
      "No --database: the columns of tables, and the rules' types and values as the database resolves"
          + " them, are not known; a refusal below may be due to that alone.";

  /**
   * Asks the engine with the catalog of a database.
   *
   * @throws CommandFailedException when the database cannot be asked
   */
  static Explanation withDatabase(RuleSet rules, SessionState session, String sql, String url)
      throws CommandFailedException {
    try (CatalogDataSources dataSources = new CatalogDataSources(url);
        CatalogSource catalog = new JdbcCatalogSource(dataSources)) {
      catalog.fingerprint(session.database());
      return new Explanation(sql, session, rules, ask(rules, session, sql, catalog), true);
    } catch (SQLException failure) {
      throw CommandFailedException.failed(
          "database %s cannot be asked: %s".formatted(session.database(), Messages.of(failure)),
          failure);
    }
  }

  /** Asks the engine without any catalog: twice, to see what depends on one. */
  static Explanation withoutDatabase(RuleSet rules, SessionState session, String sql) {
    Map<Phase, Outcome> known = ask(rules, session, sql, new OfflineCatalog(2));
    Map<Phase, Outcome> other = ask(rules, session, sql, new OfflineCatalog(3));
    known.entrySet().removeIf(entry -> !entry.getValue().equals(other.get(entry.getKey())));
    return new Explanation(sql, session, rules, known, false);
  }

  private static Map<Phase, Outcome> ask(
      RuleSet rules, SessionState session, String sql, CatalogSource catalog) {
    Map<Phase, Outcome> outcomes = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      try (RewritingEngines engines =
          new RewritingEngines(
              FixedRules.inPhase(rules, phase), new CatalogInPhase(catalog, phase))) {
        outcomes.put(
            phase, engines.forDatabase(session.database()).current().rewrite(sql, session));
      }
    }
    return outcomes;
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!withDatabase) {
      lines.add(OFFLINE);
      lines.add("");
    }
    for (Rule rule : rules.forDatabase(session.database()).rules()) {
      lines.add(
          "%s (now in phase %s): this session %s it"
              .formatted(
                  rule.name(), rule.phase().label(), knows(rule) ? "knows" : "does not know"));
    }
    lines.add("");
    for (Phase phase : Phase.values()) {
      lines.addAll(OutcomeText.lines(phase, outcomes.get(phase)));
    }
    return lines;
  }

  /** For programs. */
  Map<String, Object> json() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("sql", sql);
    report.put("with_database", withDatabase);
    List<Object> knowledge = new ArrayList<>();
    for (Rule rule : rules.forDatabase(session.database()).rules()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("column", rule.name());
      entry.put("phase", rule.phase().label());
      entry.put("known", knows(rule));
      knowledge.add(entry);
    }
    report.put("rules", knowledge);
    Map<String, Object> phases = new LinkedHashMap<>();
    for (Phase phase : Phase.values()) {
      phases.put(phase.label(), OutcomeText.json(outcomes.get(phase)));
    }
    report.put("phases", phases);
    return report;
  }

  private boolean knows(Rule rule) {
    return rule.knownBy().isEmpty()
        || rule.knownBy().stream()
            .anyMatch(each -> each.matches(session.applicationName(), session.user()));
  }
}
