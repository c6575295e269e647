package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.DurablePostgres;
import io.trestle.testkit.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Migrations of a primary with a streaming replica: filling and phases wait for its replay, and
 * services that read from it through a proxy notice nothing. {@code -Dreplica.postgres=14} takes
 * the oldest version.
 */
class ReplicaIT {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int ROWS = 20_000;
  private static final String REPLICA = "near";
  private static final List<String> STATEMENT =
      List.of(
          "ALTER TABLE orders ADD COLUMN status text NOT NULL",
          "--value",
          "CASE WHEN amount > 3 THEN 'large' ELSE 'small' END",
          "--yes",
          "--known-by",
          "application-name=orders-v2*",
          "--batch-millis",
          "5",
          "--batches-per-second",
          "10");

  @TempDir private static Path folder;
  private static DurablePostgres primary;
  private static DurablePostgres replica;

  private MigratedDatabase database;

  @BeforeAll
  static void start() {
    String version = System.getProperty("replica.postgres", TestPostgres.NEWEST);
    primary = DurablePostgres.start(version, folder.resolve("primary"), Map.of());
    replica = primary.replica(folder.resolve("replica"), REPLICA);
  }

  @AfterAll
  static void stop() {
    replica.close();
    primary.close();
  }

  @BeforeEach
  void makeTable() throws Exception {
    database =
        new MigratedDatabase(
            primary.postgres(),
            "replica_it_" + NUMBER.incrementAndGet(),
            """
            CREATE TABLE orders (id int PRIMARY KEY, amount int NOT NULL);
            INSERT INTO orders SELECT i, i %% 7 FROM generate_series(1, %d) AS i;
            ANALYZE orders;
            CREATE TABLE batch (at timestamptz NOT NULL);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
              'BEGIN INSERT INTO public.batch VALUES (statement_timestamp()); RETURN NULL; END';
            CREATE TRIGGER note AFTER UPDATE ON orders EXECUTE FUNCTION note();
            """
                .formatted(ROWS));
    MigratedDatabase.eventually("the replica has replayed the database", this::isOnReplica);
  }

  private boolean isOnReplica() throws SQLException {
    try (Connection connection = replica.postgres().connect("postgres")) {
      return MigratedDatabase.ask(
              connection,
              "SELECT count(*) FROM pg_database WHERE datname = '" + database.name() + "'")
          .equals("1");
    }
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private static List<String> with(List<String> some, String... more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all;
  }

  private String onReplica(String sql) throws SQLException {
    try (Connection connection = replica.postgres().connect(database.name())) {
      return MigratedDatabase.ask(connection, sql);
    }
  }

  private void awaitBatches() throws Exception {
    MigratedDatabase.eventually(
        "filling", () -> database.ask("SELECT count(*) > 3 FROM batch").equals("t"));
  }

  private void pauseReplay() throws Exception {
    onReplica("SELECT pg_wal_replay_pause()");
    MigratedDatabase.eventually(
        "replay is paused",
        () -> onReplica("SELECT pg_get_wal_replay_pause_state()").equals("paused"));
  }

  /** The last batch begins within a second of a moment, and status says why. */
  private void assertFillingStops(String since, String why) throws Exception {
    MigratedDatabase.eventually(
        why, () -> database.migrate("status").out().contains("waits (replica): " + why));
    database.ask("SELECT pg_sleep(1)"); // that nothing happens takes time to see
    double last =
        Double.parseDouble(
            database.ask("SELECT extract(epoch FROM max(at) - '" + since + "') FROM batch"));
    System.out.printf("filling stopped %.2f s after: %s%n", Math.max(0, last), why);
    assertThat(last).as("seconds until the last batch").isLessThan(1);
  }

  private void assertFillingGoesOn(MigratorProcess migrator) throws Exception {
    String batches = database.ask("SELECT count(*) FROM batch");
    MigratedDatabase.eventually(
        "filling", () -> !database.ask("SELECT count(*) FROM batch").equals(batches));
    migrator.kill(); // it is slow on purpose
    database.awaitNoRunner();
    MigratedDatabase.assertDone(database.migrate("resume"));
    assertThat(
            database.ask(
                "SELECT count(*) FROM orders"
                    + " WHERE status = CASE WHEN amount > 3 THEN 'large' ELSE 'small' END"))
        .isEqualTo("" + ROWS);
  }

  @Test
  void fillingStopsWithinASecondWhenReplayStandsStillAndGoesOnWithIt() throws Exception {
    MigratorProcess migrator = database.migrator("start", STATEMENT);
    awaitBatches();

    pauseReplay();
    assertFillingStops(
        database.ask("SELECT clock_timestamp()"), "replica near: replay stands still");

    onReplica("SELECT pg_wal_replay_resume()");
    assertFillingGoesOn(migrator);
  }

  @Test
  void withoutAnAnswerOfAReplicaNothingIsFilled() throws Exception {
    MigratorProcess migrator =
        database.migrator("start", with(STATEMENT, "--expect-replica", REPLICA));
    awaitBatches();

    replica.kill();
    assertFillingStops(database.ask("SELECT clock_timestamp()"), "replica near is not connected");

    replica.startAgain();
    assertFillingGoesOn(migrator);
  }

  @Test
  void aPhaseWaitsUntilReplicasHaveReplayedWhatItNeeds() throws Exception {
    String waits = "waits until replicas have replayed .*near";
    pauseReplay();
    MigratorProcess first = database.migrator("start", with(STATEMENT, "--to", "absent"));
    first.awaitLine(waits);
    assertThat(database.ask("SELECT count(*) FROM trestle.rule")).isEqualTo("0");
    first.kill();

    MigratedDatabase.assertDone(
        database.migrate("resume", "--to", "absent", "--ignore-replica", REPLICA));
    assertThat(database.ask("SELECT phase FROM trestle.rule")).isEqualTo("absent");
    MigratorProcess second = database.migrator("resume", List.of("--to", "readable"));
    second.awaitLine(waits);
    assertThat(database.ask("SELECT phase FROM trestle.rule")).isEqualTo("absent");
    assertThat(
            database.ask(
                "SELECT count(*) FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'status'"))
        .isEqualTo("1");
    onReplica("SELECT pg_wal_replay_resume()");

    MigratedDatabase.assertDone(second);
    assertThat(database.ask("SELECT phase FROM trestle.rule")).isEqualTo("readable");
  }

  @Test
  void servicesThatReadFromAReplicaNoticeNothing() throws Exception {
    int port =
        MigratedDatabase.port(
            database.proxy(0, "localhost:" + replica.postgres().port(), database.url()));
    List<Service> readers = new ArrayList<>(List.of(reader(port, false)));

    MigratedDatabase.assertDone(database.migrate("start", with(STATEMENT, "--to", "absent")));
    readers.add(reader(port, true));
    MigratedDatabase.assertDone(database.migrate("resume"));

    for (Service reader : readers) {
      reader.finish();
      assertThat(reader.failures()).isEmpty();
      assertThat(reader.statements()).isPositive();
    }
    assertThat(database.ask("SELECT count(*) FROM orders WHERE status IS NULL")).isEqualTo("0");
  }

  private Service reader(int port, boolean knows) {
    String url = database.url(port, knows ? "orders-v2" : "orders-v1");
    Service reader = database.open(new Reader(url, knows));
    reader.start();
    return reader;
  }

  /** Reads rows that nobody changes. */
  private static final class Reader extends Service {

    private final boolean knows;

    Reader(String url, boolean knows) {
      super(url, 1);
      this.knows = knows;
    }

    @Override
    void work(Connection connection) throws SQLException {
      int id = 1 + number(ROWS);
      try (PreparedStatement select =
          connection.prepareStatement("SELECT * FROM orders WHERE id = ?")) {
        select.setInt(1, id);
        try (ResultSet row = select.executeQuery()) {
          expect("columns of *", knows ? 3 : 2, row.getMetaData().getColumnCount());
          expect("a row", true, row.next());
          if (knows) {
            expect("status", id % 7 > 3 ? "large" : "small", row.getString("status"));
          }
        }
      }
      if (knows) {
        count(connection, id);
      }
    }

    private void count(Connection connection, int id) throws SQLException {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT count(*) FROM orders WHERE id BETWEEN ? AND ? + 6 AND status = 'large'")) {
        select.setInt(1, Math.min(id, ROWS - 6));
        select.setInt(2, Math.min(id, ROWS - 6));
        try (ResultSet row = select.executeQuery()) {
          row.next();
          expect("large ones among seven", 3, row.getInt(1));
        }
      }
    }
  }

  @Test
  void aReplicaIsNoTarget() throws Exception {
    String url = replica.postgres().jdbcUrl(database.name());
    MigratedDatabase.eventually(
        "the database is there",
        () ->
            database
                .ask("SELECT replay_lsn >= pg_current_wal_lsn() FROM pg_stat_replication")
                .equals("t"));

    CommandRun init =
        CommandRun.of("migrate", "init", "--database", replica.postgres().jdbcUrl("postgres"));
    assertThat(init.exitCode()).isEqualTo(1);
    assertThat(init.err()).contains("read-only");
    CommandRun start =
        CommandRun.of("migrate", "start", STATEMENT.get(0), "--yes", "--database", url);
    assertThat(start.exitCode()).isEqualTo(2);
    assertThat(start.err()).contains("replica");
  }
}
