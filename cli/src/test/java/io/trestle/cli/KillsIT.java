package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.DurablePostgres;
import io.trestle.testkit.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Migrator, proxy and PostgreSQL in turns are killed at random points of a migration beneath
 * services, by SIGKILL. {@code -Dkills.runs=50} runs, from {@code -Dkills.seed=} on, over the
 * server of {@code -Dkills.postgres=14}; each run prints its seed, by which alone it is run again.
 */
class KillsIT {

  private static final int ROWS = 5_000;
  private static final int RUNS = Integer.getInteger("kills.runs", Victim.values().length);
  private static final long SEED = Long.getLong("kills.seed", new Random().nextInt(1_000_000) * 6L);

  /** What a migrator says on the whole way, more or less. */
  private static final int LINES = 40;

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static DurablePostgres server;
  private static TestPostgres postgres;

  private final List<AutoCloseable> open = new ArrayList<>();
  private String database = "";

  private enum Victim {
    MIGRATOR,
    PROXY,
    POSTGRES
  }

  /** What rows hold that nobody has written: a constant, or computed from the row. */
  private enum Value {
    CONSTANT("'pending'", " DEFAULT 'pending'", id -> "pending"),
    COMPUTED(
        "CASE WHEN amount > 3 THEN 'large' ELSE 'small' END",
        "",
        id -> id % 7 > 3 ? "large" : "small");

    final String sql;
    final String statement;
    final IntFunction<String> ofRow;

    Value(String sql, String definition, IntFunction<String> ofRow) {
      this.sql = sql;
      this.statement = "ALTER TABLE orders ADD COLUMN status text NOT NULL" + definition;
      this.ofRow = ofRow;
    }

    List<String> start() {
      List<String> options =
          new ArrayList<>(
              List.of(
                  statement,
                  "--yes",
                  "--known-by",
                  "application-name=orders-v2*",
                  "--batch-millis",
                  "5",
                  "--batches-per-second",
                  "20"));
      options.addAll(this == CONSTANT ? List.of("--three-steps") : List.of("--value", sql));
      return options;
    }
  }

  @BeforeAll
  static void start() {
    server =
        DurablePostgres.start(
            System.getProperty("kills.postgres", TestPostgres.NEWEST),
            folder.resolve("data"),
            Map.of());
    postgres = server.postgres();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    postgres.dropDatabase(database);
  }

  static IntStream runs() {
    return IntStream.range(0, RUNS);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void nothingIsLostAndNothingIsDoneTwice(int run) throws Exception {
    long seed = SEED + run;
    Random random = new Random(seed);
    Victim victim = Victim.values()[(int) (seed % 3)];
    Value value = Value.values()[(int) (seed % 2)];
    makeTable();
    ProxyProcess one = startProxy(0);
    ProxyProcess two = startProxy(0);
    int oldPort = port(two);
    List<SurvivingService> atOne = services(port(one), 1_000_000, value);
    List<SurvivingService> atTwo = services(oldPort, 3_000_000, value);

    String point = "";
    for (int kills = victim == Victim.MIGRATOR ? 2 : 1; kills > 0; kills--) {
      MigratorProcess migrator = startMigrator(value);
      migrator.awaitLines(random.nextInt(LINES));
      TimeUnit.MILLISECONDS.sleep(random.nextInt(50));
      point += migrator.lastStep() + " ";
      switch (victim) {
        case MIGRATOR -> migrator.kill();
        case PROXY -> {
          two.close();
          two = startProxy(oldPort);
        }
        case POSTGRES -> {
          server.kill();
          server.startAgain();
        }
      }
      migrator.exitCode();
    }
    System.out.printf("kills: seed %d, %s, %s, killed in: %s%n", seed, victim, value, point);
    goOn(random.nextBoolean(), value);

    List<SurvivingService> all = new ArrayList<>(atOne);
    all.addAll(atTwo);
    finish(all);
    if (victim == Victim.MIGRATOR) {
      assertThat(all).allMatch(service -> service.lost() == 0);
    } else if (victim == Victim.PROXY) {
      assertThat(atOne).allMatch(service -> service.lost() == 0);
    }
    assertThat(one.isAlive() && two.isAlive()).as("the proxies run").isTrue();
    assertDone(migrate("advance"));
    assertIsTheTarget(value);
    assertThat(ask("SELECT count(*) FROM orders"))
        .isEqualTo("" + (ROWS + all.stream().mapToInt(SurvivingService::written).sum()));
  }

  private void makeTable() throws Exception {
    database = "kills_" + System.nanoTime();
    postgres.createDatabase(database);
    postgres.execute(
        database,
        """
        CREATE TABLE orders (id int PRIMARY KEY, amount int NOT NULL, changes int NOT NULL);
        INSERT INTO orders SELECT i, i %% 7, 0 FROM generate_series(1, %1$d) AS i;
        ANALYZE orders;
        CREATE TABLE filled (id int NOT NULL);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN INSERT INTO public.filled VALUES (OLD.id); RETURN NULL; END';
        CREATE TRIGGER note AFTER UPDATE ON orders FOR EACH ROW WHEN (OLD.id <= %1$d)
          EXECUTE FUNCTION note();
        """
            .formatted(ROWS));
    assertDone(migrate("init"));
    postgres.execute(database, "UPDATE trestle.state SET lease = '2 seconds'");
  }

  private CommandRun migrate(String command, String... more) {
    return CommandRun.of(arguments(command, List.of(more)).toArray(String[]::new));
  }

  private List<String> arguments(String command, List<String> more) {
    List<String> arguments =
        new ArrayList<>(List.of("migrate", command, "--database", postgres.jdbcUrl(database)));
    arguments.addAll(more);
    return arguments;
  }

  private MigratorProcess startMigrator(Value value) throws Exception {
    List<String> arguments = arguments("start", value.start());
    MigratorProcess migrator = MigratorProcess.start(arguments.subList(1, arguments.size()));
    open.add(migrator);
    return migrator;
  }

  private ProxyProcess startProxy(int port) throws Exception {
    String url = postgres.jdbcUrl(database);
    ProxyProcess proxy =
        ProxyProcess.start(
            MigratorProcess.QUICK_START,
            List.of(
                "--listen",
                "127.0.0.1:" + port,
                "--upstream",
                postgres.host() + ":" + postgres.port(),
                "--store",
                url,
                "--database",
                url));
    open.add(proxy);
    return proxy;
  }

  private static int port(ProxyProcess proxy) throws Exception {
    return Integer.parseInt(proxy.await("listening at [^ ]*:(\\d+)").group(1));
  }

  /** One that knows the column, and one that does not. */
  private List<SurvivingService> services(int port, int from, Value value) {
    List<SurvivingService> services = new ArrayList<>();
    for (boolean knows : List.of(true, false)) {
      String url =
          TestPostgres.jdbcUrl("127.0.0.1", port, database)
              + "&ApplicationName="
              + (knows ? "orders-v2" : "orders-v1");
      SurvivingService service =
          new SurvivingService(url, knows ? from : from + 1_000_000, knows, value.ofRow);
      open.add(service);
      service.start();
      services.add(service);
    }
    return services;
  }

  /** As soon as the server knows that the one before is gone. */
  private void goOn(boolean start, Value value) throws Exception {
    long end = System.nanoTime() + DEADLINE.toNanos();
    String runners =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'trestle-migrator'";
    while (!ask(runners).equals("0")) {
      assertThat(System.nanoTime()).as("the deadline").isLessThan(end);
      Thread.onSpinWait();
    }
    assertDone(start ? migrate("start", value.start().toArray(String[]::new)) : migrate("resume"));
  }

  private static void assertDone(CommandRun run) {
    assertThat(run.exitCode()).as("%s%n%s", run.out(), run.err()).isZero();
  }

  private void finish(List<SurvivingService> services) throws Exception {
    for (SurvivingService service : services) {
      service.finish();
    }
    try (Connection direct = postgres.connect(database)) {
      for (SurvivingService service : services) {
        service.compare(direct);
        assertThat(service.failures()).isEmpty();
        assertThat(service.written()).isPositive();
      }
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

  private void assertIsTheTarget(Value value) throws SQLException {
    assertThat(
            ask(
                "SELECT concat_ws(' ', format_type(atttypid, atttypmod), attnotnull,"
                    + " pg_get_expr(adbin, adrelid))"
                    + " FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
                    + " WHERE attrelid = 'orders'::regclass AND attname = 'status'"))
        .isEqualTo(value == Value.CONSTANT ? "text t 'pending'::text" : "text t");
    assertThat(
            ask("SELECT count(*) FROM orders WHERE id <= " + ROWS + " AND status = " + value.sql))
        .isEqualTo("" + ROWS);
    assertThat(ask("SELECT count(*) || ' of ' || count(DISTINCT id) FROM filled"))
        .as("each row is filled once")
        .isEqualTo(ROWS + " of " + ROWS);
    assertThat(
            ask(
                "SELECT count(*) FROM pg_constraint"
                    + " WHERE conrelid = 'orders'::regclass AND contype = 'c'"))
        .isEqualTo("0");
    assertThat(ask("SELECT count(*) FROM trestle.rule")).isEqualTo("0");
    assertThat(ask("SELECT string_agg(state, ' ') FROM trestle.migration")).isEqualTo("done");
  }
}
