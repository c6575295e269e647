package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.TestPostgres;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Migrations by the commands an operator types, while services that know the column and services
 * that do not work over two proxies: every answer is compared with what its service has written.
 * {@code -Dmigration.rows=1000000} takes a larger table.
 */
class MigrationUnderLoadIT {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int ROWS = Integer.getInteger("migration.rows", 50_000);
  private static final String KNOWN_BY = "application-name=orders-v2*";

  @TempDir private Path folder;

  private final TestPostgres postgres = TestPostgres.shared();
  private final String database = "migration_load_" + NUMBER.incrementAndGet();
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void makeTable() throws Exception {
    postgres.createDatabase(database);
    postgres.execute(
        database,
        "CREATE TABLE orders (id int PRIMARY KEY, amount int NOT NULL);"
            + "INSERT INTO orders SELECT i, i % 7 FROM generate_series(1, "
            + ROWS
            + ") AS i; ANALYZE orders");
    assertThat(migrate("init").exitCode()).isZero();
  }

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private CommandRun migrate(String command, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("migrate", command, "--database", postgres.jdbcUrl(database)));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  /** Starts a proxy that follows the store, and returns its port. */
  private int proxy() throws Exception {
    return port(startProxy());
  }

  private ProxyProcess startProxy() throws Exception {
    ProxyProcess proxy =
        ProxyProcess.start(
            List.of(
                "--listen",
                "127.0.0.1:0",
                "--upstream",
                postgres.host() + ":" + postgres.port(),
                "--store",
                postgres.jdbcUrl(database),
                "--database",
                postgres.jdbcUrl(database)));
    open.add(proxy);
    return proxy;
  }

  /** The same by a configuration file. */
  private int configuredProxy() throws Exception {
    Path file = folder.resolve("proxy.yaml");
    Files.writeString(
        file,
        """
        listen: 127.0.0.1:0
        upstreams:
          main:
            host: %s
            port: %d
        databases:
          %s:
            upstream: main
            store: %s
        """
            .formatted(postgres.host(), postgres.port(), database, postgres.jdbcUrl(database)));
    assertDone(CommandRun.of("check", "--config", file.toString()));
    ProxyProcess proxy = ProxyProcess.start(List.of("--config", file.toString()));
    open.add(proxy);
    return Integer.parseInt(proxy.await("listening at \\[127\\.0\\.0\\.1:(\\d+)\\]").group(1));
  }

  private static int port(ProxyProcess proxy) throws Exception {
    return Integer.parseInt(proxy.await("listening at [^ ]*:(\\d+)").group(1));
  }

  private Service service(int port, int from, boolean knows) throws SQLException {
    String url =
        TestPostgres.jdbcUrl("127.0.0.1", port, database)
            + "&ApplicationName="
            + (knows ? "orders-v2" : "orders-v1");
    Service service = knows ? new KnowingService(url, from) : new UnawareService(url, from);
    open.add(service);
    service.start();
    return service;
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private List<Service> services(int one, int two, boolean known) throws SQLException {
    List<Service> services = new ArrayList<>();
    services.add(service(one, 1_000_000, false));
    services.add(service(two, 2_000_000, false));
    if (known) {
      services.add(service(one, 3_000_000, true));
      services.add(service(two, 4_000_000, true));
    }
    return services;
  }

  private static void assertDone(CommandRun run) {
    assertThat(run.exitCode()).as("%s%n%s", run.out(), run.err()).isZero();
  }

  private void assertUnharmed(List<Service> services) throws Exception {
    for (Service service : services) {
      service.finish();
      assertThat(service.failures()).isEmpty();
      assertThat(service.statements()).isPositive();
    }
    System.out.printf(
        "migration under load: %d rows, %d statements, 0 errors, 0 wrong answers, longest %d ms%n",
        ROWS,
        services.stream().mapToLong(Service::statements).sum(),
        services.stream().mapToLong(Service::longestMillis).max().orElse(0));
  }

  @Test
  void servicesNoticeNothingForwardAndBack() throws Exception {
    int one = proxy();
    int two = configuredProxy();
    List<Service> services = services(one, two, false);

    assertDone(
        migrate(
            "start",
            "ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'pending'",
            "--three-steps",
            "--yes",
            "--known-by",
            KNOWN_BY,
            "--to",
            "absent"));
    services.add(service(one, 3_000_000, true));
    services.add(service(two, 4_000_000, true));
    assertDone(migrate("resume", "--to", "writable"));
    services.forEach(Service::mayWriteOtherValues);
    assertDone(migrate("resume", "--to", "backfilled"));
    assertDone(migrate("back"));
    assertDone(migrate("resume", "--to", "complete"));
    assertUnharmed(services);

    assertThat(ask("SELECT count(*) FROM orders WHERE status IS NULL")).isEqualTo("0");
    assertThat(migrate("status").out()).contains("phase complete");
    assertDone(migrate("advance"));
    assertThat(ask("SELECT count(*) FROM trestle.rule")).isEqualTo("0");
    assertThat(migrate("history", "--json").out()).contains("\"to\":\"complete\"");
  }

  @Test
  void theShortWayTakesTheSamePhases() throws Exception {
    int one = proxy();
    int two = proxy();
    List<Service> services = services(one, two, false);

    assertDone(
        migrate(
            "start",
            "ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'pending'",
            "--yes",
            "--known-by",
            KNOWN_BY,
            "--to",
            "absent"));
    services.add(service(one, 3_000_000, true));
    services.add(service(two, 4_000_000, true));
    assertDone(migrate("resume"));
    assertUnharmed(services);

    assertThat(ask("SELECT count(*) FROM orders WHERE status <> 'pending'")).isEqualTo("0");
  }

  @Test
  void aMigratorThatIsKilledGoesOnWhereItStood() throws Exception {
    int one = proxy();
    int two = proxy();
    List<Service> services = services(one, two, false);
    String[] start = {
      "ALTER TABLE orders ADD COLUMN status text NOT NULL",
      "--value",
      "CASE WHEN amount > 3 THEN 'large' ELSE 'small' END",
      "--yes",
      "--known-by",
      KNOWN_BY,
      "--batch-millis",
      "20"
    };
    for (int kills = 0; kills < 3; kills++) {
      Process migrator = startMigrator(start);
      TimeUnit.MILLISECONDS.sleep(1_500 + 1_000L * kills);
      migrator.destroyForcibly().onExit().join();
    }

    CommandRun last = migrate("start", start);

    assertDone(last);
    assertUnharmed(services);
    assertThat(ask("SELECT count(*) FROM orders WHERE status IS NULL")).isEqualTo("0");
    assertThat(
            ask(
                "SELECT count(*) FROM orders WHERE id <= "
                    + ROWS
                    + " AND (status = 'large') <> (amount > 3)"))
        .isEqualTo("0");
  }

  private Process startMigrator(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("migrate", "start", "--database", postgres.jdbcUrl(database)));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(new File("/dev/null"))
        .start();
  }

  @Test
  void aProxyThatIsKilledIsGivenUpAfterItsLease() throws Exception {
    postgres.execute(database, "UPDATE trestle.state SET lease = '2 seconds'");
    int one = proxy();
    ProxyProcess killed = startProxy();
    int two = port(killed);
    List<Service> services = new ArrayList<>(List.of(service(one, 1_000_000, false)));
    Connection lost =
        java.sql.DriverManager.getConnection(TestPostgres.jdbcUrl("127.0.0.1", two, database));
    lost.setAutoCommit(false);
    try (Statement statement = lost.createStatement()) {
      statement.execute("SELECT * FROM orders WHERE id = 1");
    }
    killed.close();

    assertDone(
        migrate(
            "start",
            "ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'pending'",
            "--yes",
            "--known-by",
            KNOWN_BY));
    assertUnharmed(services);

    assertThat(ask("SELECT count(*) FROM trestle.member")).isEqualTo("1");
  }
}
