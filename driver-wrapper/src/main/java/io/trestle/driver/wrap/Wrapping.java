package io.trestle.driver.wrap;

import io.trestle.engine.Analyst;
import io.trestle.engine.Engine;
import io.trestle.engine.EngineStatistics;
import io.trestle.engine.Engines;
import io.trestle.engine.SessionState;
import io.trestle.rules.Rule;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections to one server share: the engines of its databases, who analyses for them,
 * and what is counted. Connections that are open keep it from ending, those that lie in a pool too:
 * what is known of them is known here. Thread-safe.
 */
public final class Wrapping {

  private static final Logger log = LoggerFactory.getLogger(Wrapping.class);

  private static final long PREPARE_SECONDS = 10;
  private static final Duration ADMISSION = Duration.ofSeconds(30);

  private final Engines engines;
  private final Analyst analyst;
  private final Events events;
  private final boolean targetMetadata;
  private final Map<BaseConnection, Known> known = new WeakHashMap<>();
  private final Accounts accounts = new Accounts(this::close);
  private final Object closing = new Object();
  private boolean closed;

  /** Written under the lock of {@link #known}, as what follows: no connection begins meanwhile. */
  private volatile boolean ended;

  private int preparing;
  private boolean unused;
  private long unusedSince;

  /**
   * @param targetMetadata whether {@code DatabaseMetaData} shows columns under rules as in the
   *     target database, also while they are not there
   */
  public Wrapping(Engines engines, Analyst analyst, Events events, boolean targetMetadata) {
    this.engines = Objects.requireNonNull(engines);
    this.analyst = Objects.requireNonNull(analyst);
    this.events = Objects.requireNonNull(events);
    this.targetMetadata = targetMetadata;
  }

  /**
   * Wraps a connection of the PostgreSQL driver, or of a pool before it.
   *
   * @param loginSeconds for how long the rule store may take to admit it, where it has no network
   *     timeout; 0 for half a minute
   * @return null where this has ended: then the connection is left as it is
   * @throws SQLException when it is of another driver, or not admitted; it is closed then
   */
  public @Nullable Connection wrap(Connection connection, int loginSeconds) throws SQLException {
    Connection opened = connection;
    try {
      CompatConnection wrapped = opened(connection, new Pgjdbc(connection));
      if (wrapped != null) {
        opened = wrapped;
        wrapped
            .session()
            .awaitAdmission(loginSeconds > 0 ? Duration.ofSeconds(loginSeconds) : ADMISSION);
      }
      return wrapped;
    } catch (SQLException | RuntimeException failure) {
      opened.close();
      throw failure;
    }
  }

  /** From here on, until it is closed, the connection keeps this from ending. */
  private @Nullable CompatConnection opened(Connection connection, Pgjdbc driver)
      throws SQLException {
    SessionState started = null;
    while (true) {
      synchronized (known) {
        if (ended) {
          return null;
        }
        Known session = known.get(driver.base());
        if (session == null && started != null) {
          Engine engine = engines.forDatabase(started.database());
          session = new Known(engine, started, accounts.open(engine, driver.base()));
          known.put(driver.base(), session);
        }
        if (session != null) {
          DriverSession user = new DriverSession(analyst, driver, session);
          session.users.add(user);
          unused = false;
          return new CompatConnection(connection, user, this);
        }
      }
      started = new SessionState(driver.user(), driver.database());
      driver.tellStart(started);
    }
  }

  /**
   * Waits until the catalog of a connection's database has been looked at, before somebody may hold
   * all connections that there are.
   */
  public void prepare(Connection connection) throws SQLException {
    String database;
    try (connection) {
      database = new Pgjdbc(connection).database();
    }
    CountDownLatch seen = new CountDownLatch(1);
    Engine engine;
    synchronized (known) {
      if (ended) {
        return;
      }
      engine = engines.forDatabase(database);
      preparing++;
    }
    try {
      engine.schemaMayHaveChanged(seen::countDown);
      seen.await(PREPARE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (known) {
        preparing--;
      }
    }
  }

  /** The rules in force in a session's database, as far as it knows their columns. */
  List<Rule> rules(DriverSession session) {
    session.schema().awaitCatalog();
    return engines.statistics().stream()
        .filter(each -> each.database().equals(session.state().database()))
        .flatMap(each -> each.rules().stream())
        .map(EngineStatistics.RuleInForce::rule)
        .filter(rule -> knows(session.state(), rule))
        .toList();
  }

  private static boolean knows(SessionState session, Rule rule) {
    return rule.knownBy().isEmpty()
        || rule.knownBy().stream()
            .anyMatch(by -> by.matches(session.applicationName(), session.user()));
  }

  // --- its end ---------------------------------------------------------------------------------

  /**
   * For how long no connection has been open, as far as somebody has asked; one that is garbage is
   * none.
   *
   * @param now in nanoseconds
   * @return negative where one is open
   */
  public long unusedFor(long now) {
    synchronized (known) {
      known.keySet().removeIf(Pgjdbc::isClosed); // by whomever: a pool closes them past us
      boolean before = unused;
      unused = known.isEmpty() && preparing == 0;
      if (!unused) {
        return -1;
      }
      unusedSince = before ? unusedSince : now;
      return now - unusedSince;
    }
  }

  /**
   * Ends where no connection has been open for so long: wraps nothing any more, and is to be
   * closed.
   *
   * @return whether it has ended
   */
  public boolean endsUnused(long now, long nanos) {
    synchronized (known) {
      long unusedNanos = unusedFor(now);
      ended |= unusedNanos >= 0 && unusedNanos >= nanos;
      return ended;
    }
  }

  /** Whether a connection is open of which account is kept. */
  public boolean isUsed() {
    return accounts.isUsed();
  }

  /** Closes as soon as no connection is open any more of which account is kept. */
  public void closeWhenUnused() {
    accounts.awaitUnused();
  }

  /**
   * Closes at once, and with it the connections that services have at the moment: nobody would tell
   * them of rules any longer. What lies in a pool stays.
   */
  public void closeWithConnections() {
    List<BaseConnection> used;
    synchronized (known) {
      ended = true;
      used =
          known.entrySet().stream()
              .filter(each -> !each.getValue().users.isEmpty())
              .map(Map.Entry::getKey)
              .toList();
    }
    for (BaseConnection connection : used) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException gone) {
        log.debug("a connection could not be closed", gone);
      }
    }
    close();
  }

  /**
   * Wraps nothing, looks at no catalog, follows no rules and analyses nothing any longer.
   * Connections that are open go on with what they know.
   */
  public void close() {
    synchronized (known) {
      ended = true;
    }
    accounts.close();
    synchronized (closing) { // who comes second waits
      if (!closed) {
        closed = true;
        engines.close();
        analyst.close();
      }
    }
  }

  /** Whether it has ended: it wraps nothing any more. */
  public boolean hasEnded() {
    return ended;
  }

  Events events() {
    return events;
  }

  boolean targetMetadata() {
    return targetMetadata;
  }
}
