package io.trestle.migrator.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.migrator.backfill.Backfill.Result;
import io.trestle.migrator.plan.Table;
import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is filled, how it is cut, and how a run ends. */
abstract class BackfillCases {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  Bed bed;
  long migration;

  abstract TestPostgres postgres();

  @BeforeEach
  void make() throws Exception {
    bed = Bed.make(postgres(), "fill" + DATABASES.incrementAndGet());
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

  private Result run(BackfillListener listener, Brake... brakes) throws BackfillException {
    return bed.backfill(migration, "t", "'v'", listener, brakes).run(() -> false);
  }

  private Result run() throws BackfillException {
    return run(BackfillListener.NONE);
  }

  private void assertAllFilledOnce(int rows) throws Exception {
    assertThat(bed.number("SELECT count(*) FROM public.t WHERE c IS NULL")).isZero();
    assertThat(bed.writes()).isEqualTo(rows + " of " + rows);
  }

  @Test
  void unfilledRowsAreFilledOnceAndOthersLeftAlone() throws Exception {
    rows(2_500);
    bed.sql("UPDATE public.t SET c = 'own' WHERE id % 10 = 0; TRUNCATE public.written");

    assertThat(run()).isEqualTo(Result.FILLED);

    assertAllFilledOnce(2_250);
    assertThat(bed.number("SELECT count(*) FROM public.t WHERE c = 'own'")).isEqualTo(250);
    assertThat(
            bed.value(
                "SELECT relation || ' ' || position || ' ' || key::text || ' ' || rows_done || ' '"
                    + " || rows_expected || ' ' || (finished IS NOT NULL) FROM trestle.progress"))
        .isEqualTo("\"public\".\"t\" 0 {id} 2250 2250 true");
    assertThat(Objects.requireNonNull(Progress.read(bed.connect(), migration)))
        .satisfies(
            progress -> {
              assertThat(progress.relation()).isNull();
              assertThat(progress.relationsFilled()).isEqualTo(1);
              assertThat(progress.rowsDone()).isEqualTo(2_250);
              assertThat(progress.rowsPerSecond()).isPositive();
              assertThat(progress.leftTo()).isZero();
              assertThat(progress.brake()).isNull();
            });
  }

  @Test
  void everyStatementHasTimeoutsAndFixedSettingsWhichThePoolDoesNotKeep() throws Exception {
    rows(1);
    bed.dataSource.setApplicationName("pool");
    bed.dataSource.setOptions("-c TimeZone=Asia/Tokyo -c DateStyle=German -c search_path=public");

    run();

    assertThat(bed.value("SELECT to_jsonb(w) - 'relation' FROM public.written w"))
        .isEqualTo(
            "{\"key\": \"1\", \"path\": \"pg_catalog, public, pg_temp\", \"zone\": \"UTC\", \"dates\":"
                + " \"ISO, YMD\", \"application\": \"trestle-migrator\", \"lock_timeout\": \"5s\","
                + " \"statement_timeout\": \"30s\"}");

    Connection connection = bed.connect();
    Session.open(new OneConnection(connection), Bed.SMALL).close();
    assertThat(OneConnection.show(connection, "lock_timeout")).isEqualTo("0");
    assertThat(OneConnection.show(connection, "enable_seqscan")).isEqualTo("on");
    connection.close();
  }

  @Test
  void severalColumnsAreFilledTogether() throws Exception {
    rows(300);
    bed.sql("ALTER TABLE public.t ADD d int; UPDATE public.t SET d = 7 WHERE id < 100");
    bed.sql("UPDATE public.t SET c = 'own' WHERE id < 50; TRUNCATE public.written");

    new Backfill(
            bed.dataSource,
            migration,
            new Table("public", "t"),
            List.of(Bed.column("c", "text", "'v'"), Bed.column("d", "integer", "1")),
            Bed.SMALL,
            List.of(),
            BackfillListener.NONE,
            connection -> {})
        .run(() -> false);

    assertThat(
            bed.values("SELECT c || d || ' ' || count(*) FROM public.t GROUP BY c, d ORDER BY 1"))
        .containsExactly("own7 49", "v1 201", "v7 50");
    assertThat(bed.writes()).isEqualTo("251 of 251");
  }

  @Test
  void aDerivedValueIsComputedFromItsRow() throws Exception {
    rows(300);
    bed.sql("ALTER TABLE public.t ADD doc jsonb; UPDATE public.t SET doc = '{\"a?\": 1}'");
    bed.sql("TRUNCATE public.written");

    bed.backfill(
            migration,
            "t",
            "text",
            "CASE WHEN doc OPERATOR(pg_catalog.?) 'a?' THEN pg_catalog.upper(name) END")
        .run(() -> false);

    assertAllFilledOnce(300);
    assertThat(bed.number("SELECT count(*) FROM public.t WHERE c = upper(name)")).isEqualTo(300);
  }

  /** Each type's values go through text and back, one row a batch, in the order of its index. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "double precision; '-Infinity', '-0.1', '1e-300', '0.30000000000000004', 'Infinity', 'NaN'",
        "real; '-Infinity', '1.1', '3.4e38', 'NaN'",
        "numeric(30,10); '-1', '0.0000000001', '1234567890.0987654321', 'NaN'",
        "timestamptz; '-infinity', '0044-03-15 12:00:00.000001+00 BC', '2020-01-01', 'infinity'",
        "date; '-infinity', '4713-01-01 BC', '2024-02-29', 'infinity'",
        "interval; '-1 year', '1 mon -2 days 03:04:05.000006', '90 days'",
        "uuid; '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'",
        "bytea; '', '\\x00', '\\x5c27', '\\xff'",
        "char(5); '', 'a', 'a b', 'zzzzz'",
        "bit(3); '000', '011', '111'",
        "\"char\"; 'a', 'b', '~'",
        "boolean; 'f', 't'",
        "int[]; '{}', '{1,NULL}', '{1,2}'",
        "int4range; 'empty', '(,)', '[1,4)', '[2,)'",
        "inet; '10.0.0.1', '10.0.0.0/8', '::1'",
        "public.mood; 'sad', 'ok', 'happy'",
        "public.short; 'a', 'b'",
        "money; '-1.50', '0', '1234567.89'",
        "text; '', ' ', 'a''b', 'a\"b\\c', 'NULL', 'é', 'Z', '{x,y}', 'zz'",
        "text COLLATE \"C\"; '', 'Z', 'a', 'zz', 'é'",
        "varchar(3) COLLATE \"POSIX\"; 'B', 'a', 'ab', 'é'"
      })
  void keysOfAnyTypeGoThroughTextAndBack(String type, String values) throws Exception {
    bed.sql("CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'happy')");
    bed.sql("CREATE DOMAIN public.short AS text COLLATE \"C\" CHECK (length(VALUE) < 3)");
    bed.sql("CREATE TABLE public.t (k " + type + " PRIMARY KEY, c text)");
    for (String value : values.split(", ")) {
      bed.sql("INSERT INTO public.t VALUES (" + value + ")");
    }
    long count = bed.number("SELECT count(*) FROM public.t");
    bed.noteWrites("public.t", "k");

    Bed.backfill(
            bed.dataSource,
            migration,
            "t",
            "text",
            "'v'",
            Bed.SMALL.withRows(1, 1, 1),
            List.of(),
            BackfillListener.NONE)
        .run(() -> false);

    assertAllFilledOnce((int) count);
    assertThat(bed.number("SELECT rows_done FROM trestle.progress")).isEqualTo(count);
  }

  @Test
  void compositeKeysAreGoneOverInTheirOrder() throws Exception {
    bed.sql(
        """
        CREATE TABLE public.t (a int, b text COLLATE "C", d timestamptz, n int, c text,
          PRIMARY KEY (a, b, d));
        INSERT INTO public.t SELECT i % 7, chr(65 + i % 50), '2020-01-01'::timestamptz
          + i * interval '1 hour', i FROM generate_series(1, 1500) i
        """);
    bed.noteWrites("public.t", "n");

    run();

    assertAllFilledOnce(1_500);
    assertThat(bed.value("SELECT key::text FROM trestle.progress")).isEqualTo("{a,b,d}");
  }

  @Test
  void aUniqueIndexOverColumnsThatAreNotNullIsAKeyInItsOwnCollationAndDirection() throws Exception {
    bed.sql(
        """
        CREATE TABLE public.t (k text NOT NULL, n int NOT NULL, loose int UNIQUE, c text);
        CREATE UNIQUE INDEX ON public.t (k COLLATE "C" DESC, n DESC);
        INSERT INTO public.t SELECT chr(65 + i % 60) || i % 3, i, i FROM generate_series(1, 900) i
        """);
    bed.noteWrites("public.t", "n");

    run();

    assertAllFilledOnce(900);
    assertThat(bed.value("SELECT key::text FROM trestle.progress")).isEqualTo("{k,n}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "CREATE UNIQUE INDEX ON public.t (n) WHERE n > 0",
        "CREATE UNIQUE INDEX ON public.t ((n + 1))",
        "CREATE UNIQUE INDEX ON public.t (name text_pattern_ops)",
        "CREATE UNIQUE INDEX ON public.t (n, name DESC)",
        "CREATE UNIQUE INDEX ON public.t (n NULLS FIRST)",
        "ALTER TABLE public.t ADD UNIQUE (n) DEFERRABLE",
        "CREATE UNIQUE INDEX ON public.t (nullable)"
      })
  void anIndexThatIsNoKeyIsNotTakenForOne(String index) throws Exception {
    bed.sql(
        "CREATE TABLE public.t (n int NOT NULL, name text NOT NULL, nullable int, c text);"
            + " INSERT INTO public.t SELECT i, i::text FROM generate_series(1, 500) i; "
            + index);
    bed.noteWrites("public.t", "n");

    run();

    assertAllFilledOnce(500);
    assertThat(bed.value("SELECT key::text FROM trestle.progress")).isEqualTo("{ctid}");
  }

  @Test
  void aTableWithoutKeyIsCutByBlocks() throws Exception {
    bed.sql("CREATE TABLE public.t (n int, fat text, c text)");
    bed.sql("INSERT INTO public.t SELECT i, repeat('x', 500) FROM generate_series(1, 3000) i");
    bed.sql("DELETE FROM public.t WHERE n % 5 = 0");
    bed.noteWrites("public.t", "n");
    List<Long> done = new ArrayList<>();

    run(
        new BackfillListener() {
          @Override
          public void batch(Progress progress) {
            done.add(progress.rowsDone());
          }
        });

    assertAllFilledOnce(2_400);
    assertThat(done).hasSizeGreaterThan(10).isSorted().endsWith(2_400L);
  }

  @Test
  void partitionsAndTheirPartitionsAreFilledOneByOne() throws Exception {
    bed.sql(
        """
        CREATE TABLE public.t (id int, r text, c text) PARTITION BY LIST (r);
        CREATE TABLE public.t_a PARTITION OF public.t (PRIMARY KEY (id)) FOR VALUES IN ('a');
        CREATE TABLE public.t_b PARTITION OF public.t FOR VALUES IN ('b') PARTITION BY RANGE (id);
        CREATE TABLE public."t_B 1" PARTITION OF public.t_b FOR VALUES FROM (0) TO (500);
        CREATE TABLE public.t_b2 PARTITION OF public.t_b FOR VALUES FROM (500) TO (5000);
        CREATE TABLE public.t_empty PARTITION OF public.t FOR VALUES IN ('z');
        INSERT INTO public.t SELECT i, CASE WHEN i % 3 = 0 THEN 'a' ELSE 'b' END
          FROM generate_series(1, 1500) i
        """);
    bed.noteWrites("public.t", "id");

    assertThat(run()).isEqualTo(Result.FILLED);

    assertAllFilledOnce(1_500);
    assertThat(
            bed.values(
                "SELECT relation || key::text || rows_done || '/' || rows_expected"
                    + " FROM trestle.progress WHERE finished IS NOT NULL ORDER BY position"))
        .containsExactlyInAnyOrder(
            "\"public\".\"t_B 1\"{ctid}333/333",
            "\"public\".\"t_a\"{id}500/500",
            "\"public\".\"t_b2\"{ctid}667/667",
            "\"public\".\"t_empty\"{ctid}0/0");
  }

  @Test
  void aPartitionThatIsAttachedMeanwhileIsFilledAndOneThatIsDroppedIsNotMissed() throws Exception {
    bed.sql(
        """
        CREATE TABLE public.t (id int PRIMARY KEY, c text) PARTITION BY RANGE (id);
        CREATE TABLE public.t1 PARTITION OF public.t FOR VALUES FROM (0) TO (1000);
        CREATE TABLE public.t2 PARTITION OF public.t FOR VALUES FROM (1000) TO (2000);
        INSERT INTO public.t SELECT generate_series(1, 1500)
        """);
    bed.noteWrites("public.t", "id");
    AtomicInteger batches = new AtomicInteger();

    Result result =
        run(
            new BackfillListener() {
              @Override
              public void batch(Progress progress) {
                if (batches.incrementAndGet() == 3) {
                  quietly(
                      "DROP TABLE public.t2;"
                          + " CREATE TABLE public.a PARTITION OF public.t"
                          + " FOR VALUES FROM (3000) TO (4000);"
                          + " INSERT INTO public.t SELECT generate_series(3001, 3250)");
                }
              }
            });

    assertThat(result).isEqualTo(Result.FILLED);
    assertAllFilledOnce(999 + 250);
  }

  @Test
  void childrenAreFilledToo() throws Exception {
    bed.sql(
        """
        CREATE TABLE public.t (id int PRIMARY KEY, c text);
        CREATE TABLE public.child (extra int, PRIMARY KEY (id)) INHERITS (public.t);
        CREATE TABLE public.grandchild () INHERITS (public.child);
        INSERT INTO public.t SELECT generate_series(1, 300);
        INSERT INTO public.child SELECT generate_series(301, 600);
        INSERT INTO public.grandchild SELECT generate_series(601, 700)
        """);
    for (String table : List.of("t", "child", "grandchild")) {
      bed.noteWrites("public." + table, "id");
    }

    run();

    assertAllFilledOnce(700);
    assertThat(bed.number("SELECT count(*) FROM trestle.progress")).isEqualTo(3);
  }

  @Test
  void aForeignPartitionIsRefused() throws Exception {
    bed.sql(
        """
        CREATE FOREIGN DATA WRAPPER nobody;
        CREATE SERVER nowhere FOREIGN DATA WRAPPER nobody;
        CREATE TABLE public.t (id int, c text) PARTITION BY LIST (id);
        CREATE FOREIGN TABLE public.far PARTITION OF public.t FOR VALUES IN (1) SERVER nowhere
        """);

    assertThatThrownBy(this::run)
        .isInstanceOf(BackfillException.class)
        .hasMessageContaining("\"public\".\"far\"")
        .hasMessageContaining("no ordinary table");
  }

  @Test
  void aTableThatIsNotThereIsAnError() throws Exception {
    assertThatThrownBy(this::run)
        .isInstanceOf(BackfillException.class)
        .hasMessage("there is no table \"public\".\"t\"");
    assertThat(bed.value("SELECT brake || ': ' || reason FROM trestle.throttle"))
        .isEqualTo("error: there is no table \"public\".\"t\"");
  }

  @Test
  void aStoppedRunGoesOnWhereItEnded() throws Exception {
    rows(1_000);
    AtomicInteger batches = new AtomicInteger();
    BackfillListener counting =
        new BackfillListener() {
          @Override
          public void batch(Progress progress) {
            batches.incrementAndGet();
          }
        };

    Result first = bed.backfill(migration, "t", "'v'", counting).run(() -> batches.get() == 4);

    assertThat(first).isEqualTo(Result.STOPPED);
    assertThat(bed.writes()).isEqualTo("400 of 400");
    assertThat(bed.value("SELECT cursor::text FROM trestle.progress")).isEqualTo("{400}");

    assertThat(run(counting)).isEqualTo(Result.FILLED);
    assertThat(batches).hasValue(10);
    assertAllFilledOnce(1_000);
  }

  @Test
  void aFinishedRunIsOverAtOnceUnlessItIsReopened() throws Exception {
    rows(100);
    run();
    bed.sql("INSERT INTO public.t (id) VALUES (500)");

    assertThat(run()).isEqualTo(Result.FILLED);
    assertThat(bed.number("SELECT count(*) FROM public.t WHERE c IS NULL")).isEqualTo(1);

    try (Connection connection = bed.connect()) {
      Backfill.reopen(connection, migration);
    }
    assertThat(run()).isEqualTo(Result.FILLED);
    assertAllFilledOnce(101);
    assertThat(bed.number("SELECT rows_done FROM trestle.progress")).isEqualTo(101);
  }

  @Test
  void anotherKeyThanBeforeBeginsAnew() throws Exception {
    rows(500);
    AtomicInteger batches = new AtomicInteger();
    BackfillListener counting =
        new BackfillListener() {
          @Override
          public void batch(Progress progress) {
            batches.incrementAndGet();
          }
        };
    bed.backfill(migration, "t", "'v'", counting).run(() -> batches.get() == 2);
    long before = bed.number("SELECT count(*) FROM public.written");
    bed.sql(
        "ALTER TABLE public.t DROP CONSTRAINT t_pkey; ALTER TABLE public.t ADD PRIMARY KEY (name)");

    assertThat(run()).isEqualTo(Result.FILLED);

    assertThat(before).isEqualTo(200);
    assertAllFilledOnce(500);
    assertThat(bed.value("SELECT key::text || rows_done FROM trestle.progress"))
        .isEqualTo("{name}500");
  }

  @Test
  void batchesGoByTheIndexAndByRangesOfBlocks() throws Exception {
    bed.sql(
        """
        CREATE TABLE public.t (a int, b text, c text, PRIMARY KEY (a, b));
        INSERT INTO public.t SELECT i / 10, 'k' || i FROM generate_series(1, 100000) i;
        CREATE TABLE public.u AS SELECT a, b, c FROM public.t;
        ANALYZE
        """);
    try (Session session = Session.open(bed.dataSource, Bed.SMALL)) {
      Connection connection = session.connection();
      KeyCut keyed = new KeyCut(fill(connection, "t"));
      Range range = new Range(List.of("5000", "k50007"), List.of("9999", "k99999"), 50_000);
      assertThat(plan(connection, keyed.filling(range, 1_000)))
          .contains("Index")
          .doesNotContain("Seq Scan on t", "Sort Key: t", "Bitmap");
      assertThat(plan(connection, keyed.filling(new Range(null, range.upper(), 9), 1_000)))
          .contains("Index")
          .doesNotContain("Seq Scan on t", "Sort Key: t", "Bitmap");

      BlockCut blocks = new BlockCut(fill(connection, "u"), 100);
      assertThat(plan(connection, blocks.filling(new Range(null, List.of("500"), 9), 10)))
          .contains("Tid Range Scan on u")
          .doesNotContain("Seq Scan on u");
    }
  }

  private Fill fill(Connection connection, String table) throws Exception {
    Relation relation = Relations.of(connection, new Table("public", table), Set.of()).get(0);
    return new Fill(migration, relation, List.of(Bed.column("c", "text", "'v'")));
  }

  private static String plan(Connection connection, Sql sql) throws Exception {
    StringBuilder plan = new StringBuilder();
    try (PreparedStatement statement = sql.appendTo(new Sql().add("EXPLAIN ")).prepare(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        plan.append(row.getString(1)).append('\n');
      }
    }
    return plan.toString();
  }

  void quietly(String sql) {
    try {
      bed.sql(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
