package io.trestle.proxy;

import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.engine.Engine;
import io.trestle.engine.Rewriter;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RuleSource;
import io.trestle.rules.RulesFile;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A proxy with the real engine before a database of its own, whose one rule walks through the
 * phases as it is told: {@code public.orders.status}, V {@code 'pending'}.
 */
final class FlippingProxy implements AutoCloseable {

  /** The catalog is read when the rule changes, and at no other time. */
  private static final Duration NEVER = Duration.ofHours(1);

  private final TestPostgres postgres;
  private final String database;
  private final Rules rules = new Rules();
  private final RewritingEngines engines;
  private final ProxyServer server;

  private FlippingProxy(TestPostgres postgres, String database) throws IOException {
    this.postgres = postgres;
    this.database = database;
    CatalogDataSources sources = new CatalogDataSources(postgres.jdbcUrl("postgres"));
    this.engines = new RewritingEngines(rules, new JdbcCatalogSource(sources), NEVER);
    this.server = ProxyServer.start(TestProxy.settings(postgres), engines);
  }

  /** Starts without a rule, before a table of three rows without the column. */
  static FlippingProxy start(String database) throws Exception {
    return start(TestPostgres.shared(), database);
  }

  /** The same, at a server of its own. */
  static FlippingProxy start(TestPostgres postgres, String database) throws Exception {
    postgres.createDatabase(database);
    postgres.execute(database, "CREATE TABLE orders (id int PRIMARY KEY, note text)");
    postgres.execute(database, "INSERT INTO orders VALUES (1, 'a'), (2, 'b'), (3, 'c')");
    FlippingProxy proxy = new FlippingProxy(postgres, database);
    Engine engine = proxy.engines.forDatabase(database);
    TestProxy.eventually("the first look at the database", () -> engine.current().epoch() > 0);
    return proxy;
  }

  int port() {
    return server.address().getPort();
  }

  RawClient client() throws IOException {
    RawClient client = new RawClient(server.address().getPort());
    client.login("postgres", database);
    return client;
  }

  /** Connects with further parameters, such as {@code &prepareThreshold=1}. */
  Connection connect(String parameters) throws SQLException {
    int port = server.address().getPort();
    return DriverManager.getConnection(
        TestPostgres.jdbcUrl("127.0.0.1", port, database) + parameters);
  }

  /** Runs a statement directly at the server. */
  void direct(String sql) throws SQLException {
    postgres.execute(database, sql);
  }

  /** A connection directly to the server. */
  Connection direct() throws SQLException {
    return postgres.connect(database);
  }

  Operations operations() {
    return server.operations();
  }

  /** How many bytes clients have sent. */
  long bytesFromClients() {
    return server.operations().statistics().counts().bytesIn();
  }

  /** How many sessions of the database wait for a lock. */
  int waitForLocks() throws SQLException {
    try (Connection connection = direct();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND wait_event_type = 'Lock'")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Has the engine look at the schema, and waits until it has. */
  void look() throws InterruptedException {
    CountDownLatch seen = new CountDownLatch(1);
    engines.forDatabase(database).schemaMayHaveChanged(seen::countDown);
    seen.await();
  }

  /** Puts a phase in force, and the column in the state that it needs; null removes the rule. */
  void flip(@Nullable String phase) throws Exception {
    flip(phase, "");
  }

  /** The same, with further lines of the rule. */
  void flip(@Nullable String phase, String more) throws Exception {
    if (phase != null && !phase.equals("absent")) {
      direct("ALTER TABLE orders ADD COLUMN IF NOT EXISTS status text");
      direct("ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'pending'");
    }
    if ("backfilled".equals(phase) || "complete".equals(phase)) {
      direct("UPDATE orders SET status = 'pending' WHERE status IS NULL");
      direct("ALTER TABLE orders ALTER COLUMN status SET NOT NULL");
    }
    Rewriter before = engines.forDatabase(database).current();
    String yaml =
        """
        rules:
          - table: public.orders
            column: status
            type: text
            value: "'pending'"
            phase: %s
        %s
        """;
    rules.set(
        phase == null
            ? RuleSet.EMPTY
            : RulesFile.parse("test.yaml", yaml.formatted(phase, more.indent(4))));
    TestProxy.eventually(
        "the rules are in force", () -> engines.forDatabase(database).current() != before);
  }

  @Override
  public void close() throws Exception {
    server.close();
    engines.close();
    postgres.dropDatabase(database);
  }

  private static final class Rules implements RuleSource {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile RuleSet current = RuleSet.EMPTY;

    void set(RuleSet rules) {
      current = rules;
      listeners.forEach(Runnable::run);
    }

    @Override
    public RuleSet current() {
      return current;
    }

    @Override
    public void onChange(Runnable listener) {
      listeners.add(listener);
    }

    @Override
    public void reload() throws InvalidRulesException {
      throw new UnsupportedOperationException("rules are set by the test");
    }

    @Override
    public void close() {}
  }
}
