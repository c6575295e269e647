package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.cli.workload.Course;
import io.trestle.cli.workload.FinalCheck;
import io.trestle.cli.workload.Moment;
import io.trestle.cli.workload.NewService;
import io.trestle.cli.workload.OldService;
import io.trestle.cli.workload.OrderBook;
import io.trestle.cli.workload.OrdersTable;
import io.trestle.cli.workload.RunningService;
import io.trestle.cli.workload.Service;
import io.trestle.cli.workload.Tally;
import io.trestle.cli.workload.Value;
import io.trestle.rules.Phase;
import io.trestle.testkit.TestPostgres;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Migrations by the commands an operator types, while services that know the column and services
 * that do not work over two proxies and a driver: every answer is compared with a ledger, and so is
 * the whole table at the end. {@code -Dmigration.rows=1000000} takes a larger table.
 */
class MigrationUnderLoadIT {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int ROWS = Integer.getInteger("migration.rows", 50_000);
  private static final String KNOWN_BY = "application-name=orders-v2*";

  /** So many statements of services are to lie in a moment at least. */
  private static final int STATEMENTS = 1_000;

  private static final long DEADLINE_SECONDS = 60;

  @TempDir private Path folder;

  private final TestPostgres postgres = TestPostgres.shared();
  private final String database = "migration_load_" + NUMBER.incrementAndGet();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<RunningService> services = new ArrayList<>();
  private final Tally tally = new Tally();
  private final Course course = new Course(Moment.in(Phase.ABSENT), tally);

  private void makeTable() throws Exception {
    postgres.createDatabase(database);
    try (Connection connection = postgres.connect(database)) {
      OrdersTable.create(connection, ROWS);
    }
    assertThat(migrate("init").exitCode()).isZero();
  }

  @AfterEach
  void close() throws Exception {
    services.forEach(RunningService::close);
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

  /** What a service over a proxy has in its configuration. */
  private String over(int port) {
    return TestPostgres.jdbcUrl("127.0.0.1", port, database);
  }

  /** What a service over a driver has in its configuration. */
  private String overDriver() {
    return postgres.jdbcUrl(database).replace("jdbc:", "jdbc:trestle:") + "&trestle.store=true";
  }

  private void start(Service service, OrderBook book, List<String> urls) {
    urls.forEach(url -> services.add(RunningService.start(service, book, course, url, 1)));
  }

  /** Starts the services that know the column, which the rule allows from {@code absent} on. */
  private void startAbsent(Value value, OrderBook book, List<String> urls, String... options)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(value.statement()));
    arguments.addAll(Arrays.asList(options));
    arguments.addAll(List.of("--yes", "--known-by", KNOWN_BY, "--to", "absent"));
    assertDone(migrate("start", arguments.toArray(String[]::new)));
    start(new NewService(), book, urls);
    letServicesWork();
  }

  /** Walks by a command from one phase to another one, and lets services work there. */
  private void walk(Phase from, Phase to, String command, String... more) throws Exception {
    course.enter(Moment.between(from, to), tally);
    assertDone(migrate(command, more));
    course.enter(Moment.in(to), tally);
    letServicesWork();
  }

  private void letServicesWork() throws InterruptedException {
    long enough = tally.statements() + STATEMENTS;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (tally.statements() < enough) {
      assertThat(System.nanoTime()).as("services work").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void assertDone(CommandRun run) {
    assertThat(run.exitCode()).as("%s%n%s", run.out(), run.err()).isZero();
  }

  /** Ends the services; where there is a column by now, the table is compared, too. */
  private void assertUnharmed(OrderBook book) throws Exception {
    services.forEach(RunningService::close);
    long compared;
    try (Connection connection = postgres.connect(database)) {
      compared = FinalCheck.run(connection, book, course, tally);
    }
    assertThat(tally.firstError()).isEmpty();
    assertThat(tally.firstWrongAnswer()).isEmpty();
    assertThat(tally.statements()).isPositive();
    System.out.printf(
        "migration under load: %d rows, %d statements, 0 errors, 0 wrong answers, longest %.0f ms;"
            + " %d rows compared%n",
        ROWS, tally.statements(), tally.longestMillis(), compared);
  }

  @Test
  void servicesNoticeNothingForwardAndBack() throws Exception {
    OrderBook book = new OrderBook(ROWS, Value.CONSTANT);
    makeTable();
    List<String> urls = List.of(over(proxy()), over(configuredProxy()), overDriver());
    start(new OldService(), book, urls);

    startAbsent(Value.CONSTANT, book, urls, "--three-steps");
    walk(Phase.ABSENT, Phase.WRITABLE, "resume", "--to", "writable");
    walk(Phase.WRITABLE, Phase.BACKFILLED, "resume", "--to", "backfilled");
    walk(Phase.BACKFILLED, Phase.WRITABLE, "back");
    walk(Phase.WRITABLE, Phase.COMPLETE, "resume", "--to", "complete");
    assertUnharmed(book);

    assertThat(migrate("status").out()).contains("phase complete");
    assertDone(migrate("advance"));
    assertThat(ask("SELECT count(*) FROM trestle.rule")).isEqualTo("0");
    assertThat(migrate("history", "--json").out()).contains("\"to\":\"complete\"");
  }

  @Test
  void rowsFollowWhatTheirValueReadsUpToWritableAndAreFrozenFromThereOn() throws Exception {
    OrderBook book = new OrderBook(ROWS, Value.CHANGING);
    makeTable();
    List<String> urls = List.of(over(proxy()), over(proxy()), overDriver());
    start(new OldService(), book, urls);

    startAbsent(Value.CHANGING, book, urls, "--value", Value.CHANGING.sql());
    walk(Phase.ABSENT, Phase.READABLE, "resume", "--to", "readable");
    walk(Phase.READABLE, Phase.WRITABLE, "resume", "--to", "writable");
    walk(Phase.WRITABLE, Phase.BACKFILLED, "resume", "--to", "backfilled");
    walk(Phase.BACKFILLED, Phase.READABLE, "back", "--to", "readable");
    walk(Phase.READABLE, Phase.COMPLETE, "resume", "--to", "complete");

    assertUnharmed(book);
  }

  @Test
  void theShortWayTakesTheSamePhases() throws Exception {
    OrderBook book = new OrderBook(ROWS, Value.CONSTANT);
    makeTable();
    List<String> urls = List.of(over(proxy()), over(proxy()));
    start(new OldService(), book, urls);

    startAbsent(Value.CONSTANT, book, urls);
    walk(Phase.ABSENT, Phase.COMPLETE, "resume");

    assertUnharmed(book);
  }

  /** In every build {@link KillsIT} and {@link PartitionIT} look at as much. */
  @Test
  @EnabledIfSystemProperty(named = "migration.rows", matches = ".+")
  void aMigratorThatIsKilledGoesOnWhereItStood() throws Exception {
    OrderBook book = new OrderBook(ROWS, Value.CHANGING);
    makeTable();
    List<String> urls = List.of(over(proxy()), over(proxy()));
    start(new OldService(), book, urls);
    String[] start = {
      Value.CHANGING.statement(),
      "--value",
      Value.CHANGING.sql(),
      "--yes",
      "--known-by",
      KNOWN_BY,
      "--batch-millis",
      "20"
    };
    startAbsent(Value.CHANGING, book, urls, "--value", Value.CHANGING.sql());
    course.enter(Moment.between(Phase.ABSENT, Phase.COMPLETE), tally);
    for (int kills = 0; kills < 3; kills++) {
      Process migrator = startMigrator(start);
      TimeUnit.MILLISECONDS.sleep(1_500 + 1_000L * kills);
      migrator.destroyForcibly().onExit().join();
    }

    walk(Phase.ABSENT, Phase.COMPLETE, "start", start);

    assertUnharmed(book);
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

  /** In every build {@link KillsIT} and {@link PartitionIT} look at as much. */
  @Test
  @EnabledIfSystemProperty(named = "migration.rows", matches = ".+")
  void aProxyThatIsKilledIsGivenUpAfterItsLease() throws Exception {
    OrderBook book = new OrderBook(ROWS, Value.CONSTANT);
    makeTable();
    postgres.execute(database, "UPDATE trestle.state SET lease = '2 seconds'");
    int one = proxy();
    ProxyProcess killed = startProxy();
    int two = port(killed);
    start(new OldService(), book, List.of(over(one)));
    Connection lost = java.sql.DriverManager.getConnection(over(two));
    lost.setAutoCommit(false);
    try (Statement statement = lost.createStatement()) {
      statement.execute("SELECT * FROM orders WHERE id = 1");
    }
    killed.close();

    walk(
        Phase.ABSENT,
        Phase.COMPLETE,
        "start",
        Value.CONSTANT.statement(),
        "--yes",
        "--known-by",
        KNOWN_BY);

    assertUnharmed(book);
    assertThat(ask("SELECT count(*) FROM trestle.member")).isEqualTo("1");
  }
}
