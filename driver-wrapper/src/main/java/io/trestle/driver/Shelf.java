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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of this JVM share: one engine for each rules file, or rule store, and
 * database. It is made at the first connection and stays as long as the JVM. Thread-safe.
 */
final class Shelf {

  private static final int MAX_ENGINES = 100;

  private static final long END_MILLIS = 1_000;

  private static final Logger log = LoggerFactory.getLogger(Shelf.class);

  private static final Map<Key, CompletableFuture<Wrapping>> SHARED = new HashMap<>();

  /** Whether those that follow a store are told of the end of the JVM. Guarded by SHARED. */
  private static boolean endIsTold;

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
    synchronized (SHARED) {
      known = SHARED.get(key);
      Wrapping before = known == null ? null : made(known);
      if (before != null && before.isClosed()) {
        known = null;
      }
      if (known == null) {
        requireRoom(key);
        SHARED.put(key, mine);
      }
    }
    if (known == null) {
      make(settings, lookUps, key, mine);
    }
    return awaited(known == null ? mine : known);
  }

  private static void requireRoom(Key key) throws SQLException {
    if (SHARED.size() >= MAX_ENGINES && !SHARED.containsKey(key)) {
      throw new SQLException(
          "trestle: connections with more than "
              + MAX_ENGINES
              + " different rules, databases or settings in one JVM",
          "53000");
    }
  }

  /** Nobody else waits meanwhile but who wants the same: a store may be slow to answer. */
  private static void make(
      Settings settings, Maker lookUps, Key key, CompletableFuture<Wrapping> made) {
    try {
      made.complete(EngineMaker.make(settings, lookUps.make()));
      if (settings.store() != null) {
        tellEnd();
      }
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

  // --- the end of the JVM ----------------------------------------------------------------------

  /** Has the members of stores leave when the JVM ends. */
  private static void tellEnd() {
    synchronized (SHARED) {
      if (endIsTold) {
        return;
      }
      endIsTold = true;
    }
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(Shelf::ends, "trestle-end"));
    } catch (IllegalStateException | SecurityException refused) {
      log.debug("the JVM's end is not told: its lease at the rule store runs out", refused);
    }
  }

  /**
   * A member leaves as soon as its last connection is closed: until then services may be at work,
   * as in hooks of their own. Takes a second at most; one whose connections are never closed is
   * given up when its lease has ended.
   */
  private static void ends() {
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
    CountDownLatch left = new CountDownLatch(members.size());
    for (Wrapping member : members) {
      Thread leaving =
          new Thread(
              () -> {
                member.closeWhenUnused();
                left.countDown();
              },
              "trestle-end");
      leaving.setDaemon(true);
      leaving.start();
    }
    try {
      left.await(END_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
