package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.testkit.StallingRelay;
import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A proxy that is cut off from the rule store, but from nothing else, while a migration runs: it is
 * waited for until its lease has ended, has stopped by then, and its backends are ended.
 */
class PartitionIT {

  private static final IntFunction<String> VALUE = id -> "pending";

  private final TestPostgres postgres = TestPostgres.shared();
  private MigratedDatabase database;

  @BeforeEach
  void makeTable() throws Exception {
    database =
        new MigratedDatabase(
            postgres,
            "partition_it",
            """
            CREATE TABLE orders (id int PRIMARY KEY, amount int NOT NULL, changes int NOT NULL);
            INSERT INTO orders SELECT i, i % 7, 0 FROM generate_series(1, 2000) AS i;
            CREATE TABLE other (id int PRIMARY KEY);
            INSERT INTO other VALUES (7);
            """);
    // The database itself says how it was when a member was given up, and when phases came.
    database.execute(
        """
        UPDATE trestle.state SET lease = '2 seconds';
        CREATE TABLE public.given_up (at timestamptz, lease_over bool, backends int);
        CREATE FUNCTION public.give_up() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO public.given_up SELECT clock_timestamp(), OLD.lease_until < clock_timestamp(),
            (SELECT count(*) FROM trestle.backend b JOIN pg_stat_activity a
                 ON a.pid = b.pid AND a.backend_start = b.started WHERE b.member = OLD.id);
          RETURN OLD;
        END $$;
        CREATE TRIGGER give_up BEFORE DELETE ON trestle.member FOR EACH ROW
          EXECUTE FUNCTION public.give_up();
        CREATE TABLE public.phases (at timestamptz, phase text);
        CREATE FUNCTION public.phase() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO public.phases VALUES (clock_timestamp(), NEW.phase); RETURN NEW; END $$;
        CREATE TRIGGER phase BEFORE UPDATE ON trestle.rule FOR EACH ROW
          EXECUTE FUNCTION public.phase();
        """);
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private List<SurvivingService> services(int port, int from) {
    return List.of(
        database.open(SurvivingService.start(database, port, from, true, VALUE)),
        database.open(SurvivingService.start(database, port, from + 1_000_000, false, VALUE)));
  }

  private Connection through(int port) throws SQLException {
    return database.open(DriverManager.getConnection(database.url(port, "orders-v2")));
  }

  @Test
  void aProxyThatIsCutOffFromTheStoreGivesNoWrongAnswer() throws Exception {
    StallingRelay relay = database.open(new StallingRelay(postgres.port()));
    ProxyProcess one = database.proxy(0);
    ProxyProcess lost =
        database.proxy(
            0,
            postgres.host() + ":" + postgres.port(),
            TestPostgres.jdbcUrl("127.0.0.1", relay.port(), database.name()));
    int port = MigratedDatabase.port(lost);
    List<SurvivingService> atOne = services(MigratedDatabase.port(one), 1_000_000);
    List<SurvivingService> atLost = services(port, 3_000_000);
    List<String> start =
        List.of(
            "ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'pending'",
            "--three-steps",
            "--yes",
            "--known-by",
            "application-name=orders-v2*",
            "--to",
            "absent");
    MigratedDatabase.assertDone(database.migrate("start", start));
    Connection old = through(port);
    old.setAutoCommit(false);
    // Not over the ruled table itself: DDL would wait for its lock before any phase does.
    assertThat(MigratedDatabase.ask(old, "SELECT id FROM other")).isEqualTo("7");

    relay.stall();
    CompletableFuture<CommandRun> migration =
        CompletableFuture.supplyAsync(() -> database.migrate("resume"));
    MigratedDatabase.eventually("ruled tables are refused", () -> isRefused(port));
    assertThat(ask(port, "SELECT id FROM other")).isEqualTo("7");
    CommandRun run = migration.get(60, TimeUnit.SECONDS);

    MigratedDatabase.assertDone(run);
    assertThat(run.out()).contains("waits for proxy");
    assertThatThrownBy(() -> MigratedDatabase.ask(old, "SELECT id FROM other"))
        .isInstanceOf(SQLException.class);
    assertThat(database.ask("SELECT string_agg(lease_over || ' ' || backends, ',') FROM given_up"))
        .as("given up once, after its lease, without a backend")
        .isEqualTo("true 0");
    assertThat(
            database.ask(
                "SELECT string_agg(phase || ' ' || (at > (SELECT at FROM given_up)), ', '"
                    + " ORDER BY at) FROM phases WHERE phase <> 'readable'"))
        .as("its neighbour may come before, no further phase")
        .isEqualTo("writable true, backfilled true, complete true");

    relay.flow();
    MigratedDatabase.eventually("it follows again", () -> !isRefused(port));
    for (SurvivingService service : atLost) {
      long before = service.answered();
      MigratedDatabase.eventually("it works again", () -> service.answered() > before + 20);
    }
    SurvivingService.assertUnharmed(database, atOne);
    SurvivingService.assertUnharmed(database, atLost);
    assertThat(atOne).allMatch(service -> service.lost() == 0);
    assertThat(atLost).allMatch(service -> service.lost() > 0);
  }

  private String ask(int port, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.url(port, "orders-v2"))) {
      return MigratedDatabase.ask(connection, sql);
    }
  }

  private boolean isRefused(int port) throws SQLException {
    try {
      assertThat(ask(port, "SELECT status FROM orders WHERE id = 1")).isEqualTo("pending");
      return false;
    } catch (SQLException failure) {
      if (failure.getSQLState().equals("57P01")) {
        return false; // its backend was ended meanwhile
      }
      assertThat(failure.getSQLState()).isEqualTo("TR006");
      return true;
    }
  }
}
