package io.trestle.driver;

import io.trestle.driver.lookup.BorrowedConnections;
import io.trestle.driver.lookup.KeptConnections;
import io.trestle.driver.lookup.LookUps;
import io.trestle.driver.wrap.Wrapping;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of this JVM share: one engine for each rules file, or rule store, and
 * database. It is made at the first connection, and ends when none has been open for a while; the
 * next one makes it anew. Thread-safe.
 */
final class Shelf {

  static final int MAX_ENGINES = 100;

  /** For how long no connection has been open when an engine ends. */
  static final Duration UNUSED = Duration.ofMinutes(1);

  private static final long LOOK_MILLIS = 1_000;

  private static final Logger log = LoggerFactory.getLogger(Shelf.class);

  private static final Map<Key, CompletableFuture<Wrapping>> SHARED = new HashMap<>();

  private static final JvmEnd JVM_END = new JvmEnd(Shelf::members);

  /** Looks what is unused, as long as there is anything. Guarded by SHARED. */
  private static @Nullable Thread watch;

  private static volatile LongSupplier clock = System::nanoTime;

  /**
   * What tells them apart.
   *
   * @param rules the path of a file, or where a store is and as whom it is followed
   * @param server where the catalog is looked up, and as whom; or a data source
   */
  private record Key(
      @Nullable Object rules,
      Object server,
      boolean targetMetadata,
      Duration deadline,
      boolean forcesAnalysis) {}

  private Shelf() {}

  /**
   * For connections that are made by a URL.
   *
   * @throws SQLException when the rules cannot be read, or the store not followed
   */
  static Wrapping forUrl(Settings settings) throws SQLException {
    String url = settings.catalog() != null ? settings.catalog() : settings.url();
    Properties properties = settings.catalog() != null ? new Properties() : settings.properties();
    return shared(
        settings,
        KeptConnections.target(url, properties),
        () -> new KeptConnections(url, properties));
  }

  /** For connections of a data source. */
  static Wrapping forSource(Settings settings, DataSource source) throws SQLException {
    String catalog = settings.catalog();
    return catalog != null
        ? forUrl(settings)
        : shared(settings, source, () -> new BorrowedConnections(source));
  }

  /**
   * Lets go of all engines with that rules file; connections that are open go on with what they
   * know.
   */
  static void release(Path rules) {
    releaseAll(rules.toAbsolutePath().normalize());
  }

  /** Lets go of all engines that follow that store, whose connections are closed. */
  static void releaseStore(String url) {
    releaseAll(KeptConnections.target(url, new Properties()));
  }

  private static void releaseAll(Object rules) {
    List<Wrapping> released = new ArrayList<>();
    synchronized (SHARED) {
      SHARED
          .entrySet()
          .removeIf(
              each -> {
                Wrapping made = made(each.getValue());
                return made != null && rules.equals(each.getKey().rules()) && released.add(made);
              });
    }
    released.forEach(Wrapping::close);
  }

  private static @Nullable Wrapping made(CompletableFuture<Wrapping> future) {
    return future.isDone() && !future.isCompletedExceptionally() ? future.join() : null;
  }

  private interface Maker {
    LookUps make();
  }

  private static Wrapping shared(Settings settings, Object server, Maker lookUps)
      throws SQLException {
    Settings.Store store = settings.store();
    Object rules =
        store == null ? settings.rules() : KeptConnections.target(store.url(), store.properties());
    Key key =
        new Key(
            rules,
            server,
            settings.targetMetadata(),
            settings.analysisDeadline(),
            settings.forcesAnalysis());
    CompletableFuture<Wrapping> mine = new CompletableFuture<>();
    CompletableFuture<Wrapping> known;
    Wrapping makesRoom = null;
    synchronized (SHARED) {
      known = SHARED.get(key);
      Wrapping before = known == null ? null : made(known);
      if (before != null && before.hasEnded()) {
        known = null;
      }
      if (known == null) {
        makesRoom = SHARED.containsKey(key) ? null : room();
        SHARED.put(key, mine);
        watch();
      }
    }
    if (makesRoom != null) {
      makesRoom.close();
    }
    if (known == null) {
      make(settings, lookUps, key, mine);
    }
    return awaited(known == null ? mine : known);
  }

  /**
   * Sees to it that there is room for one more: that which has been unused for longest makes it.
   *
   * @return what has been taken away, and is to be closed; null where there was room
   */
  private static @Nullable Wrapping room() throws SQLException {
    if (SHARED.size() < MAX_ENGINES) {
      return null;
    }
    long now = clock.getAsLong();
    Wrapping oldest = null;
    for (CompletableFuture<Wrapping> each : SHARED.values()) {
      Wrapping made = made(each);
      if (made != null
          && made.unusedFor(now) >= 0
          && (oldest == null || made.unusedFor(now) > oldest.unusedFor(now))) {
        oldest = made;
      }
    }
    if (oldest == null || !oldest.endsUnused(now, 0)) {
      throw new SQLException(
          "trestle: connections with more than "
              + MAX_ENGINES
              + " different rules, databases or settings in one JVM",
          "53000");
    }
    Wrapping taken = oldest;
    SHARED.values().removeIf(each -> made(each) == taken);
    return taken;
  }

  /** Nobody else waits meanwhile but who wants the same: a store may be slow to answer. */
  private static void make(
      Settings settings, Maker lookUps, Key key, CompletableFuture<Wrapping> made) {
    try {
      Wrapping wrapping = EngineMaker.make(settings, lookUps.make());
      if (settings.store() != null) {
        JVM_END.tell();
      }
      made.complete(wrapping);
    } catch (SQLException | RuntimeException | Error failure) {
      synchronized (SHARED) {
        SHARED.remove(key, made);
      }
      made.completeExceptionally(failure);
    }
  }

  private static Wrapping awaited(CompletableFuture<Wrapping> made) throws SQLException {
    try {
      return made.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof SQLException cause) {
        throw new SQLException(cause.getMessage(), cause.getSQLState(), cause);
      }
      throw failed;
    }
  }

  // --- the end of what is unused -----------------------------------------------------------------

  private static void watch() {
    if (watch != null) {
      return;
    }
    watch = new Thread(Shelf::watches, "trestle-unused");
    watch.setDaemon(true);
    watch.setContextClassLoader(Shelf.class.getClassLoader()); // it outlives who came first
    watch.start();
  }

  private static void watches() {
    try {
      while (awaitLook()) {
        try {
          look();
        } catch (RuntimeException failure) {
          log.error("what is unused could not be ended", failure);
        }
      }
    } catch (InterruptedException ended) {
      log.debug("the next engine has them looked at again", ended);
    } finally {
      synchronized (SHARED) {
        watch = Thread.currentThread() == watch ? null : watch;
      }
    }
  }

  /** False when there is nothing to look at any more. */
  private static boolean awaitLook() throws InterruptedException {
    synchronized (SHARED) {
      if (!SHARED.isEmpty()) {
        SHARED.wait(LOOK_MILLIS);
      }
      if (SHARED.isEmpty()) {
        watch = null;
      }
      return watch != null;
    }
  }

  /** Ends what no connection has used for a while. */
  static void look() {
    long now = clock.getAsLong();
    Map<Key, CompletableFuture<Wrapping>> all;
    synchronized (SHARED) {
      all = Map.copyOf(SHARED);
    }
    all.forEach(
        (key, future) -> {
          Wrapping made = made(future);
          if (made != null && made.endsUnused(now, UNUSED.toNanos())) {
            synchronized (SHARED) {
              SHARED.remove(key, future);
            }
            made.close();
            log.atDebug()
                .addKeyValue("rules", file(key))
                .log("an engine that was unused has ended");
          }
        });
  }

  /** A store is known by its password, too. */
  private static Object file(Key key) {
    return key.rules() instanceof Path path ? path : "none or of a store";
  }

  /** For tests: nanoseconds, in place of those that go by. */
  static void clock(LongSupplier nanos) {
    clock = nanos;
  }

  /** How many there are. */
  static int size() {
    synchronized (SHARED) {
      return SHARED.size();
    }
  }

  /** Ends all at once; the connections that services have are closed with them. */
  static void endAll() {
    List<CompletableFuture<Wrapping>> all;
    synchronized (SHARED) {
      all = List.copyOf(SHARED.values());
      SHARED.clear();
      SHARED.notifyAll();
      JVM_END.tellNoMore();
    }
    // One that is being made ends when it is there: nobody is given it.
    all.forEach(each -> each.thenAccept(Wrapping::closeWithConnections));
  }

  /** Those that follow a store. */
  private static List<Wrapping> members() {
    List<Wrapping> members = new ArrayList<>();
    synchronized (SHARED) {
      SHARED.forEach(
          (key, future) -> {
            Wrapping made = made(future);
            if (made != null && key.rules() instanceof List<?>) {
              members.add(made);
            }
          });
    }
    return members;
  }
}
