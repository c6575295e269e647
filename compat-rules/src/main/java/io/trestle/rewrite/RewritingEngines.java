package io.trestle.rewrite;

import io.trestle.catalog.CatalogSource;
import io.trestle.engine.Engine;
import io.trestle.engine.EngineStatistics;
import io.trestle.engine.Engines;
import io.trestle.rules.RuleSource;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The engines of all databases behind one rule source. Reads catalogs on a thread of its own: at
 * the first use of a database, after every change of the rules, and when a look at the schema shows
 * that it has changed. Thread-safe.
 */
public final class RewritingEngines implements Engines {

  /** How many databases may have an engine; the names come from clients that have logged in. */
  private static final int MAX_DATABASES = 1_000;

  private final RuleSource rules;
  private final CatalogSource catalogs;
  private final Map<String, DatabaseEngine> engines = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(runnable -> daemon(runnable, "trestle-catalog"));

  /**
   * Takes rules and catalogs over: {@link #close} closes both.
   *
   * @param poll how often each database's schema is looked at
   */
  public RewritingEngines(RuleSource rules, CatalogSource catalogs, Duration poll) {
    this.rules = rules;
    this.catalogs = catalogs;
    rules.onChange(this::changed);
    rules.followedBy(this::ruleEpoch);
    WarmUp.begin();
    thread.scheduleWithFixedDelay(
        () -> engines.values().forEach(DatabaseEngine::readIfChanged),
        poll.toMillis(),
        poll.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** Rules that have lapsed are so at once: catalogs may be out of reach just then. */
  private void changed() {
    if (rules.current().lapsed() != null) {
      engines.values().forEach(DatabaseEngine::lapse);
    }
    thread.execute(() -> engines.values().forEach(DatabaseEngine::read));
  }

  private static Thread daemon(Runnable runnable, String name) {
    Thread thread = new Thread(runnable, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Looks at schemas once a second. */
  public RewritingEngines(RuleSource rules, CatalogSource catalogs) {
    this(rules, catalogs, Duration.ofSeconds(1));
  }

  @Override
  public Engine forDatabase(String database) {
    DatabaseEngine known = engines.get(database);
    if (known != null) {
      return known;
    }
    if (engines.size() >= MAX_DATABASES) {
      throw new IllegalStateException("more than " + MAX_DATABASES + " databases");
    }
    return make(database);
  }

  /** Never misses an engine that is made of rules that have been replaced meanwhile. */
  private synchronized long ruleEpoch() {
    return engines.values().stream()
        .mapToLong(engine -> engine.current().ruleEpoch())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private synchronized Engine make(String database) {
    return engines.computeIfAbsent(database, this::create);
  }

  private DatabaseEngine create(String database) {
    DatabaseEngine engine = new DatabaseEngine(database, rules, catalogs, thread);
    thread.execute(engine::read);
    return engine;
  }

  @Override
  public List<EngineStatistics> statistics() {
    return engines.values().stream()
        .map(DatabaseEngine::statistics)
        .sorted(Comparator.comparing(EngineStatistics::database))
        .toList();
  }

  @Override
  public void close() {
    thread.shutdownNow();
    engines.values().forEach(DatabaseEngine::close);
    rules.close();
    catalogs.close();
  }
}
