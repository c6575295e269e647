package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.DurablePostgres;
import io.trestle.testkit.TestPostgres;
import java.nio.file.Path;
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
  private static final int LINES = 32;

  @TempDir private static Path folder;
  private static DurablePostgres server;
  private static TestPostgres postgres;

  private MigratedDatabase database;
  private ProxyProcess two;

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
    database.close();
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
    makeTable("kills_" + run);
    ProxyProcess one = database.proxy(0);
    two = database.proxy(0);
    int port = MigratedDatabase.port(two);
    List<SurvivingService> atOne = services(MigratedDatabase.port(one), 1_000_000, value);
    List<SurvivingService> atTwo = services(port, 3_000_000, value);

    List<String> killedIn = new ArrayList<>();
    for (int kills = victim == Victim.MIGRATOR ? 2 : 1; kills > 0; kills--) {
      killedIn.add(kill(victim, value, random, port));
    }
    System.out.printf("kills: seed %d, %s, %s, in %s%n", seed, victim, value, killedIn);
    goOn(random.nextBoolean(), value);

    List<SurvivingService> all = new ArrayList<>(atOne);
    all.addAll(atTwo);
    SurvivingService.assertUnharmed(database, all);
    if (victim != Victim.POSTGRES) {
      List<SurvivingService> undisturbed = victim == Victim.PROXY ? atOne : all;
      assertThat(undisturbed).allMatch(service -> service.lost() == 0);
    }
    assertThat(one.isAlive() && two.isAlive()).as("the proxies run").isTrue();
    assertIsTheTarget(value);
    assertThat(database.ask("SELECT count(*) FROM orders"))
        .isEqualTo("" + (ROWS + all.stream().mapToInt(SurvivingService::written).sum()));
  }

  /** Kills at a random point, and waits for the migrator's end. Returns the step it was in. */
  private String kill(Victim victim, Value value, Random random, int port) throws Exception {
    MigratorProcess migrator = database.migrator("start", value.start());
    migrator.awaitLines(1 + random.nextInt(LINES));
    TimeUnit.MILLISECONDS.sleep(random.nextInt(50));
    String step = migrator.lastStep();
    switch (victim) {
      case MIGRATOR -> migrator.kill();
      case PROXY -> {
        two.close();
        two = database.proxy(port);
        MigratedDatabase.assertDone(migrator);
      }
      case POSTGRES -> {
        server.kill();
        server.startAgain();
        migrator.exitCode();
      }
    }
    return step;
  }

  private void makeTable(String name) throws Exception {
    database =
        new MigratedDatabase(
            postgres,
            name,
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
    database.execute("UPDATE trestle.state SET lease = '2 seconds'");
  }

  private List<SurvivingService> services(int port, int from, Value value) {
    return List.of(
        database.open(SurvivingService.start(database, port, from, true, value.ofRow)),
        database.open(
            SurvivingService.start(database, port, from + 1_000_000, false, value.ofRow)));
  }

  /** As soon as the server knows that the one before is gone. */
  private void goOn(boolean start, Value value) throws Exception {
    database.awaitNoRunner();
    MigratedDatabase.assertDone(
        start ? database.migrate("start", value.start()) : database.migrate("resume"));
  }

  private void assertIsTheTarget(Value value) throws Exception {
    MigratedDatabase.assertDone(database.migrate("advance"));
    assertThat(
            database.ask(
                "SELECT concat_ws(' ', format_type(atttypid, atttypmod), attnotnull,"
                    + " pg_get_expr(adbin, adrelid))"
                    + " FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
                    + " WHERE attrelid = 'orders'::regclass AND attname = 'status'"))
        .isEqualTo(value == Value.CONSTANT ? "text t 'pending'::text" : "text t");
    assertThat(
            database.ask(
                "SELECT count(*) FROM orders WHERE id <= " + ROWS + " AND status = " + value.sql))
        .isEqualTo("" + ROWS);
    assertThat(database.ask("SELECT count(*) || ' of ' || count(DISTINCT id) FROM filled"))
        .as("each row is filled once")
        .isEqualTo(ROWS + " of " + ROWS);
    assertThat(
            database.ask(
                "SELECT count(*) FROM pg_constraint"
                    + " WHERE conrelid = 'orders'::regclass AND contype = 'c'"))
        .isEqualTo("0");
    assertThat(database.ask("SELECT count(*) FROM trestle.rule")).isEqualTo("0");
    assertThat(database.ask("SELECT string_agg(state, ' ') FROM trestle.migration"))
        .isEqualTo("done");
  }
}
