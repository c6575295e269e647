package io.trestle.rewrite;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.CatalogSource;
import io.trestle.catalog.CatalogSource.Fingerprint;
import io.trestle.engine.Engine;
import io.trestle.engine.EngineStatistics;
import io.trestle.engine.EngineStatistics.CacheStatistics;
import io.trestle.engine.EngineStatistics.CatalogState;
import io.trestle.engine.Rewriter;
import io.trestle.rules.OpenWork;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RuleSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The engine of one database. {@link #current} and {@link #schemaMayHaveChanged} may be called by
 * any thread; {@link #read} and {@link #readIfChanged} only by the thread that reads catalogs.
 */
final class DatabaseEngine implements Engine {

  private static final Logger log = LoggerFactory.getLogger(DatabaseEngine.class);
  private static final String UNREADABLE = "the database's catalog cannot be read: ";
  private static final long CACHE_BYTES = 32L << 20;

  private final String database;
  private final RuleSource source;
  private final CatalogSource catalogs;
  private final ExecutorService thread;
  private final List<Runnable> waiting = new ArrayList<>();
  private final CountDownLatch firstRead = new CountDownLatch(1);
  private volatile Rewriter current;

  /** Written under the lock of this object. */
  private volatile long epoch;

  private @Nullable Fingerprint fingerprint;

  /** The version of the schema; what was analysed before it was read for the first time has it. */
  private volatile long schema = 1;

  private boolean stale = true;

  /** Whether the last look at the schema failed. */
  private boolean blind;

  /** Guarded by {@link #waiting}, as is {@link #closed}. */
  private CatalogSource.@Nullable Watch watch;

  /** What was read last; used by the thread that reads catalogs. */
  private @Nullable ReadCatalog read;

  private boolean closed;
  private volatile Set<String> lastNames = Set.of();
  private final LongAdder reads = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /** Of the rewriters that were in force before; replaced together with {@link #current}. */
  private long analysesBefore;

  private CacheStatistics cacheBefore = CacheStatistics.NONE;

  /**
   * A catalog with what it was read for.
   *
   * @param definitions the rules, all in one phase
   */
  private record ReadCatalog(Catalog catalog, List<Rule> definitions) {}

  /**
   * @param thread the one that reads catalogs
   */
  DatabaseEngine(
      String database, RuleSource source, CatalogSource catalogs, ExecutorService thread) {
    this.thread = thread;
    this.database = database;
    this.source = source;
    this.catalogs = catalogs;
    RuleSet rules = source.current().forDatabase(database);
    this.current =
        new UnreadCatalogRewriter(
            epoch, schema, rules, UNREADABLE + "it has not been read yet", this, Set.of());
  }

  @Override
  public Rewriter current() {
    return current;
  }

  @Override
  public OpenWork work() {
    return source.work(database);
  }

  @Override
  public void schemaMayHaveChanged(Runnable then) {
    boolean first;
    synchronized (waiting) {
      first = waiting.isEmpty();
      waiting.add(then);
    }
    if (first) { // one look serves all who ask before it begins
      try {
        thread.execute(this::look);
      } catch (RejectedExecutionException closed) {
        takeWaiting().forEach(Runnable::run);
      }
    }
  }

  private void look() {
    List<Runnable> served = takeWaiting();
    try {
      readIfChanged();
    } finally {
      served.forEach(Runnable::run);
    }
  }

  private List<Runnable> takeWaiting() {
    synchronized (waiting) {
      List<Runnable> taken = List.copyOf(waiting);
      waiting.clear();
      return taken;
    }
  }

  /** Waits until the catalog has been read once, or could not be. */
  CountDownLatch firstRead() {
    return firstRead;
  }

  /** Reads the catalog, and puts a rewriter for the rules of now in force. */
  void read() {
    RuleSet rules = source.current().forDatabase(database);
    if (rules.lapsed() != null) {
      lapse();
      return;
    }
    reads.increment();
    try {
      Fingerprint seen =
          rules.rules().isEmpty() ? Fingerprint.NONE : catalogs.fingerprint(database);
      Fingerprint before = fingerprint;
      schema += before == null || before.relations() == seen.relations() ? 0 : 1;
      boolean sameSchema = !stale && seen.equals(before);
      fingerprint = seen;
      RuleSetRewriter rewriter = rewriter(rules, sameSchema);
      publish(rewriter);
      lastNames = rewriter.ruledNames();
      watch(!rules.rules().isEmpty());
      stale = false;
    } catch (SQLException | RuntimeException unreadable) {
      stale = true;
      failures.increment();
      log.atError()
          .addKeyValue("database", database)
          .addKeyValue("error", String.valueOf(unreadable.getMessage()))
          .log("the catalog cannot be read: statements that mention a ruled table are refused");
      publish(
          new UnreadCatalogRewriter(
              epoch + 1, schema, rules, UNREADABLE + unreadable.getMessage(), this, lastNames));
    } finally {
      firstRead.countDown();
    }
  }

  /**
   * Refuses what mentions a ruled table until the rules may be followed again. May be called by any
   * thread, also while the catalog is being read.
   */
  synchronized void lapse() {
    RuleSet rules = source.current().forDatabase(database);
    String why = rules.lapsed();
    if (why == null || isLapsed()) {
      return;
    }
    log.atError()
        .addKeyValue("database", database)
        .log("statements that mention a ruled table are refused: {}", why);
    publish(new UnreadCatalogRewriter(epoch + 1, schema, rules, why, this, lastNames));
    firstRead.countDown();
  }

  private boolean isLapsed() {
    return current instanceof UnreadCatalogRewriter unread && unread.isLapsed();
  }

  /**
   * Puts a rewriter in force, unless the rules have lapsed since it was begun: they are read again
   * when they may be followed again.
   */
  private synchronized void publish(Rewriter rewriter) {
    boolean lapsed = source.current().forDatabase(database).lapsed() != null;
    boolean overtaken = rewriter.epoch() != epoch + 1;
    if (overtaken || (lapsed && !(rewriter instanceof UnreadCatalogRewriter))) {
      return;
    }
    epoch++;
    if (current instanceof RuleSetRewriter before) {
      analysesBefore += before.analyses();
      cacheBefore = before.cacheStatistics().after(cacheBefore);
    }
    current = rewriter;
  }

  /** Has the database tell of its schema from now on, or no more. */
  private void watch(boolean wanted) {
    synchronized (waiting) {
      if (wanted && watch == null && !closed) {
        watch = catalogs.watch(database, () -> schemaMayHaveChanged(() -> {}));
      } else if (!wanted && watch != null) {
        watch.close();
        watch = null;
      }
    }
  }

  /** Is told of the schema no more. */
  void close() {
    synchronized (waiting) {
      closed = true;
    }
    watch(false);
  }

  /** What it has done so far; called by any thread. */
  synchronized EngineStatistics statistics() {
    RuleSetRewriter read = current instanceof RuleSetRewriter known ? known : null;
    CatalogState catalog =
        firstRead.getCount() > 0
            ? CatalogState.UNREAD
            : read == null ? CatalogState.UNREADABLE : CatalogState.READ;
    return new EngineStatistics(
        database,
        current.epoch(),
        catalog,
        reads.sum(),
        failures.sum(),
        analysesBefore + (read == null ? 0 : read.analyses()),
        (read == null ? CacheStatistics.NONE : read.cacheStatistics()).after(cacheBefore),
        read == null ? List.of() : read.inForce());
  }

  private RuleSetRewriter rewriter(RuleSet rules, boolean sameSchema) throws SQLException {
    if (rules.rules().isEmpty()) {
      return new RuleSetRewriter(
          epoch + 1, 0, rules.epoch(), List.of(), Catalog.EMPTY, CACHE_BYTES);
    }
    Catalog catalog = catalog(rules, sameSchema);
    List<ActiveRule> active = new ArrayList<>();
    for (Rule rule : rules.rules()) {
      if (catalog.find(rule.schema(), rule.table()).isPresent()) {
        active.add(ActiveRule.of(rule, catalog));
        announce(active.get(active.size() - 1));
      } else {
        log.atWarn()
            .addKeyValue("rule", rule.name())
            .addKeyValue("database", database)
            .log("the rule's table does not exist: the rule is without effect");
      }
    }
    return new RuleSetRewriter(epoch + 1, schema, rules.epoch(), active, catalog, CACHE_BYTES);
  }

  /** A phase is nothing to the catalog: a flip is followed without reading that again. */
  private Catalog catalog(RuleSet rules, boolean sameSchema) throws SQLException {
    List<Rule> definitions = rules.rules().stream().map(rule -> rule.in(Phase.ABSENT)).toList();
    ReadCatalog last = read;
    if (sameSchema && last != null && last.definitions().equals(definitions)) {
      return last.catalog();
    }
    Catalog catalog = catalogs.read(database, rules);
    read = new ReadCatalog(catalog, definitions);
    return catalog;
  }

  private void announce(ActiveRule active) {
    log.atInfo()
        .addKeyValue("rule", active.rule().name())
        .addKeyValue("phase", active.rule().phase().label())
        .addKeyValue("database", database)
        .addKeyValue("epoch", epoch + 1)
        .log("rule in force");
    if (active.phase() != active.rule().phase()) {
      log.atWarn()
          .addKeyValue("rule", active.rule().name())
          .log(
              "the catalog does not show the column as phase {} needs it: the rule is treated as {}",
              active.rule().phase().label(),
              active.phase().label());
    }
  }

  /** Reads again when the schema has changed since, or could not be read. */
  void readIfChanged() {
    RuleSet rules = source.current().forDatabase(database);
    if (rules.lapsed() != null || (rules.rules().isEmpty() && !stale)) {
      return;
    }
    try {
      if (stale || !catalogs.fingerprint(database).equals(fingerprint)) {
        read();
      }
      if (blind) {
        blind = false;
        log.atInfo().addKeyValue("database", database).log("the schema is looked at again");
      }
    } catch (SQLException | RuntimeException unreadable) {
      failures.increment();
      Level level = blind ? Level.DEBUG : Level.WARN; // once, not once a second
      blind = true;
      log.atLevel(level)
          .addKeyValue("database", database)
          .addKeyValue("error", String.valueOf(unreadable.getMessage()))
          .log(
              "the schema cannot be looked at: statements are treated by what was last known of it");
    }
  }
}
