package io.trestle.proxy.statistics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trestle.engine.EngineStatistics;
import io.trestle.proxy.statistics.SessionStatistics.State;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The meters, by Micrometer's conventions. What is summed up over sessions and engines is summed up
 * once a scrape. Thread-safe.
 */
public final class Meters implements AutoCloseable {

  /** How many databases have meters of their own. */
  static final int MAX_DATABASES = 100;

  private static final Duration[] BUCKETS = {
    Duration.ofNanos(100_000),
    Duration.ofNanos(250_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private final PrometheusMeterRegistry registry;
  private final Statistics statistics;
  private final Supplier<List<EngineStatistics>> engines;
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Map<String, EngineStatistics> byDatabase = new HashMap<>();
  private Counts counts = Counts.NONE;
  private Map<State, Long> states = Map.of();

  Meters(
      PrometheusMeterRegistry registry,
      Statistics statistics,
      Supplier<List<EngineStatistics>> engines) {
    this.registry = registry;
    this.statistics = statistics;
    this.engines = engines;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    sessions();
    statements();
  }

  private void sessions() {
    gauge("trestle.sessions", "Sessions, those that log in included", () -> sum(states));
    state("trestle.sessions.active", "Sessions with a statement under way", State.ACTIVE);
    state("trestle.sessions.idle", "Sessions at rest", State.IDLE);
    state(
        "trestle.sessions.transaction",
        "Sessions at rest inside a transaction",
        State.IN_TRANSACTION);
    bytes("in", Counts::bytesIn);
    bytes("out", Counts::bytesOut);
  }

  private void statements() {
    String description = "Statements by what became of them";
    outcome("untouched", description, Counts::untouched);
    outcome("rewritten", description, Counts::rewritten);
    outcome("refused", description, Counts::refused);
    FunctionCounter.builder("trestle.statements.waited", this, now -> now.counts().waited())
        .description("Statements that waited for an analysis")
        .register(registry);
    FunctionCounter.builder("trestle.refusals.unread", statistics, now -> now.refusals().unread())
        .description("Refusals that came too fast for the log of refusals")
        .register(registry);
  }

  private void state(String name, String description, State state) {
    gauge(name, description, () -> states.getOrDefault(state, 0L));
  }

  private void bytes(String direction, ToLongFunction<Counts> count) {
    FunctionCounter.builder("trestle.bytes", this, now -> count.applyAsLong(now.counts()))
        .description("Bytes received: in from clients, out from servers")
        .baseUnit("bytes")
        .tag("direction", direction)
        .register(registry);
  }

  private void outcome(String outcome, String description, ToLongFunction<Counts> count) {
    FunctionCounter.builder("trestle.statements", this, now -> count.applyAsLong(now.counts()))
        .description(description)
        .tag("outcome", outcome)
        .register(registry);
  }

  private static long sum(Map<State, Long> states) {
    return states.values().stream().mapToLong(Long::longValue).sum();
  }

  private Counts counts() {
    return counts;
  }

  Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /** Registers a gauge without tags. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).strongReference(true).register(registry);
  }

  /** The registry, for binders of Micrometer's own. */
  public MeterRegistry registry() {
    return registry;
  }

  /** A rule is met for the first time. */
  void add(RuleStatistics rule) {
    ruleCounter("trestle.rule.rewritten", "Statements that a rule had rewritten", rule)
        .of(RuleStatistics::rewritten, "", "");
    RuleCounter held = ruleCounter("trestle.rule.held", "Values that were held back", rule);
    held.of(RuleStatistics::rejected, "action", "rejected");
    held.of(RuleStatistics::discarded, "action", "discarded");
    ruleCounter("trestle.rule.healed", "Prepared statements parsed again ahead of their use", rule)
        .of(RuleStatistics::healed, "", "");
  }

  /** A rule is the cause of a refusal with an SQLSTATE for the first time. */
  void addCause(RuleStatistics rule, String sqlState) {
    ruleCounter("trestle.rule.refused", "Statements that were refused", rule)
        .of(counted -> counted.refused(sqlState), "cause", sqlState);
  }

  private interface RuleCounter {
    void of(ToDoubleFunction<RuleStatistics> count, String tag, String value);
  }

  private RuleCounter ruleCounter(String name, String description, RuleStatistics rule) {
    return (count, tag, value) -> {
      FunctionCounter.Builder<RuleStatistics> builder =
          FunctionCounter.builder(name, rule, count)
              .description(description)
              .tag("database", rule.database())
              .tag("rule", rule.rule());
      (tag.isEmpty() ? builder : builder.tag(tag, value)).register(registry);
    };
  }

  /** The meters of a database's engine. */
  private void add(EngineStatistics engine) {
    String database = engine.database();
    engine("trestle.cache.gets", "Look-ups of treated statements", database)
        .tag("result", "hit")
        .of(now -> now.cache().hits());
    engine("trestle.cache.gets", "Look-ups of treated statements", database)
        .tag("result", "miss")
        .of(now -> now.cache().misses());
    engine("trestle.cache.evictions", "Treated statements that had to go", database)
        .of(now -> now.cache().evictions());
    engine("trestle.catalog.reads", "Readings of the catalog", database)
        .of(EngineStatistics::catalogReads);
    engine("trestle.catalog.failures", "Readings of the catalog that failed", database)
        .of(EngineStatistics::catalogFailures);
    engine("trestle.analyses", "Statements that went through the parser", database)
        .of(EngineStatistics::analyses);
    gauge("trestle.cache.size", "Treated statements that are remembered", database)
        .accept(now -> now.cache().entries());
    gauge("trestle.cache.bytes", "Bytes that these take, about", database)
        .accept(now -> now.cache().weight());
    gauge("trestle.catalog.readable", "1 where the catalog was read, else 0", database)
        .accept(now -> now.catalog() == EngineStatistics.CatalogState.READ ? 1 : 0);
    gauge("trestle.rules.epoch", "Grows with each change of rules or catalog", database)
        .accept(EngineStatistics::epoch);
  }

  private EngineCounter engine(String name, String description, String database) {
    return new EngineCounter(name, description, database, List.of());
  }

  private final class EngineCounter {
    private final String name;
    private final String description;
    private final String database;
    private final List<String> tags;

    EngineCounter(String name, String description, String database, List<String> tags) {
      this.name = name;
      this.description = description;
      this.database = database;
      this.tags = tags;
    }

    EngineCounter tag(String key, String value) {
      return new EngineCounter(name, description, database, List.of(key, value));
    }

    void of(ToDoubleFunction<EngineStatistics> count) {
      FunctionCounter.builder(name, byDatabase, now -> count.applyAsDouble(now.get(database)))
          .description(description)
          .tag("database", database)
          .tags(tags.toArray(String[]::new))
          .register(registry);
    }
  }

  private java.util.function.Consumer<ToDoubleFunction<EngineStatistics>> gauge(
      String name, String description, String database) {
    return value ->
        Gauge.builder(name, byDatabase, now -> value.applyAsDouble(now.get(database)))
            .description(description)
            .tag("database", database)
            .register(registry);
  }

  /** All meters in Prometheus' text format; one at a time. */
  synchronized String scrape() {
    Map<State, Long> seen = new EnumMap<>(State.class);
    counts = statistics.countsAndStates(seen);
    states = seen;
    Map<String, EngineStatistics> now = new TreeMap<>();
    engines.get().forEach(engine -> now.merge(engine.database(), engine, EngineStatistics::plus));
    for (EngineStatistics engine : now.values()) {
      boolean known = byDatabase.containsKey(engine.database());
      if (known || byDatabase.size() < MAX_DATABASES) {
        byDatabase.put(engine.database(), engine);
        if (!known) {
          add(engine);
        }
      }
    }
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
