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
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.core.BaseConnection;

/**
 * What the connections to one server share: the engines of its databases, who analyses for them,
 * and what is counted. Thread-safe.
 */
public final class Wrapping {

  private static final long PREPARE_SECONDS = 10;
  private static final Duration ADMISSION = Duration.ofSeconds(30);

  private final Engines engines;
  private final Analyst analyst;
  private final Events events;
  private final boolean targetMetadata;
  private final Map<BaseConnection, Known> known = new WeakHashMap<>();
  private final Accounts accounts = new Accounts(this::close);
  private final AtomicBoolean closed = new AtomicBoolean();

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
   * @throws SQLException when it is of another driver, or not admitted; it is closed then
   */
  public Connection wrap(Connection connection, int loginSeconds) throws SQLException {
    try {
      return wrapped(connection, loginSeconds);
    } catch (SQLException | RuntimeException failure) {
      connection.close();
      throw failure;
    }
  }

  private Connection wrapped(Connection connection, int loginSeconds) throws SQLException {
    Pgjdbc driver = new Pgjdbc(connection);
    Known session = known(driver);
    if (session.account != null) {
      int network = driver.networkTimeout();
      Duration login = loginSeconds > 0 ? Duration.ofSeconds(loginSeconds) : ADMISSION;
      session.account.awaitAdmission(network > 0 ? Duration.ofMillis(network) : login);
    }
    Engine engine = engines.forDatabase(session.state.database());
    return new CompatConnection(
        connection, new DriverSession(engine, analyst, driver, session), this);
  }

  private Known known(Pgjdbc driver) throws SQLException {
    synchronized (known) {
      Known before = known.get(driver.base());
      if (before != null) {
        return before;
      }
    }
    SessionState state = new SessionState(driver.user(), driver.database());
    driver.tellStart(state);
    Engine engine = engines.forDatabase(state.database());
    synchronized (known) {
      Known before = known.get(driver.base());
      if (before != null) {
        return before;
      }
      Known fresh = new Known(state, accounts.open(engine, driver.base()));
      known.put(driver.base(), fresh);
      return fresh;
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
    engines.forDatabase(database).schemaMayHaveChanged(seen::countDown);
    try {
      seen.await(PREPARE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The rules in force in a session's database, as far as it knows their columns. */
  List<Rule> rules(DriverSession session) {
    session.awaitCatalog();
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

  /** Closes as soon as no connection is open any more of which account is kept. */
  public void closeWhenUnused() {
    accounts.awaitUnused();
  }

  /** Looks at no catalog, follows no rules and analyses nothing any longer. */
  public void close() {
    accounts.close();
    if (!closed.getAndSet(true)) {
      engines.close();
      analyst.close();
    }
  }

  /** Whether it was closed: it wraps nothing any more of which account is kept. */
  public boolean isClosed() {
    return closed.get();
  }

  Events events() {
    return events;
  }

  boolean targetMetadata() {
    return targetMetadata;
  }
}
