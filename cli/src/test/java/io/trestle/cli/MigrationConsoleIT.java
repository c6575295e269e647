package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.testkit.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.util.PSQLException;

/**
 * Migrations from the console of a proxy that follows their store: by the rights that
 * docs/migrations.md lists for nodes and migrators.
 */
class MigrationConsoleIT {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int ROWS = 5_000;
  private static final String NAME = "public.orders.status";
  private static final String STATEMENT =
      "ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'pending'";
  private static final long DEADLINE_SECONDS = 60;

  @TempDir private Path folder;

  private final TestPostgres postgres = TestPostgres.shared();
  private final List<Database> databases = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Path users;

  /** A database with a table and a rule store, and the roles of a node and a migrator. */
  private final class Database {
    final String name = "migration_console_" + NUMBER.incrementAndGet();

    Database() throws Exception {
      postgres.createDatabase(name);
      databases.add(this);
      postgres.execute(
          name,
          """
          CREATE TABLE orders (id int PRIMARY KEY, amount int NOT NULL);
          INSERT INTO orders SELECT i, i %% 7 FROM generate_series(1, %d) AS i;
          CREATE ROLE owner_%2$s; ALTER TABLE orders OWNER TO owner_%2$s;
          CREATE ROLE migrator_%2$s LOGIN; CREATE ROLE node_%2$s LOGIN;
          GRANT CREATE, TEMPORARY ON DATABASE %2$s TO migrator_%2$s;
          GRANT pg_monitor, pg_signal_backend, owner_%2$s TO migrator_%2$s;
          """
              .formatted(ROWS, name));
      assertDone(migrate("init"));
      postgres.execute(
          name,
          """
          GRANT USAGE ON SCHEMA trestle TO node_%1$s;
          GRANT SELECT ON trestle.state, trestle.rule, trestle.migration TO node_%1$s;
          GRANT SELECT, INSERT, UPDATE, DELETE ON trestle.member, trestle.backend TO node_%1$s;
          GRANT pg_read_all_stats TO node_%1$s;
          GRANT SELECT ON trestle.step, trestle.progress, trestle.throttle TO node_%1$s;
          """
              .formatted(name));
    }

    String node() {
      return url("node_");
    }

    String migrator() {
      return url("migrator_");
    }

    private String url(String role) {
      return postgres.jdbcUrl(name).replace("user=postgres", "user=" + role + name);
    }

    CommandRun migrate(String command, String... more) {
      List<String> arguments = new ArrayList<>(List.of("migrate", command));
      arguments.addAll(List.of("--database", migrator()));
      arguments.addAll(List.of(more));
      return CommandRun.of(arguments.toArray(String[]::new));
    }

    void begin(String phase, String... more) {
      List<String> arguments = new ArrayList<>(List.of(STATEMENT, "--yes", "--to", phase));
      arguments.addAll(List.of(more));
      assertDone(migrate("start", arguments.toArray(String[]::new)));
    }

    String ask(String sql) throws SQLException {
      try (Connection connection = postgres.connect(name);
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getString(1);
      }
    }

    void drop() throws Exception {
      for (String role : List.of("migrator_", "node_", "owner_")) {
        postgres.execute(name, "DROP OWNED BY %1$s CASCADE; DROP ROLE %1$s".formatted(role + name));
      }
      postgres.dropDatabase(name);
    }
  }

  private static void assertDone(CommandRun run) {
    assertThat(run.exitCode()).as("%s%n%s", run.out(), run.err()).isZero();
  }

  @BeforeEach
  void makeUsers() throws Exception {
    CommandRun hashed =
        CommandRun.withInput("secret\n", "hash-password", "--role=operator", "anna");
    users = Files.writeString(folder.resolve("users"), hashed.out());
  }

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    for (Database database : databases) {
      database.drop();
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.add(resource);
    return resource;
  }

  /** Starts a proxy that follows the store by the node's role, and returns its port. */
  private int proxy(Database database, String... more) throws Exception {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--listen=127.0.0.1:0",
                "--upstream=" + postgres.host() + ":" + postgres.port(),
                "--store=" + database.node(),
                "--database=" + postgres.jdbcUrl(database.name),
                "--admin-users=" + users));
    options.addAll(List.of(more));
    ProxyProcess proxy = opened(ProxyProcess.start(options));
    return Integer.parseInt(proxy.await("listening at [^ ]*:(\\d+)").group(1));
  }

  private Connection console(int port) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/trestle?sslmode=disable";
    return opened(DriverManager.getConnection(url, "anna", "secret"));
  }

  private Statement statement(int port) throws SQLException {
    return console(port).createStatement();
  }

  /** A column of the only row of SHOW MIGRATIONS; null where there is none. */
  private static String shown(Statement console, String column) throws SQLException {
    try (ResultSet row = console.executeQuery("SHOW MIGRATIONS")) {
      return row.next() ? row.getString(column) : null;
    }
  }

  private static void refused(Statement console, String sql, String sqlState, String why) {
    assertThatThrownBy(() -> console.execute(sql))
        .hasMessageContaining(why)
        .isInstanceOfSatisfying(
            PSQLException.class, error -> assertThat(error.getSQLState()).isEqualTo(sqlState));
  }

  private static void eventually(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Runs a statement that gives no rows; gives the SQLSTATE with which it ends. */
  private static CompletableFuture<String> running(Statement console, String sql) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            console.execute(sql);
            return "00000";
          } catch (SQLException failure) {
            return String.valueOf(failure.getSQLState());
          }
        });
  }

  @Test
  void anOperatorTakesAMigrationForwardAndBackBeneathAService() throws Exception {
    Database database = new Database();
    int port = proxy(database, "--migrator=" + database.migrator());
    int other = proxy(database);
    Service service =
        opened(
            new UnawareService(
                TestPostgres.jdbcUrl("127.0.0.1", other, database.name)
                    + "&ApplicationName=orders-v1",
                1_000_000));
    service.start();
    Statement console = statement(port);
    assertThat(shown(console, "migration")).isNull();
    database.begin("absent", "--three-steps", "--known-by=application-name=orders-v2");
    assertThat(shown(console, "phase")).isEqualTo("absent");
    assertThat(shown(console, "state")).isEqualTo("paused");

    console.execute("SET PHASE TO writable");
    assertThat(console.getWarnings().getMessage()).startsWith("add");
    assertThat(shown(console, "phase")).isEqualTo("writable");
    assertThat(database.ask("SELECT count(*) FROM orders WHERE status IS NULL")).isEqualTo("0");
    assertThat(Long.parseLong(shown(console, "rows_filled"))).isGreaterThanOrEqualTo(ROWS);
    console.execute("SET PHASE " + NAME + " TO readable IN " + database.name);
    assertThat(shown(console, "phase")).isEqualTo("readable");
    console.execute("SET PHASE " + NAME + " TO complete");
    assertThat(shown(console, "phase")).isEqualTo("complete");

    service.finish();
    assertThat(service.failures()).isEmpty();
    assertThat(service.statements()).isPositive();
    assertThat(database.ask("SELECT phase FROM trestle.rule")).isEqualTo("complete");
    assertThat(database.migrate("history").out())
        .contains("anna (console) as migrator_" + database.name + "  " + NAME + "  run")
        .containsSubsequence("to writable", "to readable", "writable -> readable", "to complete");
  }

  @Test
  void withoutMigratorItIsSeenAndTheErrorSaysHowItIsMoved() throws Exception {
    Database database = new Database();
    Statement console = statement(proxy(database));
    database.begin("absent");

    assertThat(shown(console, "migration")).isEqualTo(NAME);
    assertThat(shown(console, "database")).isEqualTo(database.name);
    assertThat(shown(console, "statement")).isEqualTo(STATEMENT);
    refused(console, "SET PHASE TO readable", "55000", "--migrator JDBC_URL");
    assertThat(shown(console, "phase")).isEqualTo("absent");
  }

  @Test
  void missingRightsAreNamed() throws Exception {
    Database database = new Database();
    Statement console = statement(proxy(database, "--migrator=" + database.node()));
    database.begin("absent");

    refused(console, "SET PHASE TO readable", "42501", "docs/migrations.md lists the rights");

    postgres.execute(database.name, "REVOKE SELECT ON trestle.step FROM node_" + database.name);
    assertThat(shown(console, "message")).contains("permission denied for table step");
    assertThat(shown(console, "database")).isEqualTo(database.name);
  }

  @Test
  void whatTheMigratorRefusesIsRefused() throws Exception {
    Database database = new Database();
    Statement console = statement(proxy(database, "--migrator=" + database.migrator()));
    refused(console, "SET PHASE TO readable", "55000", "no migration is under way");
    database.begin("writable");
    refused(console, "SET PHASE public.orders.other TO readable", "55000", "no migration");
    postgres.execute(database.name, "UPDATE orders SET status = 'shipped' WHERE id < 4");

    refused(console, "SET PHASE TO absent", "55000", "3 rows");

    assertThat(database.ask("SELECT count(*) FROM orders WHERE status = 'shipped'")).isEqualTo("3");
    try (Connection runner = postgres.connect(database.name);
        Statement lock = runner.createStatement()) {
      lock.execute(
          "SELECT pg_advisory_lock(%d, max(id)::int) FROM trestle.migration".formatted(0x74726573));
      refused(console, "SET PHASE TO complete", "55000", "is being run already: pid");
    }
    console.execute("SET PHASE TO complete");
    assertThat(shown(console, "migration")).isNull();
    assertThat(database.ask("SELECT state FROM trestle.migration")).isEqualTo("done");
  }

  @Test
  void aCancelRequestAndTheEndOfTheSessionStopItSafely() throws Exception {
    Database database = new Database();
    int port = proxy(database, "--migrator=" + database.migrator());
    Statement looksOn = statement(port);
    database.begin("backfilled", "--watch=1h");
    assertThat(shown(looksOn, "watches_until")).isNotNull();
    assertThat(database.migrate("status").out()).contains("watches    until 2");

    Statement cancelled = statement(port);
    CompletableFuture<String> first = running(cancelled, "SET PHASE TO complete");
    eventually("it watches", () -> "watch".equals(shown(looksOn, "step")));
    assertThat(shown(looksOn, "state")).isEqualTo("running");
    assertThat(shown(looksOn, "runner")).contains("migrator_" + database.name);
    cancelled.cancel();
    assertThat(first.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("57014");
    assertThat(shown(looksOn, "state")).isEqualTo("paused");
    assertThat(shown(looksOn, "runner")).isNull();

    Connection killed = console(port);
    CompletableFuture<String> second = running(killed.createStatement(), "SET PHASE TO complete");
    eventually("it watches", () -> "running".equals(shown(looksOn, "state")));
    killed.abort(Runnable::run);
    assertThat(second.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).isNotEqualTo("00000");
    eventually("it is stopped", () -> "paused".equals(shown(looksOn, "state")));

    looksOn.execute("SET PHASE TO writable");
    assertThat(shown(looksOn, "phase")).isEqualTo("writable");
    assertThat(shown(looksOn, "watches_until")).isNull();
  }

  @Test
  void ofSeveralDatabasesTheOneIsMeantThatHasItOrIsNamed() throws Exception {
    Database one = new Database();
    Database two = new Database();
    StringBuilder yaml =
        new StringBuilder(
            """
            listen: 127.0.0.1:0
            upstreams:
              main: {host: %s, port: %d}
            databases:
            """
                .formatted(postgres.host(), postgres.port()));
    for (Database each : databases) {
      yaml.append(
          """
            %s:
              upstream: main
              store: "%s"
              migrator: "%s"
          """
              .formatted(each.name, each.node(), each.migrator()));
    }
    Path file = Files.writeString(folder.resolve("trestle.yaml"), yaml);
    ProxyProcess proxy =
        opened(ProxyProcess.start(List.of("--config=" + file, "--admin-users=" + users)));
    int port = Integer.parseInt(proxy.await("listening at \\[127\\.0\\.0\\.1:(\\d+)\\]").group(1));
    Statement console = statement(port);
    refused(console, "SET PHASE TO readable", "55000", "no such migration");

    two.begin("absent");
    console.execute("SET PHASE TO readable");
    assertThat(two.ask("SELECT phase FROM trestle.rule")).isEqualTo("readable");

    one.begin("absent");
    refused(console, "SET PHASE " + NAME + " TO writable", "42P09", one.name + ", " + two.name);
    refused(console, "SET PHASE " + NAME + " TO writable IN elsewhere", "3D000", "elsewhere");
    console.execute("SET PHASE " + NAME + " TO readable IN " + one.name);
    assertThat(one.ask("SELECT phase FROM trestle.rule")).isEqualTo("readable");
    List<String> shown = new ArrayList<>();
    try (ResultSet row = console.executeQuery("SHOW MIGRATIONS")) {
      while (row.next()) {
        shown.add(row.getString("database") + " " + row.getString("phase"));
      }
    }
    assertThat(shown).containsExactly(one.name + " readable", two.name + " readable");
  }
}
