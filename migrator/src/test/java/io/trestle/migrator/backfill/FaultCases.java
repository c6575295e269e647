package io.trestle.migrator.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.migrator.backfill.Backfill.Result;
import io.trestle.testkit.TestPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What others do meanwhile, and what fails. */
abstract class FaultCases {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private Bed bed;
  private long migration;

  abstract TestPostgres postgres();

  @BeforeEach
  void make() throws Exception {
    bed = Bed.make(postgres(), "fault" + DATABASES.incrementAndGet());
    migration = bed.migration();
  }

  @AfterEach
  void drop() throws Exception {
    bed.close();
  }

  private void rows(int count) throws Exception {
    bed.sql("CREATE TABLE public.t (id bigint PRIMARY KEY, name text, c text)");
    bed.sql("INSERT INTO public.t SELECT i, 'n' || i FROM generate_series(1, " + count + ") i");
    bed.noteWrites("public.t", "id");
  }

  private void assertAllFilledOnce(int rows) throws Exception {
    assertThat(bed.number("SELECT count(*) FROM public.t WHERE c IS NULL")).isZero();
    assertThat(bed.writes()).isEqualTo(rows + " of " + rows);
    assertThat(bed.number("SELECT rows_done FROM trestle.progress")).isEqualTo(rows);
  }

  /** Does something once, after so many batches; notes the failures. */
  private static final class Meanwhile implements BackfillListener {
    final List<String> failures = new ArrayList<>();
    final List<Integer> sizes = new ArrayList<>();
    private final int after;
    private final Action action;
    private int batches;

    interface Action {
      void run() throws Exception;
    }

    Meanwhile(int after, Action action) {
      this.after = after;
      this.action = action;
    }

    @Override
    public void batch(Progress progress) {
      if (++batches == after) {
        unchecked(action);
      }
    }

    @Override
    public void retry(SQLException failure, int count, int rows) {
      failures.add(Objects.requireNonNull(failure.getSQLState()));
      sizes.add(rows);
    }

    static void unchecked(Action action) {
      try {
        action.run();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void until(Condition condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("the deadline").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  @Test
  void whatIsWrittenRoundTrestleMeanwhileIsFilledByASweep() throws Exception {
    rows(1_000);
    Meanwhile writers =
        new Meanwhile(
            5,
            () ->
                bed.sql(
                    """
                    INSERT INTO public.t (id) SELECT generate_series(2001, 2050);
                    INSERT INTO public.t (id) SELECT -i FROM generate_series(1, 50) i;
                    DELETE FROM public.t WHERE id IN (10, 990, 1000);
                    ALTER TABLE public.t DISABLE TRIGGER note;
                    UPDATE public.t SET c = NULL WHERE id = 20;
                    UPDATE public.t SET id = -900 WHERE id = 900;
                    UPDATE public.t SET id = 950000 WHERE id = 950;
                    UPDATE public.t SET id = 300000 WHERE id = 300;
                    UPDATE public.t SET c = 'own' WHERE id = 800;
                    ALTER TABLE public.t ENABLE TRIGGER note
                    """));

    assertThat(bed.backfill(migration, "t", "'v'", writers).run(() -> false))
        .isEqualTo(Result.FILLED);

    assertThat(bed.number("SELECT count(*) FROM public.t WHERE c IS NULL")).isZero();
    assertThat(bed.values("SELECT c || count(*) FROM public.t GROUP BY c ORDER BY 1"))
        .containsExactly("own1", "v1096");
    assertThat(bed.values("SELECT key FROM public.written GROUP BY key HAVING count(*) > 1"))
        .as("rows that were written twice")
        .containsExactly("20");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRIMARY KEY", ""})
  void writersThatGoOnAllTheTimeDoNotKeepRowsUnfilled(String key) throws Exception {
    bed.sql("CREATE TABLE public.t (id bigint " + key + ", n int, c text)");
    bed.sql("INSERT INTO public.t SELECT i, 0 FROM generate_series(1, 3000) i");
    AtomicBoolean over = new AtomicBoolean();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Random random = new Random(i);
      Thread writer = new Thread(() -> write(random, over, failures), "writer" + i);
      writer.start();
      writers.add(writer);
    }
    try {
      bed.backfill(migration, "t", "'v'", BackfillListener.NONE).run(() -> false);
    } catch (BackfillException e) {
      assertThat(e).hasMessageContaining("unfilled rows");
    } finally {
      over.set(true);
      for (Thread writer : writers) {
        writer.join();
      }
    }
    assertThat(failures).isEmpty();
    try (Connection connection = bed.connect()) {
      Backfill.reopen(connection, migration);
    }

    assertThat(bed.backfill(migration, "t", "'v'", BackfillListener.NONE).run(() -> false))
        .isEqualTo(Result.FILLED);

    assertThat(bed.values("SELECT DISTINCT coalesce(c, 'NULL') FROM public.t WHERE n < 1000000"))
        .containsExactly("v");
    assertThat(bed.values("SELECT DISTINCT coalesce(c, 'NULL') FROM public.t WHERE n >= 1000000"))
        .as("what services wrote")
        .containsExactly("own");
  }

  private void write(Random random, AtomicBoolean over, ConcurrentLinkedQueue<Throwable> failures) {
    try (Connection connection = bed.connect();
        Statement statement = connection.createStatement()) {
      while (!over.get()) {
        long id = random.nextInt(3_000);
        long other = random.nextLong(1L << 50);
        String sql =
            switch (random.nextInt(5)) {
              case 0 -> "UPDATE public.t SET id = " + other + " WHERE id = " + id;
              case 1 -> "DELETE FROM public.t WHERE id = " + id;
              case 2 -> "INSERT INTO public.t (id, n) VALUES (" + other + ", 1)";
              case 3 -> "UPDATE public.t SET n = n + 1 WHERE id = " + id;
              default -> "UPDATE public.t SET c = 'own', n = 1000000 WHERE id = " + id;
            };
        statement.execute(sql);
      }
    } catch (SQLException e) {
      failures.add(e);
    }
  }

  @Test
  void aConnectionThatIsAbortedInTheMiddleOfABatchLosesAndRepeatsNothing() throws Exception {
    interrupted(Connection::abort);
  }

  @Test
  void aBackendThatIsEndedInTheMiddleOfABatchLosesAndRepeatsNothing() throws Exception {
    interrupted(
        (connection, executor) ->
            bed.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name = 'trestle-migrator'"));
  }

  private interface Blow {
    void hit(Connection connection, Executor executor) throws SQLException;
  }

  private void interrupted(Blow blow) throws Exception {
    rows(1_000);
    bed.sql(
        """
        CREATE FUNCTION public.linger() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_sleep(1); RETURN NEW; END $$;
        CREATE TRIGGER linger BEFORE UPDATE ON public.t FOR EACH ROW WHEN (OLD.id = 550)
          EXECUTE FUNCTION public.linger()
        """);
    Connection first = bed.connect();
    AtomicInteger connections = new AtomicInteger();
    PGSimpleDataSource counting =
        new PGSimpleDataSource() {
          private static final long serialVersionUID = 1L;

          @Override
          public Connection getConnection() throws SQLException {
            return connections.getAndIncrement() == 0 ? first : bed.dataSource.getConnection();
          }
        };
    Meanwhile listener = new Meanwhile(0, () -> {});
    CompletableFuture<Result> run =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Bed.backfill(
                        counting, migration, "t", "text", "'v'", Bed.SMALL, List.of(), listener)
                    .run(() -> false);
              } catch (BackfillException e) {
                throw new IllegalStateException(e);
              }
            });
    until(
        () ->
            "1"
                .equals(
                    bed.value(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
                            + " AND application_name = 'trestle-migrator'")));
    blow.hit(first, Runnable::run);

    assertThat(run.get()).isEqualTo(Result.FILLED);

    assertThat(connections).hasValue(2);
    assertThat(listener.failures).hasSize(1);
    assertAllFilledOnce(1_000);
  }

  @Test
  void aDatabaseThatCannotBeReachedIsAnErrorWhenItsTimeIsUp() {
    PGSimpleDataSource nowhere = new PGSimpleDataSource();
    nowhere.setUrl("jdbc:postgresql://127.0.0.1:1/none");
    BackfillSettings settings =
        Bed.SMALL.withRetries(
            Duration.ofMillis(1), Duration.ofMillis(10), 3, Duration.ofMillis(100), 3);
    Meanwhile listener = new Meanwhile(0, () -> {});

    assertThatThrownBy(
            () ->
                Bed.backfill(nowhere, migration, "t", "text", "'v'", settings, List.of(), listener)
                    .run(() -> false))
        .isInstanceOf(BackfillException.class)
        .hasMessageContaining("has not been reached");
    assertThat(listener.failures).isNotEmpty().containsOnly("08001");
  }

  @Test
  void aDeadlockWithARivalIsTriedAgain() throws Exception {
    rows(1_000);
    try (Connection rival = bed.connect();
        Statement statement = rival.createStatement()) {
      // The one that waits for longer than its deadlock_timeout is ended: not the rival.
      statement.execute("SET deadlock_timeout = '60s'");
      rival.setAutoCommit(false);
      statement.execute("UPDATE public.t SET name = 'r' WHERE id = 380");
      Meanwhile listener = new Meanwhile(0, () -> {});
      CompletableFuture<Void> rivals =
          CompletableFuture.runAsync(
              () ->
                  Meanwhile.unchecked(
                      () -> {
                        until(
                            () ->
                                bed.number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
                        statement.execute("UPDATE public.t SET name = 'r' WHERE id = 310");
                        rival.commit();
                      }));

      assertThat(bed.backfill(migration, "t", "'v'", listener).run(() -> false))
          .isEqualTo(Result.FILLED);

      rivals.get();
      // More than one where the next try is quicker than the rival that was let through.
      assertThat(listener.failures).isNotEmpty().containsOnly("40P01");
    }
    assertThat(bed.number("SELECT count(*) FROM public.t WHERE c IS NULL")).isZero();
    assertThat(bed.number("SELECT rows_done FROM trestle.progress")).isEqualTo(1_000);
  }

  @Test
  void everyThirdFailureHalvesTheBatch() throws Exception {
    rows(300);
    try (Connection rival = bed.connect();
        Statement statement = rival.createStatement()) {
      rival.setAutoCommit(false);
      statement.execute("SELECT FROM public.t WHERE id = 90 FOR UPDATE");
      List<Integer> sizes = new ArrayList<>();
      List<String> states = new ArrayList<>();
      BackfillListener listener =
          new BackfillListener() {
            @Override
            public void retry(SQLException failure, int failures, int rows) {
              states.add(Objects.requireNonNull(failure.getSQLState()));
              sizes.add(rows);
              if (failures == 7) {
                Meanwhile.unchecked(rival::rollback);
              }
            }
          };

      Bed.backfill(
              bed.dataSource,
              migration,
              "t",
              "text",
              "'v'",
              Bed.SMALL.withTimeouts(Duration.ofMillis(20), Duration.ofSeconds(30)),
              List.of(),
              listener)
          .run(() -> false);

      assertThat(states.subList(0, 3)).containsOnly("55P03");
      assertThat(sizes.subList(0, 3)).containsExactly(100, 100, 50);
      assertThat(bed.number("SELECT rows_done FROM trestle.progress")).isEqualTo(300);
    }
    assertAllFilledOnce(300);
  }

  @Test
  void aLockThatIsNeverReleasedIsAnErrorAfterManyFailures() throws Exception {
    rows(100);
    try (Connection rival = bed.connect();
        Statement statement = rival.createStatement()) {
      rival.setAutoCommit(false);
      statement.execute("LOCK TABLE public.t IN SHARE MODE");

      assertThatThrownBy(
              () ->
                  Bed.backfill(
                          bed.dataSource,
                          migration,
                          "t",
                          "text",
                          "'v'",
                          Bed.SMALL
                              .withTimeouts(Duration.ofMillis(10), Duration.ofSeconds(30))
                              .withRetries(
                                  Duration.ofMillis(1),
                                  Duration.ofMillis(2),
                                  5,
                                  Duration.ofSeconds(1),
                                  3),
                          List.of(),
                          BackfillListener.NONE)
                      .run(() -> false))
          .isInstanceOf(BackfillException.class)
          .hasMessageContaining("given up after 5 failures")
          .hasMessageContaining("55P03");
    }
  }

  @Test
  void aRowThatDoesNotTakeItsValueIsNamedAndWhatIsBeforeItStays() throws Exception {
    bed.sql("CREATE TABLE public.t (id bigint PRIMARY KEY, name text, c varchar(4))");
    bed.sql("INSERT INTO public.t SELECT i, 'n' FROM generate_series(1, 1000) i");
    bed.sql("UPDATE public.t SET name = 'too long' WHERE id IN (777, 790)");
    bed.noteWrites("public.t", "id");

    assertThatThrownBy(() -> named("name"))
        .isInstanceOf(BackfillException.class)
        .hasMessageContaining("row (id = 777) of \"public\".\"t\" cannot be filled")
        .hasMessageContaining("22001");
    assertThat(bed.writes()).isEqualTo("776 of 776");
    assertThat(bed.value("SELECT reason FROM trestle.throttle WHERE brake = 'error'"))
        .contains("(id = 777)");

    bed.sql("ALTER TABLE public.t DISABLE TRIGGER note; UPDATE public.t SET name = 'ok'");
    bed.sql("ALTER TABLE public.t ENABLE TRIGGER note");
    assertThat(named("name")).isEqualTo(Result.FILLED);
    assertAllFilledOnce(1_000);
  }

  @Test
  void aRowWithoutKeyThatDoesNotTakeItsValueIsNamedByItsPlace() throws Exception {
    bed.sql("CREATE TABLE public.t (n numeric, c int)");
    bed.sql("INSERT INTO public.t SELECT i FROM generate_series(1, 1000) i");
    bed.sql("UPDATE public.t SET n = 1e12 WHERE n = 500");
    String place = bed.value("SELECT ctid FROM public.t WHERE n = 1e12");

    assertThatThrownBy(() -> named("n::pg_catalog.int4"))
        .isInstanceOf(BackfillException.class)
        .hasMessageContaining("row (ctid = " + place + ")")
        .hasMessageContaining("22003");
    assertThat(bed.number("SELECT count(*) FROM public.t WHERE c IS NULL")).isPositive();
  }

  private Result named(String value) throws BackfillException {
    return bed.backfill(migration, "t", "varchar(4)", value).run(() -> false);
  }

  @Test
  void aRowWhoseValueIsNullIsNamed() throws Exception {
    rows(300);
    bed.sql("UPDATE public.t SET name = NULL WHERE id IN (150, 160)");

    assertThatThrownBy(() -> named("name"))
        .isInstanceOf(BackfillException.class)
        .hasMessageContaining("the value is NULL for 2 rows")
        .hasMessageContaining("(id = 150)");

    bed.sql("UPDATE public.t SET name = 'x' WHERE name IS NULL");
    assertThat(named("name")).isEqualTo(Result.FILLED);
    assertThat(bed.number("SELECT count(*) FROM public.t WHERE c IS DISTINCT FROM name")).isZero();
  }

  @Test
  void rowsThatATriggerKeepsUnfilledAreNamed() throws Exception {
    rows(300);
    bed.sql(
        """
        CREATE FUNCTION public.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER keep BEFORE UPDATE ON public.t FOR EACH ROW WHEN (OLD.id IN (120, 130))
          EXECUTE FUNCTION public.keep()
        """);

    assertThatThrownBy(() -> named("name"))
        .isInstanceOf(BackfillException.class)
        .hasMessageContaining("after 5 sweeps, such as (id = 120), (id = 130)");
    assertThat(bed.number("SELECT count(*) FROM trestle.progress WHERE finished IS NULL"))
        .isEqualTo(1);
  }

  /** Has what looks at a relation as a whole take a second. */
  private static final class SlowLook extends PGSimpleDataSource {

    private static final long serialVersionUID = 1;

    @Override
    public Connection getConnection() throws SQLException {
      return slow(Connection.class, super.getConnection());
    }

    private static <T> T slow(Class<T> type, T real) {
      return type.cast(
          Proxy.newProxyInstance(
              SlowLook.class.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> {
                if (method.getName().equals("executeQuery")
                    && String.valueOf(arguments[0]).startsWith("SELECT NOT EXISTS (SELECT FROM")) {
                  arguments[0] += " FROM pg_sleep(1)";
                }
                try {
                  Object result = method.invoke(real, arguments);
                  return method.getName().equals("createStatement")
                      ? slow(Statement.class, (Statement) result)
                      : result;
                } catch (InvocationTargetException failure) {
                  throw failure.getCause();
                }
              }));
    }
  }

  @Test
  void whatCannotBeLookedAtAsAWholeIsSwept() throws Exception {
    rows(300);
    PGSimpleDataSource slow = new SlowLook();
    slow.setUrl(bed.dataSource.getUrl());
    slow.setUser(bed.dataSource.getUser());
    BackfillSettings settings =
        Bed.SMALL.withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(500));

    assertThat(
            Bed.backfill(
                    slow,
                    migration,
                    "t",
                    "text",
                    "name",
                    settings,
                    List.of(),
                    BackfillListener.NONE)
                .run(() -> false))
        .isEqualTo(Result.FILLED);

    assertAllFilledOnce(300);
  }

  @Test
  void aFullDiskEndsTheRunWithAMessageAndNothingHalfDone() throws Exception {
    rows(300);
    bed.sql(
        """
        CREATE FUNCTION public.full() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
        END $$;
        CREATE TRIGGER full_disk BEFORE UPDATE ON public.t FOR EACH ROW WHEN (OLD.id = 250)
          EXECUTE FUNCTION public.full()
        """);

    assertThatThrownBy(() -> named("name"))
        .isInstanceOf(BackfillException.class)
        .hasMessageContaining("no room left");
    assertThat(bed.value("SELECT cursor::text || rows_done FROM trestle.progress"))
        .isEqualTo("{200}200");
    assertThat(bed.value("SELECT brake FROM trestle.throttle")).isEqualTo("error");

    bed.sql("DROP TRIGGER full_disk ON public.t");
    assertThat(named("name")).isEqualTo(Result.FILLED);
    assertAllFilledOnce(300);
  }

  @Test
  void withoutRightsItIsAnErrorAtOnce() throws Exception {
    rows(10);
    bed.sql("DROP ROLE IF EXISTS meek; CREATE ROLE meek LOGIN");
    PGSimpleDataSource meek = new PGSimpleDataSource();
    meek.setUrl(bed.dataSource.getUrl());
    meek.setUser("meek");
    Meanwhile listener = new Meanwhile(0, () -> {});

    assertThatThrownBy(
            () ->
                Bed.backfill(meek, migration, "t", "text", "'v'", Bed.SMALL, List.of(), listener)
                    .run(() -> false))
        .isInstanceOf(BackfillException.class)
        .hasMessageContaining("42501");
    assertThat(listener.failures).isEmpty();
  }

  @Test
  void anOperatorsPauseIsWaitedForAndShown() throws Exception {
    rows(500);
    List<@Nullable String> shown = new ArrayList<>();
    AtomicInteger going = new AtomicInteger();
    BackfillListener listener =
        new BackfillListener() {
          @Override
          public void batch(Progress progress) {
            if (progress.rowsDone() == 200) {
              set("paused");
            }
          }

          @Override
          public void waiting(String brake, String reason) {
            Meanwhile.unchecked(
                () ->
                    shown.add(
                        brake
                            + ": "
                            + reason
                            + ", "
                            + bed.value(
                                "SELECT brake || ': ' || reason || ', ' || rows_done"
                                    + " FROM trestle.throttle, trestle.progress")));
            set("running");
          }

          @Override
          public void going() {
            going.incrementAndGet();
          }

          private void set(String state) {
            Meanwhile.unchecked(
                () -> bed.sql("UPDATE trestle.migration SET state = '" + state + "'"));
          }
        };
    Brake pause =
        new Brake() {
          private final PauseBrake brake = new PauseBrake();

          @Override
          public String name() {
            return brake.name();
          }

          @Override
          public String asks() {
            return brake.asks();
          }

          @Override
          public Duration holdsFor() {
            return Duration.ZERO;
          }

          @Override
          public @Nullable String reason(Connection connection, Situation situation)
              throws SQLException {
            return brake.reason(connection, situation);
          }
        };

    assertThat(bed.backfill(migration, "t", "'v'", listener, pause).run(() -> false))
        .isEqualTo(Result.FILLED);

    assertThat(shown)
        .containsExactly("pause: the migration is paused, pause: the migration is paused, 200");
    assertThat(going).hasValue(1);
    assertThat(bed.number("SELECT count(*) FROM trestle.throttle WHERE brake IS NULL"))
        .isEqualTo(1);
    assertAllFilledOnce(500);
  }

  @Test
  void aRunThatWaitsCanBeStopped() throws Exception {
    rows(100);
    bed.sql("UPDATE trestle.migration SET state = 'paused'");
    AtomicBoolean waits = new AtomicBoolean();
    BackfillListener listener =
        new BackfillListener() {
          @Override
          public void waiting(String brake, String reason) {
            waits.set(true);
          }
        };

    assertThat(bed.backfill(migration, "t", "'v'", listener, new PauseBrake()).run(waits::get))
        .isEqualTo(Result.STOPPED);
    assertThat(bed.writes()).isEqualTo("0 of 0");
  }
}
