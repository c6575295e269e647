package io.trestle.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.migrator.Migrations.Result;
import io.trestle.migrator.backfill.ActivityBrake;
import io.trestle.migrator.backfill.BackfillSettings;
import io.trestle.migrator.backfill.Brake;
import io.trestle.migrator.backfill.ReplicaBrake;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.RuleOptions;
import io.trestle.migrator.plan.UnplannableException;
import io.trestle.rules.KnownBy;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule.HeldWrites;
import io.trestle.rules.Rule.Untreatable;
import io.trestle.rules.store.RuleStore;
import io.trestle.testkit.TestPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Migrations from their statement to their end, forward and back, without any node. */
class MigrationsIT {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String STATEMENT =
      "ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'pending'";
  private static final String NAME = "public.orders.status";
  private static final PlanOptions THREE_STEPS =
      new PlanOptions(null, java.util.Map.of(), true, List.of());
  private static final RuleOptions KNOWN_BY =
      new RuleOptions(
          List.of(new KnownBy(KnownBy.Attribute.APPLICATION_NAME, "v2*")),
          HeldWrites.REJECT,
          Untreatable.REFUSE);
  private static final int ROWS = 3_000;

  private final TestPostgres postgres = TestPostgres.shared();
  private final String database = "migrations_it_" + NUMBER.incrementAndGet();
  private final RecordedEvents events = new RecordedEvents();
  private Migrations migrations;

  @BeforeEach
  void makeTable() throws Exception {
    postgres.createDatabase(database);
    postgres.execute(
        database,
        "CREATE TABLE orders (id int PRIMARY KEY, amount int NOT NULL);"
            + "INSERT INTO orders SELECT i, i % 7 FROM generate_series(1, "
            + ROWS
            + ") AS i");
    migrations = migrations();
    assertThat(migrations.init()).isZero();
  }

  private Migrations migrations() {
    return migrations(new PGSimpleDataSource());
  }

  private Migrations migrations(PGSimpleDataSource source) {
    source.setUrl(postgres.jdbcUrl(database));
    return new Migrations(
        source, BackfillSettings.DEFAULTS.withRows(100, 100, 500), List.of(), Set.of());
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private String begin(String statement, PlanOptions options) throws Exception {
    return migrations.begin(migrations.plan(statement, options), RuleOptions.DEFAULTS);
  }

  private Result forward(Phase phase) throws Exception {
    return migrations.forward(NAME, phase, events, () -> false);
  }

  private void assertMigrated() throws SQLException {
    assertThat(
            ask(
                "SELECT format_type(atttypid, atttypmod) || ' ' || attnotnull || ' '"
                    + " || pg_get_expr(adbin, adrelid)"
                    + " FROM pg_attribute JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
                    + " WHERE attrelid = 'orders'::regclass AND attname = 'status'"))
        .isEqualTo("text true 'pending'::text");
    assertThat(ask("SELECT count(*) FROM orders WHERE status = 'pending'")).isEqualTo("" + ROWS);
    assertThat(
            ask(
                "SELECT count(*) FROM pg_constraint WHERE conrelid = 'orders'::regclass"
                    + " AND contype = 'c'"))
        .isEqualTo("0");
    assertThat(ask("SELECT count(*) FROM trestle.rule")).isEqualTo("0");
  }

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
  void phasesAreReachedOneByOneAndTakenBack() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    for (Phase phase : Phase.values()) {
      if (phase != Phase.COMPLETE) {
        assertThat(forward(phase)).isEqualTo(Result.REACHED);
        assertThat(migrations.phase(NAME)).isEqualTo(phase);
      }
    }
    assertThat(ask(notNull())).isEqualTo("t");

    assertThat(migrations.back(NAME, Phase.WRITABLE, false, events, () -> false))
        .isEqualTo(Result.REACHED);
    assertThat(ask(notNull())).isEqualTo("f");
    assertThat(migrations.phase(NAME)).isEqualTo(Phase.WRITABLE);
    postgres.execute(database, "UPDATE orders SET status = NULL WHERE id = 7");
    assertThat(migrations.back(NAME, Phase.READABLE, false, events, () -> false))
        .isEqualTo(Result.REACHED);

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
    assertMigrated();
  }

  private static String notNull() {
    return "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'orders'::regclass"
        + " AND attname = 'status'";
  }

  @Test
  void aWayBackThatIsStoppedIsFinishedBeforeAnythingElse() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    forward(Phase.BACKFILLED);
    for (String stopAt :
        List.of("back publish-writable", "back not-null-set", "empties", "back add")) {
      AtomicBoolean stop = new AtomicBoolean();
      RecordedEvents stopping = new RecordedEvents();
      stopping.onSaid(said -> stop.compareAndSet(false, said.startsWith(stopAt)));
      assertThat(migrations.back(NAME, Phase.ABSENT, false, stopping, stop::get))
          .as(stopAt)
          .isEqualTo(Result.STOPPED);
      assertThat(migrations.isGoingBack(NAME)).isTrue();
    }

    assertThat(migrations.finishBack(NAME, events, () -> false)).isEqualTo(Result.REACHED);
    assertThat(migrations.phase(NAME)).isEqualTo(Phase.ABSENT);
    assertThat(tables()).doesNotContain("status");

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
    assertMigrated();
  }

  @Test
  void forwardFinishesAWayBackFirst() throws Exception {
    begin(STATEMENT, PlanOptions.NONE);
    forward(Phase.WRITABLE);
    AtomicBoolean stop = new AtomicBoolean();
    RecordedEvents stopping = new RecordedEvents();
    stopping.onSaid(said -> stop.compareAndSet(false, said.startsWith("back publish-absent")));
    assertThat(migrations.back(NAME, Phase.ABSENT, false, stopping, stop::get))
        .isEqualTo(Result.STOPPED);

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertMigrated();
  }

  private Result take(Phase phase) throws Exception {
    return migrations.by("anna").take(NAME, phase, events, () -> false);
  }

  @Test
  void aMigrationIsTakenToAPhaseWhereverItStands() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    for (Phase phase :
        List.of(Phase.WRITABLE, Phase.READABLE, Phase.BACKFILLED, Phase.BACKFILLED, Phase.ABSENT)) {
      assertThat(take(phase)).isEqualTo(Result.REACHED);
      assertThat(migrations.phase(NAME)).isEqualTo(phase);
    }
    assertThat(tables()).doesNotContain("status");
    AtomicBoolean stop = new AtomicBoolean();
    take(Phase.WRITABLE);
    RecordedEvents stopping = new RecordedEvents();
    stopping.onSaid(said -> stop.compareAndSet(false, said.startsWith("back publish-readable")));
    assertThat(migrations.take(NAME, Phase.ABSENT, stopping, stop::get)).isEqualTo(Result.STOPPED);

    assertThat(take(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertMigrated();
    assertThat(migrations.history())
        .filteredOn(entry -> String.valueOf(entry.why()).equals("to complete"))
        .extracting(HistoryEntry::who)
        .containsExactly("anna as postgres");
    assertThat(migrations.history().get(0).who()).isEqualTo("postgres");
  }

  @Test
  void whatIsBeingAbortedIsTakenNowhere() throws Exception {
    begin(STATEMENT, PlanOptions.NONE);
    forward(Phase.WRITABLE);
    AtomicBoolean stop = new AtomicBoolean();
    RecordedEvents stopping = new RecordedEvents();
    stopping.onSaid(said -> stop.compareAndSet(false, said.startsWith("back")));
    assertThat(migrations.abort(NAME, false, stopping, stop::get)).isEqualTo(Result.STOPPED);

    assertThatThrownBy(() -> take(Phase.COMPLETE))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("is being aborted");

    assertThat(migrations.finishBack(NAME, events, () -> false)).isEqualTo(Result.ENDED);
  }

  @Test
  void takenToAbsentNoValuesAreLost() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    forward(Phase.WRITABLE);
    postgres.execute(database, "UPDATE orders SET status = 'shipped' WHERE id = 1");

    assertThatThrownBy(() -> take(Phase.ABSENT))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("1 rows")
        .hasMessageContaining("--lose-values");

    assertThat(ask("SELECT count(*) FROM orders WHERE status = 'shipped'")).isEqualTo("1");
  }

  @Test
  void onTheWayToAbsentValuesAreNotLostUnasked() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    forward(Phase.WRITABLE);
    postgres.execute(database, "UPDATE orders SET status = 'shipped' WHERE id % 2 = 0");

    assertThatThrownBy(() -> migrations.back(NAME, Phase.ABSENT, false, events, () -> false))
        .hasMessageContaining(ROWS / 2 + " rows");
    assertThat(migrations.isGoingBack(NAME)).isFalse();
    assertThat(migrations.phase(NAME)).isEqualTo(Phase.READABLE);
    assertThat(migrations.back(NAME, Phase.ABSENT, true, events, () -> false))
        .isEqualTo(Result.REACHED);

    assertThat(tables()).doesNotContain("status");
  }

  @Test
  void aColumnThatAllowsNullIsNullInOlderRows() throws Exception {
    begin("ALTER TABLE orders ADD COLUMN status text", PlanOptions.NONE);

    assertThat(forward(Phase.READABLE)).isEqualTo(Result.REACHED);
    assertThat(ask("SELECT value || ' ' || nullable FROM trestle.rule")).isEqualTo("NULL true");
    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertThat(ask("SELECT count(*) FROM orders WHERE status IS NULL")).isEqualTo("" + ROWS);
    assertThat(ask("INSERT INTO orders (id, amount) VALUES (0, 6) RETURNING status")).isNull();
  }

  @Test
  void aWayBackIsTheSameWhateverTheClocksOfItsRunner() throws Exception {
    postgres.execute(database, "ALTER DATABASE " + database + " SET TimeZone = 'Asia/Tokyo'");
    String type = "timestamptz DEFAULT '2026-01-01 12:00+00'";
    begin("ALTER TABLE orders ADD COLUMN status " + type, PlanOptions.NONE);
    forward(Phase.WRITABLE);
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
    try {
      assertThat(migrations.back(NAME, Phase.ABSENT, false, events, () -> false))
          .isEqualTo(Result.REACHED);
    } finally {
      TimeZone.setDefault(before);
    }

    assertThat(tables()).doesNotContain("status");
  }

  @Test
  void aColumnOfOthersThatAllowsNullIsNotTakenForItsOwn() throws Exception {
    begin("ALTER TABLE orders ADD COLUMN status text", PlanOptions.NONE);
    forward(Phase.ABSENT);
    postgres.execute(database, "ALTER TABLE orders ADD COLUMN status text DEFAULT 'x'");

    assertThatThrownBy(() -> forward(Phase.READABLE))
        .hasMessageContaining("column \"status\" of relation \"orders\" already exists");
    assertThat(migrations.phase(NAME)).isEqualTo(Phase.ABSENT);
  }

  @Test
  void whereNullIsAllowedItIsAValueThatIsNotLostUnasked() throws Exception {
    begin("ALTER TABLE orders ADD COLUMN status text DEFAULT 'pending'", PlanOptions.NONE);
    forward(Phase.WRITABLE);
    postgres.execute(database, "UPDATE orders SET status = NULL WHERE id % 2 = 0");

    assertThatThrownBy(() -> migrations.back(NAME, Phase.ABSENT, false, events, () -> false))
        .hasMessageContaining(ROWS / 2 + " rows");
    AtomicBoolean stop = new AtomicBoolean();
    RecordedEvents stopping = new RecordedEvents();
    stopping.onSaid(said -> stop.compareAndSet(false, said.startsWith("back publish-absent")));
    assertThat(migrations.back(NAME, Phase.ABSENT, true, stopping, stop::get))
        .isEqualTo(Result.STOPPED);

    assertThat(ask("SELECT count(*) FROM orders WHERE status = 'pending'")).isEqualTo("" + ROWS);
    assertThat(migrations.finishBack(NAME, events, () -> false)).isEqualTo(Result.REACHED);
    assertThat(tables()).doesNotContain("status");
  }

  @Test
  void aConstantMeansTheSameToNodesAsToTheRows() throws Exception {
    String statement =
        "ALTER TABLE orders ADD COLUMN status timestamptz NOT NULL" + " DEFAULT '2026-01-01 12:00'";
    postgres.execute(database, "ALTER DATABASE " + database + " SET TimeZone = 'Asia/Tokyo'");
    begin(statement, PlanOptions.NONE);
    forward(Phase.READABLE);

    String ofRows = ask("SELECT extract(epoch FROM status) FROM orders WHERE id = 1");
    String ofNodes = ask("SELECT value FROM trestle.rule").replace("'", "");

    assertThat(ask("SELECT extract(epoch FROM timestamptz '" + ofNodes + "')")).isEqualTo(ofRows);
    assertThat(ofNodes).endsWith("+00");
  }

  @Test
  void anEmptyingThatIsStoppedIsFinishedWhateverIsSaidNext() throws Exception {
    begin(STATEMENT, PlanOptions.NONE);
    forward(Phase.WRITABLE);
    postgres.execute(database, "UPDATE orders SET status = 'shipped' WHERE id % 2 = 0");
    AtomicBoolean stop = new AtomicBoolean();
    RecordedEvents stopping = new RecordedEvents();
    stopping.onSaid(said -> stop.compareAndSet(false, said.startsWith("back publish-absent")));
    assertThat(migrations.back(NAME, Phase.ABSENT, true, stopping, stop::get))
        .isEqualTo(Result.STOPPED);

    assertThat(migrations.abort(NAME, false, events, () -> false)).isEqualTo(Result.ENDED);

    assertThat(tables()).doesNotContain("status");
    assertThat(migrations.status().migrations().get(0).state()).isEqualTo("aborted");
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
  void anAbortedMigrationLeavesNothing() throws Exception {
    String before = tables();
    begin(STATEMENT, THREE_STEPS);
    forward(Phase.BACKFILLED);

    assertThat(migrations.abort(NAME, false, events, () -> false)).isEqualTo(Result.ENDED);

    assertThat(tables()).isEqualTo(before);
    assertThat(ask("SELECT count(*) FROM trestle.rule")).isEqualTo("0");
    assertThat(migrations.status().migrations().get(0).state()).isEqualTo("aborted");
    assertThat(begin(STATEMENT, THREE_STEPS)).isEqualTo(NAME);
    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
    assertMigrated();
  }

  private String tables() throws SQLException {
    return ask(
            "SELECT string_agg(concat_ws(' ', attname, atttypid, attnotnull, atthasdef), ','"
                + " ORDER BY attnum) FROM pg_attribute"
                + " WHERE attrelid = 'orders'::regclass AND attnum > 0 AND NOT attisdropped")
        + ask("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'orders'::regclass")
        + ask("SELECT count(*) FROM pg_constraint WHERE conrelid = 'orders'::regclass");
  }

  @Test
  void valuesThatServicesHaveWrittenAreNotLostUnasked() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    forward(Phase.WRITABLE);
    postgres.execute(database, "UPDATE orders SET status = 'shipped' WHERE id < 4");

    assertThatThrownBy(() -> migrations.abort(NAME, false, events, () -> false))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("3 rows")
        .hasMessageContaining("--lose-values");
    assertThat(migrations.abort(NAME, true, events, () -> false)).isEqualTo(Result.ENDED);
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
  void whoBlocksAStepIsNamedAndTheStepIsTriedAgain() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    try (Connection reader = postgres.connect(database)) {
      reader.setAutoCommit(false);
      try (Statement statement = reader.createStatement()) {
        statement.execute("SET application_name = 'nightly-report'");
        statement.execute("SELECT count(*) FROM orders");
      }
      events.onBlocked(
          () -> {
            try {
              reader.rollback();
            } catch (SQLException failure) {
              throw new IllegalStateException(failure);
            }
          });

      assertThat(forward(Phase.READABLE)).isEqualTo(Result.REACHED);
    }

    assertThat(events.blockers()).anyMatch(each -> each.contains("nightly-report"));
  }

  private void pause() {
    try {
      assertThat(migrations().pause(NAME)).isTrue();
    } catch (SQLException | MigrationException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static CompletableFuture<Result> inBackground(Callable<Result> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.call();
          } catch (Exception failure) {
            throw new IllegalStateException(failure);
          }
        });
  }

  @Test
  void anOperatorPausesAndResumes() throws Exception {
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

    assertThat(migrations().resume(NAME)).isTrue();

    assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(Result.ENDED);
    assertMigrated();
  }

  private void beginWatched(Duration watch) throws Exception {
    migrations.begin(
        migrations.plan(STATEMENT, PlanOptions.NONE).withWatch(watch), RuleOptions.DEFAULTS);
  }

  private Instant watchesUntil() throws SQLException {
    return migrations.status().migrations().get(0).watchesUntil();
  }

  @Test
  void backfilledIsWatchedBeforeComplete() throws Exception {
    beginWatched(Duration.ofSeconds(1));

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertThat(
            ask(
                "SELECT c.started - b.finished >= interval '1 second'"
                    + " FROM trestle.step b JOIN trestle.step c USING (migration)"
                    + " WHERE b.id = 'publish-backfilled' AND c.id = 'publish-complete'"))
        .isEqualTo("t");
    assertThat(migrations.history())
        .extracting(HistoryEntry::event)
        .containsSubsequence("publish", "watch", "publish", "withdraw");
    assertThat(watchesUntil()).isNull();
  }

  @Test
  void aPhaseThatIsAskedForIsReachedWithoutWatchingIt() throws Exception {
    beginWatched(Duration.ofHours(1));

    assertThat(forward(Phase.BACKFILLED)).isEqualTo(Result.REACHED);

    assertThat(watchesUntil()).isAfter(Instant.now().plusSeconds(3_000));
  }

  @Test
  void whatIsWatchedIsStoppedAndGoesOnFromWhenItWasReached() throws Exception {
    beginWatched(Duration.ofHours(1));
    AtomicBoolean stop = new AtomicBoolean();
    events.onSaid(said -> stop.compareAndSet(false, said.startsWith("watches until")));
    assertThat(migrations.forward(NAME, Phase.COMPLETE, events, stop::get))
        .isEqualTo(Result.STOPPED);
    assertThat(migrations.phase(NAME)).isEqualTo(Phase.BACKFILLED);
    Instant until = watchesUntil();

    postgres.execute(
        database,
        "UPDATE trestle.step SET finished = finished - interval '2 hours'"
            + " WHERE id = 'publish-backfilled'");
    assertThat(watchesUntil()).isEqualTo(until.minus(Duration.ofHours(2)));

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
    assertMigrated();
  }

  @Test
  void whileItIsPausedWhatWasWatchedLongEnoughDoesNotGoOn() throws Exception {
    beginWatched(Duration.ofSeconds(1));
    AtomicBoolean paused = new AtomicBoolean();
    events.onSaid(
        said -> {
          if (said.startsWith("watches until") && paused.compareAndSet(false, true)) {
            pause();
          }
        });
    CompletableFuture<Result> run = inBackground(() -> forward(Phase.COMPLETE));
    events.await(said -> said.contains("paused"));
    postgres.execute(
        database,
        "UPDATE trestle.step SET finished = finished - interval '1 hour'"
            + " WHERE id = 'publish-backfilled'");
    assertThat(migrations.phase(NAME)).isEqualTo(Phase.BACKFILLED);
    assertThat(run).isNotDone();

    assertThat(migrations().resume(NAME)).isTrue();

    assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(Result.ENDED);
  }

  @Test
  void takenBackToBackfilledItIsWatchedAnew() throws Exception {
    migrations.begin(
        migrations.plan(STATEMENT, PlanOptions.NONE).withWatch(Duration.ofMillis(1)), KNOWN_BY);
    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.REACHED);
    assertThat(watchesUntil()).isNull();
    Instant before = Instant.now();

    assertThat(migrations.back(NAME, Phase.BACKFILLED, false, events, () -> false))
        .isEqualTo(Result.REACHED);

    assertThat(watchesUntil()).isAfter(before);
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
