package io.trestle.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.migrator.Migrations.Result;
import io.trestle.migrator.backfill.ActivityBrake;
import io.trestle.migrator.backfill.BackfillSettings;
import io.trestle.migrator.backfill.Brake;
import io.trestle.migrator.backfill.ReplicaBrake;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.PlanOptions.IndexDefinition;
import io.trestle.migrator.plan.UnplannableException;
import io.trestle.rules.Phase;
import io.trestle.rules.store.RuleStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** Migrations from their statement to their end, without any node. */
class MigrationsIT extends OrdersUnderMigration {

  @Test
  void theThreeStepsFillAllRowsAndEnd() throws Exception {
    assertThat(begin(STATEMENT, THREE_STEPS)).isEqualTo(NAME);

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertMigrated();
    assertThat(migrations.history())
        .extracting(HistoryEntry::after)
        .containsSubsequence("absent", "readable", "writable", "backfilled", "complete");
    assertThat(migrations.status().migrations().get(0).state()).isEqualTo("done");
    assertThat(migrations.status().migrations().get(0).steps())
        .allMatch(step -> step.finished() != null);
  }

  /** Has connections that are there still when they are closed, as before a busy server. */
  private static final class Lingering extends PGSimpleDataSource {

    private static final long serialVersionUID = 1;

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      return (Connection)
          Proxy.newProxyInstance(
              Lingering.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                try {
                  return method.getName().equals("close")
                      ? null
                      : method.invoke(connection, arguments);
                } catch (InvocationTargetException failure) {
                  throw failure.getCause();
                }
              });
    }
  }

  @Test
  void theNextRunDoesNotWaitForConnectionsOfTheLast() throws Exception {
    migrations = migrations(new Lingering());
    begin(STATEMENT, THREE_STEPS);
    assertThat(forward(Phase.BACKFILLED)).isEqualTo(Result.REACHED);

    assertThat(migrations.back(NAME, Phase.WRITABLE, false, events, () -> false))
        .isEqualTo(Result.REACHED);
  }

  @Test
  void aPhaseIsOnDiskBeforeItIsSeen() throws Exception {
    postgres.execute(
        database,
        "ALTER DATABASE "
            + database
            + " SET synchronous_commit = off; CREATE TABLE public.how (setting text);"
            + "CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " INSERT INTO public.how VALUES (current_setting('synchronous_commit'));"
            + " RETURN NEW; END $$; CREATE TRIGGER note BEFORE UPDATE ON trestle.state"
            + " FOR EACH ROW EXECUTE FUNCTION public.note()");
    begin(STATEMENT, PlanOptions.NONE);

    forward(Phase.COMPLETE);

    assertThat(ask("SELECT string_agg(DISTINCT setting, ' ') FROM how")).isEqualTo("on");
  }

  @Test
  void absentIsPublishedBeforeThereIsAColumn() throws Exception {
    begin(STATEMENT, THREE_STEPS);

    assertThat(forward(Phase.ABSENT)).isEqualTo(Result.REACHED);

    String column =
        "SELECT count(*) FROM pg_attribute"
            + " WHERE attrelid = 'orders'::regclass AND attname = 'status'";
    assertThat(ask("SELECT phase FROM trestle.rule")).isEqualTo("absent");
    assertThat(ask(column)).isEqualTo("0");
    assertThat(forward(Phase.READABLE)).isEqualTo(Result.REACHED);
    assertThat(ask(column)).isEqualTo("1");
    assertThat(forward(Phase.ABSENT)).isEqualTo(Result.REACHED);
    assertThat(ask("SELECT phase FROM trestle.rule")).isEqualTo("readable");
  }

  @Test
  void theShortWayNeedsNoBackfill() throws Exception {
    begin(STATEMENT, PlanOptions.NONE);

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertMigrated();
    assertThat(ask("SELECT count(*) FROM trestle.progress")).isEqualTo("0");
  }

  @Test
  void aComputedValueIsFilledRowByRow() throws Exception {
    String statement = "ALTER TABLE orders ADD COLUMN status text NOT NULL";
    begin(
        statement,
        PlanOptions.NONE.withValue("CASE WHEN amount > 3 THEN 'large' ELSE 'small' END"));

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertThat(ask("SELECT count(*) FROM orders WHERE (status = 'large') <> (amount > 3)"))
        .isEqualTo("0");
    assertThat(ask("INSERT INTO orders (id, amount) VALUES (0, 6) RETURNING status"))
        .isEqualTo("large");
  }

  @Test
  void aMigrationThatIsStoppedGoesOnWhereItStood() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    AtomicBoolean stop = new AtomicBoolean();
    events.onFill(() -> stop.set(true));

    assertThat(migrations.forward(NAME, Phase.COMPLETE, events, stop::get))
        .isEqualTo(Result.STOPPED);
    assertThat(migrations.status().migrations().get(0).state()).isEqualTo("paused");
    int filled = Integer.parseInt(ask("SELECT count(*) FROM orders WHERE status IS NOT NULL"));
    assertThat(filled).isBetween(1, ROWS - 1);

    assertThat(migrations.find(STATEMENT)).contains(NAME);
    assertThat(migrations().forward(NAME, Phase.COMPLETE, new RecordedEvents(), () -> false))
        .isEqualTo(Result.ENDED);
    assertMigrated();
  }

  @Test
  void aConstantMeansTheSameToNodesAsToTheRows() throws Exception {
    String statement =
        "ALTER TABLE orders ADD COLUMN status timestamptz NOT NULL DEFAULT '2026-01-01 12:00+09'";
    postgres.execute(database, "ALTER DATABASE " + database + " SET TimeZone = 'Asia/Tokyo'");
    begin(statement, PlanOptions.NONE);
    forward(Phase.READABLE);

    String ofRows = ask("SELECT extract(epoch FROM status) FROM orders WHERE id = 1");
    String ofNodes = ask("SELECT value FROM trestle.rule").replace("'", "");

    assertThat(ask("SELECT extract(epoch FROM timestamptz '" + ofNodes + "')")).isEqualTo(ofRows);
    assertThat(ofNodes).endsWith("+00");
  }

  @Test
  void aMigrationWhoseRulesAreWithdrawnHasEnded() throws Exception {
    migrations.begin(migrations.plan(STATEMENT, PlanOptions.NONE), KNOWN_BY);
    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.REACHED);
    assertThat(migrations.status().migrations().get(0).message()).contains("migrate advance");
    postgres.execute(
        database,
        "INSERT INTO trestle.member (id, kind, name, version, acknowledged, lease_until)"
            + " SELECT gen_random_uuid(), 'proxy', 'slow', '1', epoch, now() + interval '1 hour'"
            + " FROM trestle.state");
    AtomicInteger asked = new AtomicInteger();

    assertThat(migrations.withdraw(NAME, events, () -> asked.incrementAndGet() > 3))
        .isEqualTo(Result.ENDED);

    assertThat(migrations.status().migrations().get(0).state()).isEqualTo("done");
    assertThatThrownBy(() -> migrations.phase(NAME)).hasMessageContaining("no migration");
  }

  @Test
  void oneRunsAMigrationAtATime() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    CompletableFuture<Throwable> other = new CompletableFuture<>();
    events.onFill(
        () -> {
          if (!other.isDone()) {
            try {
              migrations().forward(NAME, Phase.COMPLETE, new RecordedEvents(), () -> false);
              other.complete(new AssertionError("two runners"));
            } catch (SQLException | MigrationException refused) {
              other.complete(refused);
            }
          }
        });

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertThat(other.get())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("is being run already")
        .hasMessageContaining("pid ");
  }

  @Test
  void aRunnerThatIsJustEndingIsWaitedFor() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    Connection killed = postgres.connect(database);
    try (Statement statement = killed.createStatement()) {
      statement.execute(
          "SELECT pg_advisory_lock(x'74726573'::int, id::int) FROM trestle.migration");
    }
    CompletableFuture<Boolean> resumed = new CompletableFuture<>();
    CompletableFuture<Result> run =
        inBackground(
            () -> {
              resumed.complete(migrations().resume(NAME));
              return forward(Phase.READABLE);
            });
    assertThatThrownBy(() -> run.get(500, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);

    killed.close();

    assertThat(resumed.get(60, TimeUnit.SECONDS)).isFalse();
    assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(Result.REACHED);
  }

  @Test
  void whoIsNotEndingIsNotWaitedForForever() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    try (Connection running = postgres.connect(database);
        Statement statement = running.createStatement()) {
      statement.execute(
          "SELECT pg_advisory_lock(x'74726573'::int, id::int) FROM trestle.migration");

      assertThat(migrations.resume(NAME)).isTrue();
      assertThatThrownBy(() -> forward(Phase.READABLE))
          .hasMessageContaining("is being run already");
    }
  }

  @Test
  void theTransactionOfALostNodeDoesNotBlockAStep() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    assertThat(forward(Phase.ABSENT)).isEqualTo(Result.REACHED);
    try (Connection left = postgres.connect(database)) {
      left.setAutoCommit(false);
      try (Statement statement = left.createStatement()) {
        statement.execute("SELECT count(*) FROM orders");
        registerLost(left);

        assertThat(forward(Phase.READABLE)).isEqualTo(Result.REACHED);

        assertThat(events.blockers()).isNotEmpty();
        assertThat(ask("SELECT count(*) FROM trestle.member")).isEqualTo("0");
        assertThatThrownBy(() -> statement.execute("SELECT 1")).hasMessageContaining("terminat");
      }
    }
  }

  /** Has a member whose lease has ended, and that used a connection. */
  private void registerLost(Connection used) throws SQLException {
    postgres.execute(
        database,
        "WITH lost AS (INSERT INTO trestle.member"
            + " (id, kind, name, version, acknowledged, lease_until)"
            + " SELECT gen_random_uuid(), 'proxy', 'lost', '1', epoch - 1, now() - interval '1 hour'"
            + " FROM trestle.state RETURNING id)"
            + " INSERT INTO trestle.backend (member, pid, started)"
            + " SELECT lost.id, a.pid, a.backend_start FROM lost, pg_stat_activity a WHERE a.pid = "
            + used.unwrap(PGConnection.class).getBackendPID());
  }

  @Test
  void aCopyOfTheStoreDoesNotEndTheBackendsOfTheOriginal() throws Exception {
    begin(STATEMENT, PlanOptions.NONE);
    try (Connection ofTheOriginal = postgres.connect("postgres");
        Statement statement = ofTheOriginal.createStatement()) {
      registerLost(ofTheOriginal);

      assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);

      assertThat(ask("SELECT count(*) FROM trestle.member")).isEqualTo("0");
      assertThat(statement.execute("SELECT 1")).isTrue();
    }
  }

  @Test
  void aRehearsalForgetsTheNodesOfTheOriginal() throws Exception {
    try (Connection ofTheOriginal = postgres.connect("postgres")) {
      registerLost(ofTheOriginal);
      PGSimpleDataSource clone = new PGSimpleDataSource();
      clone.setUrl(postgres.jdbcUrl(database));
      String original = database + "_original";
      postgres.cloneDatabase(database, original);
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(postgres.jdbcUrl(original));

      new Rehearsal(clone, source, BackfillSettings.DEFAULTS, List.of())
          .run(STATEMENT, PlanOptions.NONE, events, () -> false);

      assertThat(events.said()).noneMatch(said -> said.contains("waits for"));
      postgres.dropDatabase(original);
    }
  }

  @Test
  void timeoutsOfTheDatabaseDoNotEndWhatTakesItsTime() throws Exception {
    begin(STATEMENT, PlanOptions.NONE.withIndex(IndexDefinition.on("status")));
    forward(Phase.READABLE);
    postgres.execute(
        database,
        "ALTER DATABASE %1$s SET lock_timeout = '300ms'; ALTER DATABASE %1$s SET transaction_timeout = '300ms'"
            .formatted(database));
    AtomicInteger blocked = new AtomicInteger();
    events.onBlocked(blocked::incrementAndGet);
    try (Connection older = postgres.connect(database);
        Statement statement = older.createStatement()) {
      statement.execute("SET lock_timeout = 0; SET transaction_timeout = 0");
      older.setAutoCommit(false);
      statement.execute("UPDATE orders SET amount = 0 WHERE id = 1");
      CompletableFuture<Result> run = inBackground(() -> forward(Phase.WRITABLE));
      assertThatThrownBy(() -> run.get(3, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
      older.commit();

      assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(Result.REACHED);
    }
    assertThat(blocked).hasValue(0);
  }

  @Test
  void nodesAreToldOfAChangeOfTheSchema() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    try (Connection node = postgres.connect(database);
        Statement statement = node.createStatement()) {
      statement.execute("LISTEN trestle_ddl");

      forward(Phase.READABLE);

      assertThat(node.unwrap(PGConnection.class).getNotifications(10_000)).isNotEmpty();
    }
  }

  @Test
  void whoBlocksAStepIsNamedAndTheStepIsTriedAgain() throws Exception {
    begin(STATEMENT, THREE_STEPS);

    assertBlocked("SELECT count(*) FROM orders", () -> forward(Phase.READABLE));
  }

  /** Whoever has run a statement is named, and the run goes on when that one has ended. */
  private void assertBlocked(String sql, Callable<Result> run) throws Exception {
    try (Connection blocker = postgres.connect(database)) {
      blocker.setAutoCommit(false);
      try (Statement statement = blocker.createStatement()) {
        statement.execute("SET application_name = 'nightly-report'");
        statement.execute(sql);
      }
      events.onBlocked(
          () -> {
            try {
              blocker.rollback();
            } catch (SQLException failure) {
              throw new IllegalStateException(failure);
            }
          });

      assertThat(run.call()).isEqualTo(Result.REACHED);
    }

    assertThat(events.blockers()).anyMatch(each -> each.contains("nightly-report"));
  }

  @Test
  void whoBlocksAStepByAPartitionIsNamed() throws Exception {
    postgres.execute(
        database,
        "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id);"
            + " CREATE TABLE part PARTITION OF parts DEFAULT");
    String name = begin("ALTER TABLE parts ADD COLUMN status text", PlanOptions.NONE);

    assertBlocked(
        "SELECT count(*) FROM part",
        () -> migrations.forward(name, Phase.READABLE, events, () -> false));
  }

  @Test
  void whoBlocksAStepByATableThatIsReferredToIsNamed() throws Exception {
    postgres.execute(
        database,
        "CREATE SCHEMA s; CREATE TABLE s.\"Customers\" (id int PRIMARY KEY);"
            + " INSERT INTO s.\"Customers\" VALUES (1)");
    String references = " ADD COLUMN status int NOT NULL DEFAULT 1 REFERENCES s.\"Customers\"";
    begin("ALTER TABLE orders" + references, PlanOptions.NONE);
    forward(Phase.READABLE);
    String write = "UPDATE s.\"Customers\" SET id = id";

    assertBlocked(write, () -> forward(Phase.WRITABLE));
    events.blockers().clear();
    assertBlocked(write, () -> migrations.back(NAME, Phase.READABLE, false, events, () -> false));
  }

  @Test
  void anOperatorPausesAndResumes() throws Exception {
    CompletableFuture<Result> run = pausedRun();

    assertThat(migrations().resume(NAME)).isTrue();

    assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(Result.ENDED);
    assertMigrated();
  }

  @Test
  void anOperatorsPauseOutlivesTheRunner() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    forward(Phase.ABSENT);
    postgres.execute(database, "UPDATE trestle.migration SET state = 'running'"); // as by a kill
    pause();

    CompletableFuture<Result> run = inBackground(() -> forward(Phase.COMPLETE));
    events.await(said -> said.contains("paused by an operator"));
    assertThat(migrations.phase(NAME)).isEqualTo(Phase.ABSENT);
    assertThat(migrations.resume(NAME)).isTrue();

    assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(Result.ENDED);
    assertMigrated();
  }

  @Test
  void aRunnerThatEndsAtOnceWhenItGoesOnWasThere() throws Exception {
    CompletableFuture<Result> run = pausedRun();

    assertThat(migrations(new BehindARun(run)).resume(NAME)).isTrue();

    assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(Result.ENDED);
  }

  private CompletableFuture<Result> pausedRun() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    AtomicBoolean paused = new AtomicBoolean();
    events.onFill(
        () -> {
          if (paused.compareAndSet(false, true)) {
            pause();
          }
        });
    CompletableFuture<Result> run = inBackground(() -> forward(Phase.COMPLETE));
    events.await(said -> said.contains("paused"));
    assertThat(run).isNotDone();
    return run;
  }

  /** Has no more connections, once a paused run goes on, before it has ended. */
  private final class BehindARun extends PGSimpleDataSource {

    private static final long serialVersionUID = 1;

    private final transient CompletableFuture<Result> run;

    BehindARun(CompletableFuture<Result> run) {
      this.run = run;
    }

    @Override
    public Connection getConnection() throws SQLException {
      if (!ask("SELECT state FROM trestle.migration").equals("paused")) {
        run.orTimeout(60, TimeUnit.SECONDS).join();
      }
      return super.getConnection();
    }
  }

  @Test
  void rowsThatViolateACheckAreNamedBeforeAnythingIsDone() throws Exception {
    assertThatThrownBy(
            () ->
                begin(
                    "ALTER TABLE orders ADD COLUMN status int NOT NULL CHECK (status < 6)",
                    PlanOptions.NONE.withValue("amount")))
        .isInstanceOf(UnplannableException.class)
        .hasMessageContaining("6");
    assertThat(ask("SELECT count(*) FROM trestle.migration")).isEqualTo("0");
  }

  @Test
  void anotherStatementForTheSameColumnIsRefused() throws Exception {
    begin(STATEMENT, THREE_STEPS);

    assertThatThrownBy(() -> begin(STATEMENT.replace("'pending'", "'new'"), PlanOptions.NONE))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("has begun already")
        .hasMessageContaining(STATEMENT);
  }

  /** The rights that docs/migrations.md lists. */
  @Test
  void aRoleWithTheDocumentedRightsRunsThemAll() throws Exception {
    String role = "migrator_" + database;
    postgres.execute(
        database,
        "DROP SCHEMA trestle CASCADE; CREATE ROLE owner_"
            + database
            + "; ALTER TABLE orders OWNER TO owner_"
            + database
            + "; CREATE ROLE "
            + role
            + " LOGIN; GRANT CREATE, TEMPORARY ON DATABASE "
            + database
            + " TO "
            + role
            + "; GRANT pg_monitor, pg_signal_backend, owner_"
            + database
            + " TO "
            + role);
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(postgres.jdbcUrl(database).replace("user=postgres", "user=" + role));
    migrations =
        new Migrations(
            source,
            BackfillSettings.DEFAULTS,
            Brake.all(ReplicaBrake.Settings.DEFAULTS, ActivityBrake.DEFAULT_SESSIONS),
            Set.of());
    migrations.init();
    begin(
        "ALTER TABLE orders ADD COLUMN status text NOT NULL",
        PlanOptions.NONE.withValue("CASE WHEN amount > 3 THEN 'large' ELSE 'small' END"));

    assertThat(forward(Phase.BACKFILLED)).isEqualTo(Result.REACHED);
    assertThat(migrations.back(NAME, Phase.READABLE, false, events, () -> false))
        .isEqualTo(Result.REACHED);
    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertThat(ask("SELECT count(*) FROM orders WHERE (status = 'large') <> (amount > 3)"))
        .isEqualTo("0");
    postgres.execute(
        database,
        "DROP OWNED BY "
            + role
            + " CASCADE; DROP ROLE "
            + role
            + "; DROP OWNED BY owner_"
            + database
            + " CASCADE; DROP ROLE owner_"
            + database);
  }

  @Test
  void withoutAStoreItSaysWhatToDo() throws Exception {
    postgres.execute(database, "DROP SCHEMA trestle CASCADE");

    assertThatThrownBy(() -> begin(STATEMENT, PlanOptions.NONE))
        .hasMessageContaining("trestle migrate init");
    assertThat(migrations.init()).isZero();
    assertThat(migrations.init()).isEqualTo(RuleStore.VERSION);
  }
}
