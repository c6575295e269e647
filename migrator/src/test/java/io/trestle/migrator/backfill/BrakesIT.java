package io.trestle.migrator.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.migrator.backfill.Brake.Situation;
import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What each brake makes of a real server, which archives its WAL in vain. */
class BrakesIT {

  private static TestPostgres postgres;
  private static Bed bed;
  private static Connection connection;

  @BeforeAll
  static void start() throws Exception {
    postgres =
        TestPostgres.start(
            TestPostgres.OLDEST,
            Map.of("archive_mode", "on", "archive_command", "false", "wal_level", "replica"));
    bed = Bed.make(postgres, "brakes");
    bed.sql("CREATE ROLE meek LOGIN");
    connection = Session.open(bed.dataSource, Bed.SMALL).connection();
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    bed.close();
    postgres.close();
  }

  private static @Nullable String ask(Brake brake) throws SQLException {
    return brake.reason(connection, new Situation(1, 1));
  }

  private static @Nullable String askAsMeek(Brake brake) throws SQLException {
    PGSimpleDataSource meek = new PGSimpleDataSource();
    meek.setUrl(bed.dataSource.getUrl());
    meek.setUser("meek");
    try (Connection other = meek.getConnection()) {
      return brake.reason(other, new Situation(1, 1));
    }
  }

  @Test
  void replicas() throws Exception {
    assertThat(ask(new ReplicaBrake(ReplicaBrake.Settings.DEFAULTS))).isNull();
  }

  @Test
  void slots() throws Exception {
    bed.sql("SELECT pg_create_physical_replication_slot('idle', true)");
    bed.sql("SELECT pg_logical_emit_message(false, '', repeat('x', 10000))");

    assertThat(ask(new SlotBrake(1L << 40))).isNull();
    assertThat(ask(new SlotBrake(100))).contains("slot idle has no consumer");

    bed.sql("SELECT pg_drop_replication_slot('idle')");
    assertThat(ask(new SlotBrake(100))).isNull();
  }

  @Test
  void archive() throws Exception {
    ArchiveBrake none = new ArchiveBrake(0);
    bed.sql("SELECT pg_logical_emit_message(false, '', 'x'); SELECT pg_switch_wal()");

    assertThat(ask(none)).contains("segments of WAL wait to be archived, at most 0");
    assertThat(ask(new ArchiveBrake(ArchiveBrake.DEFAULT_SEGMENTS))).isNull();
    assertThat(askAsMeek(none)).contains("nothing has been archived yet", "GRANT pg_monitor");
  }

  @Test
  void theServerThatDoesNotArchiveIsNeverWaitedFor() throws Exception {
    try (Connection other = TestPostgres.shared().connect("postgres")) {
      assertThat(new ArchiveBrake(0).reason(other, new Situation(1, 1))).isNull();
    }
  }

  @Test
  void vacuum() throws Exception {
    bed.sql(
        "CREATE TABLE public.v AS SELECT repeat('x', 1000) FROM generate_series(1, 3000);"
            + " DELETE FROM public.v");
    long oid = bed.number("SELECT 'public.v'::regclass::oid::bigint");
    VacuumBrake brake = new VacuumBrake();
    assertThat(brake.reason(connection, new Situation(1, oid))).isNull();
    try (Connection vacuum = bed.connect();
        Statement statement = vacuum.createStatement()) {
      statement.execute("SET vacuum_cost_delay = '100ms'; SET vacuum_cost_limit = 1");
      CompletableFuture<Void> running =
          CompletableFuture.runAsync(
              () -> {
                try {
                  statement.execute("VACUUM public.v");
                } catch (SQLException cancelled) {
                  assertThat(cancelled.getSQLState()).isEqualTo("57014");
                }
              });
      String reason = null;
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (reason == null && System.nanoTime() < end) {
        reason = brake.reason(connection, new Situation(1, oid));
      }
      assertThat(reason).contains("the table is being vacuumed");
      assertThat(brake.reason(connection, new Situation(1, oid + 1))).isNull();
      assertThat(askAsMeek(brake)).contains("GRANT pg_monitor");
      statement.cancel();
      running.get();
    }
  }

  @Test
  void activity() throws Exception {
    assertThat(ask(new ActivityBrake(0))).isNull();
    try (Connection busy = bed.connect();
        Statement statement = busy.createStatement()) {
      CompletableFuture<Void> running =
          CompletableFuture.runAsync(
              () -> {
                try {
                  statement.execute("SELECT pg_sleep(600)");
                } catch (SQLException cancelled) {
                  assertThat(cancelled.getSQLState()).isEqualTo("57014");
                }
              });
      String reason = null;
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (reason == null && System.nanoTime() < end) {
        reason = ask(new ActivityBrake(0));
      }
      assertThat(reason).isEqualTo("1 sessions are active, at most 0");
      assertThat(ask(new ActivityBrake(1))).isNull();
      statement.cancel();
      running.get();
    }
    assertThat(askAsMeek(new ActivityBrake(0))).contains("may not see it: GRANT pg_monitor");
  }

  @Test
  void aMigrationThatIsNotRunning() throws Exception {
    long migration = bed.migration();
    PauseBrake brake = new PauseBrake();

    assertThat(brake.reason(connection, new Situation(migration, 1))).isNull();
    bed.sql("UPDATE trestle.migration SET state = 'paused' WHERE id = " + migration);
    assertThat(brake.reason(connection, new Situation(migration, 1)))
        .isEqualTo("the migration is paused");
    assertThat(brake.reason(connection, new Situation(-1, 1))).contains("not in the store");
  }

  @Test
  void noAnswerIsAReason() throws Exception {
    Brakes brakes = new Brakes(List.of(new Broken("42501")));

    Wait wait = Objects.requireNonNull(brakes.check(connection, new Situation(1, 1), 0));

    assertThat(wait).isEqualTo(new Wait("broken", "no answer to \"nothing\": oops"));
  }

  @Test
  void anAnswerHoldsForItsTime() throws Exception {
    Broken broken = new Broken("42501");
    Brakes brakes = new Brakes(List.of(broken));
    Situation situation = new Situation(1, 1);

    brakes.check(connection, situation, 0);
    brakes.check(connection, situation, 999);
    assertThat(broken.asked).isEqualTo(1);
    brakes.check(connection, situation, 1_000);
    assertThat(broken.asked).isEqualTo(2);
  }

  private static final class Broken implements Brake {
    private final String state;
    int asked;

    Broken(String state) {
      this.state = state;
    }

    @Override
    public String name() {
      return "broken";
    }

    @Override
    public String asks() {
      return "nothing";
    }

    @Override
    public Duration holdsFor() {
      return Duration.ofNanos(1_000);
    }

    @Override
    public @Nullable String reason(Connection connection, Situation situation) throws SQLException {
      asked++;
      throw new SQLException("oops", state);
    }
  }
}
