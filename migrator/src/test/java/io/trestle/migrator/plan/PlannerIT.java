package io.trestle.migrator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trestle.migrator.plan.Plan.Way;
import io.trestle.migrator.plan.PlanOptions.IndexDefinition;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every step of a plan is carried out; what comes of them is what the statement itself gives, and
 * taking them back gives the table as it was.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlannerIT {

  private static final String SCHEMA =
      """
      CREATE SCHEMA shop;
      CREATE DOMAIN shop.positive AS int CHECK (VALUE > 0);
      CREATE TYPE shop.status AS ENUM ('new', 'done');
      CREATE FUNCTION shop.twice(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 * 2';
      CREATE TABLE shop.customers (id int PRIMARY KEY, code text NOT NULL UNIQUE);
      INSERT INTO shop.customers SELECT n, 'c' || n FROM generate_series(0, 20) AS n;
      CREATE TABLE shop.orders (id int PRIMARY KEY, name text COLLATE "C" NOT NULL, amount numeric(8,2),
                                shipped timestamptz, CONSTRAINT orders_state_check CHECK (id >= 0));
      INSERT INTO shop.orders SELECT n, 'name ' || n, n * 1.5, CASE WHEN n % 3 = 0 THEN '2026-01-01'::timestamptz END
        FROM generate_series(1, 20) AS n;
      CREATE TABLE shop.base (id int);
      CREATE TABLE shop.special (name text) INHERITS (shop.base);
      INSERT INTO shop.special VALUES (1, 'a'), (2, NULL);
      CREATE TABLE shop.events (id int, day date NOT NULL, kind text) PARTITION BY RANGE (day);
      CREATE TABLE shop.events_1 PARTITION OF shop.events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
      CREATE TABLE shop.events_2 (day date NOT NULL, id int, kind text);
      ALTER TABLE shop.events ATTACH PARTITION shop.events_2 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
      INSERT INTO shop.events SELECT n, date '2026-01-20' + n, 'k' FROM generate_series(1, 20) AS n;
      """;

  private static final String DATABASE = "walk";

  private final List<TestPostgres> servers = Servers.all();

  @BeforeAll
  void create() throws SQLException {
    for (TestPostgres server : servers) {
      server.createDatabase(DATABASE);
      server.execute("postgres", "ALTER DATABASE " + DATABASE + " SET search_path = shop, public");
    }
  }

  @AfterAll
  void drop() throws SQLException {
    for (TestPostgres server : servers) {
      server.dropDatabase(DATABASE);
    }
  }

  /** A connection to the tables as they are in the beginning. */
  private static Connection fresh(TestPostgres server) throws SQLException {
    Connection connection = server.connect(DATABASE);
    Queries.execute(
        connection, "SET client_min_messages = warning; DROP SCHEMA IF EXISTS shop CASCADE");
    Queries.execute(connection, "DROP PUBLICATION IF EXISTS everything");
    Queries.execute(connection, SCHEMA);
    return connection;
  }

  /** Statements that a plan carries through, and the way it takes; V is the DEFAULT. */
  static Stream<Arguments> constants() {
    return Stream.of(
        Arguments.of("shop.orders", "ADD COLUMN c text NOT NULL DEFAULT 'pending'"),
        Arguments.of("orders", "ADD c bigint DEFAULT 0 NOT NULL"),
        Arguments.of("orders", "ADD \"C d\" varchar(10)[] COLLATE \"C\" NOT NULL DEFAULT '{a,b}'"),
        Arguments.of("orders", "ADD c status NOT NULL DEFAULT 'new'"),
        Arguments.of("orders", "ADD c int NOT NULL DEFAULT twice(21)"),
        Arguments.of("orders", "ADD c timestamptz NOT NULL DEFAULT '2026-01-01 12:00+02'"),
        Arguments.of("orders", "ADD c positive NOT NULL DEFAULT 1"),
        Arguments.of(
            "orders",
            "ADD c int NOT NULL DEFAULT 3 CHECK (c > 0) CONSTRAINT less CHECK (c < 1000 + id)"),
        Arguments.of("orders", "ADD state int NOT NULL DEFAULT 3 CHECK (state > 0)"),
        Arguments.of(
            "orders",
            "ADD c int NOT NULL DEFAULT 7 REFERENCES customers (id) ON DELETE CASCADE DEFERRABLE"),
        Arguments.of("orders", "ADD c int NOT NULL DEFAULT 7 REFERENCES orders"),
        Arguments.of("orders", "ADD c int CONSTRAINT c_is_there NOT NULL DEFAULT 7"),
        Arguments.of(
            "orders",
            "ADD a int NOT NULL DEFAULT 1, ADD b int NOT NULL DEFAULT 2 CHECK (b > a), ADD d text NOT NULL DEFAULT 'x'"),
        Arguments.of(
            "orders",
            "ADD c int NOT NULL DEFAULT 3 CONSTRAINT target CHECK (c > 0)"
                + " CONSTRAINT \"value-c\" CHECK (c > 1) CONSTRAINT filled CHECK (c > 2)"),
        Arguments.of("orders", "ADD c text"),
        Arguments.of("orders", "ADD c int DEFAULT NULL"),
        Arguments.of("orders", "ADD c varchar(9) COLLATE \"C\" DEFAULT 'pending'"),
        Arguments.of("orders", "ADD c int NULL REFERENCES customers (id)"),
        Arguments.of("orders", "ADD c int UNIQUE CHECK (c > 0)"),
        Arguments.of("orders", "ADD a int, ADD b int NOT NULL DEFAULT 2, ADD d text DEFAULT 'x'"),
        Arguments.of("events", "ADD c text CHECK (c <> '')"),
        Arguments.of("special", "ADD c text NOT NULL DEFAULT 'pending'"),
        Arguments.of("events", "ADD c text NOT NULL DEFAULT 'pending' CHECK (c <> '')"));
  }

  @ParameterizedTest
  @MethodSource("constants")
  void aConstantGivesWhatTheStatementGives(String table, String action) throws SQLException {
    for (TestPostgres server : servers) {
      for (PlanOptions options : List.of(PlanOptions.NONE, PlanOptions.NONE.withThreeSteps())) {
        String statement = "ALTER TABLE " + table + " " + action;
        List<String> target = target(server, statement, table);
        try (Connection connection = fresh(server)) {
          List<String> before = Walk.snapshot(connection, table);
          Plan plan = plan(connection, statement, options);
          assertThat(Walk.snapshot(connection, table))
              .as("planning changes nothing")
              .isEqualTo(before);
          boolean fills = action.contains("NOT NULL"); // of others all rows hold V at once
          assertThat(plan.way())
              .isEqualTo(options.threeSteps() && fills ? Way.THREE_STEPS : Way.SHORT);

          assertThat(plan.steps()).extracting(PlanStep::id).doesNotHaveDuplicates();
          Walk walk = new Walk(connection, plan);
          walk.forward();
          assertThat(Walk.snapshot(connection, table)).isEqualTo(target);
          walk.again();
          assertThat(Walk.snapshot(connection, table)).isEqualTo(target);
          walk.back();
          assertThat(Walk.snapshot(connection, table)).isEqualTo(before);
        }
      }
    }
  }

  private List<String> target(TestPostgres server, String statement, String table)
      throws SQLException {
    try (Connection connection = fresh(server)) {
      Queries.execute(connection, statement);
      return Walk.snapshot(connection, table);
    }
  }

  private static Plan plan(Connection connection, String statement, PlanOptions options)
      throws SQLException {
    try {
      return Planner.plan(connection, statement, options);
    } catch (UnplannableException e) {
      throw new AssertionError(e);
    }
  }

  /** Statements whose V is computed from the row; the statement alone could not be run. */
  static Stream<Arguments> derived() {
    return Stream.of(
        Arguments.of(
            "orders",
            "ADD c text NOT NULL",
            "CASE WHEN shipped IS NULL THEN 'pending' ELSE 'shipped' END"),
        Arguments.of("orders", "ADD c varchar(10) COLLATE \"C\" NOT NULL", "upper(name)"),
        Arguments.of("orders", "ADD c int NOT NULL CHECK (c >= 0)", "amount"),
        Arguments.of("orders", "ADD c text NOT NULL UNIQUE DEFERRABLE", "name || id"),
        Arguments.of("orders", "ADD c text NOT NULL REFERENCES customers (code)", "'c' || id"),
        Arguments.of("events", "ADD c int NOT NULL", "twice(id)"));
  }

  @ParameterizedTest
  @MethodSource("derived")
  void aDerivedValueGivesWhatTheStatementGivesAndARowOfItsOwn(
      String table, String action, String value) throws SQLException {
    for (TestPostgres server : servers) {
      String statement = "ALTER TABLE " + table + " " + action;
      List<String> target = derivedTarget(server, statement, table, value);
      try (Connection connection = fresh(server)) {
        List<String> before = Walk.snapshot(connection, table);
        Plan plan = plan(connection, statement, PlanOptions.NONE.withValue(value));
        assertThat(plan.way()).isEqualTo(Way.THREE_STEPS);
        assertThat(plan.columns().get(0).derived()).isTrue();

        Walk walk = new Walk(connection, plan);
        walk.forward();
        walk.again();
        assertThat(withoutTrigger(Walk.snapshot(connection, table))).isEqualTo(target);
        walk.back();
        assertThat(Walk.snapshot(connection, table)).isEqualTo(before);
        assertThat(
                Walk.texts(connection, "SELECT proname FROM pg_proc WHERE proname LIKE 'trestle%'"))
            .isEmpty();
      }
    }
  }

  private static List<String> withoutTrigger(List<String> snapshot) {
    return snapshot.stream().filter(line -> !line.contains("zz_trestle_fill")).toList();
  }

  /** The statement's own result where the rows are filled before it wants them to be. */
  private List<String> derivedTarget(
      TestPostgres server, String statement, String table, String value) throws SQLException {
    try (Connection connection = fresh(server)) {
      String nullable = statement.substring(0, statement.indexOf(" NOT NULL"));
      Queries.execute(connection, nullable);
      Queries.execute(connection, "UPDATE " + table + " SET c = " + value);
      List<String> rows = Walk.texts(connection, "SELECT t::text FROM " + table + " t ORDER BY 1");
      Queries.execute(connection, "ALTER TABLE " + table + " DROP COLUMN c");
      Queries.execute(connection, "TRUNCATE " + table);
      Queries.execute(connection, statement);
      List<String> target = Walk.snapshot(connection, table);
      target.addAll(rows);
      return target;
    }
  }

  @Test
  void theTriggerFillsNewRowsOverTheirOwnCollations() throws SQLException {
    for (TestPostgres server : servers) {
      try (Connection connection = fresh(server)) {
        Plan plan =
            plan(
                connection,
                "ALTER TABLE orders ADD c text NOT NULL",
                PlanOptions.NONE.withValue("CASE WHEN name < 'a' THEN 'low' ELSE 'high' END"));
        new Walk(connection, plan).forward();
        Queries.execute(connection, "INSERT INTO orders (id, name) VALUES (100, 'Z'), (101, 'b')");
        Queries.execute(connection, "INSERT INTO orders (id, name, c) VALUES (102, 'Z', 'own')");

        assertThat(Walk.texts(connection, "SELECT c FROM orders WHERE id >= 100 ORDER BY id"))
            .containsExactly("low", "high", "own");
      }
    }
  }

  @Test
  void aDefaultOfItsOwnComesAfterReadable() throws SQLException {
    for (TestPostgres server : servers) {
      String statement = "ALTER TABLE orders ADD c text NOT NULL DEFAULT 'new'";
      try (Connection connection = fresh(server)) {
        List<String> before = Walk.snapshot(connection, "orders");
        Plan plan = plan(connection, statement, PlanOptions.NONE.withValue("'old'"));
        assertThat(plan.steps())
            .extracting(PlanStep::id)
            .containsSubsequence("add", "publish-readable", "default", "publish-writable");
        assertThat(plan.columns().get(0).defaultValue()).isEqualTo("'new'");

        Walk walk = new Walk(connection, plan);
        walk.until("default");
        Queries.execute(connection, "INSERT INTO orders (id, name) VALUES (100, 'x')");
        walk.forward();
        Queries.execute(connection, "INSERT INTO orders (id, name) VALUES (101, 'x')");
        assertThat(
                Walk.texts(
                    connection, "SELECT c FROM orders WHERE id IN (1, 100, 101) ORDER BY id"))
            .containsExactly("old", "old", "new");
        Queries.execute(connection, "DELETE FROM orders WHERE id >= 100");
        walk.back();
        assertThat(Walk.snapshot(connection, "orders")).isEqualTo(before);
      }
    }
  }

  @Test
  void aValueThatIsTheDefaultInAnotherSpellingIsNoDefaultOfItsOwn() throws SQLException {
    try (Connection connection = fresh(servers.get(1))) {
      Plan plan =
          plan(
              connection,
              "ALTER TABLE orders ADD c numeric(6,2) NOT NULL DEFAULT 1.50",
              PlanOptions.NONE.withValue("1.5"));

      assertThat(plan.columns().get(0).defaultValue()).isNull();
      assertThat(plan.way()).isEqualTo(Way.SHORT);
    }
  }

  @Test
  void aColumnThatIsThereIsCarriedOn() throws SQLException {
    for (TestPostgres server : servers) {
      try (Connection connection = fresh(server)) {
        Queries.execute(
            connection,
            "ALTER TABLE shop.orders ADD c text; UPDATE shop.orders SET c = 'own' WHERE id = 3");
        List<String> before = Walk.snapshot(connection, "orders");
        Plan plan =
            plan(
                connection,
                "ALTER TABLE orders ADD COLUMN IF NOT EXISTS c text NOT NULL DEFAULT 'pending' CHECK (c <> 'x')",
                PlanOptions.NONE);
        assertThat(plan.way()).isEqualTo(Way.THREE_STEPS);
        assertThat(plan.whyWay()).contains("exists already");
        Walk walk = new Walk(connection, plan);
        walk.forward();
        walk.again();
        assertThat(Walk.texts(connection, "SELECT c FROM orders WHERE id IN (3, 4) ORDER BY id"))
            .containsExactly("own", "pending");
        Queries.execute(connection, "UPDATE orders SET c = NULLIF(c, 'own') WHERE false");
        walk.back();
        assertThat(schemaOf(Walk.snapshot(connection, "orders"))).isEqualTo(schemaOf(before));
      }
    }
  }

  private static List<String> schemaOf(List<String> snapshot) {
    return snapshot.stream().filter(line -> !line.startsWith("(")).toList();
  }

  @Test
  void anIndexThatWasBegunIsDroppedAndBuiltAgain() throws SQLException {
    for (TestPostgres server : servers) {
      try (Connection connection = fresh(server)) {
        List<String> before = Walk.snapshot(connection, "orders");
        Plan plan =
            plan(
                connection,
                "ALTER TABLE orders ADD c int NOT NULL UNIQUE",
                PlanOptions.NONE
                    .withValue("id + 0")
                    .withIndex(new IndexDefinition("by_c", "btree", "c DESC, id", "c > 3"))
                    .withIndex(IndexDefinition.on("c")));
        Walk walk = new Walk(connection, plan);
        walk.until("index-orders_c_key");
        Queries.execute(connection, "UPDATE orders SET c = 1 WHERE id = 2");
        assertThat(catchState(() -> walk.step("index-orders_c_key"))).isEqualTo("23505");
        assertThat(
                Walk.texts(
                    connection,
                    "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'orders_c_key'::regclass"))
            .as("an invalid index is left behind")
            .containsExactly("false");
        Queries.execute(connection, "UPDATE orders SET c = 2 WHERE id = 2");
        walk.forward();
        walk.again();

        assertThat(Walk.snapshot(connection, "orders"))
            .contains(
                "CREATE UNIQUE INDEX orders_c_key ON shop.orders USING btree (c) t t t",
                "CREATE INDEX by_c ON shop.orders USING btree (c DESC, id) WHERE (c > 3) t f t",
                "CREATE INDEX orders_c_idx ON shop.orders USING btree (c) t f t");
        walk.back();
        assertThat(Walk.snapshot(connection, "orders")).isEqualTo(before);
      }
    }
  }

  private interface Attempt {
    void run() throws SQLException;
  }

  private static String catchState(Attempt attempt) {
    try {
      attempt.run();
      return "none";
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }

  @Test
  void checksNameTheRowsBeforeAnythingIsChanged() throws SQLException {
    for (TestPostgres server : servers) {
      try (Connection connection = fresh(server)) {
        Queries.execute(
            connection,
            "INSERT INTO shop.orders SELECT n, 'x', n FROM generate_series(1000, 3000) AS n;"
                + " UPDATE shop.orders SET amount = NULL WHERE id = 2900;"
                + " UPDATE shop.orders SET amount = 40000 WHERE id = 2901;"
                + " UPDATE shop.orders SET amount = -5 WHERE id = 2902;"
                + " UPDATE shop.orders SET amount = 5 WHERE id = 2903");
        Plan plan =
            plan(
                connection,
                "ALTER TABLE orders ADD c smallint NOT NULL CHECK (c >= 0)",
                PlanOptions.NONE.withValue("amount"));
        Walk walk = new Walk(connection, plan);

        assertThat(plan.steps().get(0).id()).isEqualTo("check-value-c");
        assertThat(walk.problems(plan.steps().get(0)))
            .containsExactly("id 2900: value is NULL", "id 2901: value does not fit type smallint");
        Queries.execute(connection, "UPDATE orders SET amount = 1 WHERE id IN (2900, 2901)");
        assertThat(walk.problems(plan.steps().get(0))).isEmpty();
        assertThat(plan.steps().get(1).id()).isEqualTo("check-constraint-orders_c_check");
        assertThat(walk.problems(plan.steps().get(1)))
            .containsExactly("id 2902: violates orders_c_check");
      }
    }
  }

  @Test
  void aTableWithoutKeyIsPlannedAndItsRowsAreNamedByPlace() throws SQLException {
    for (TestPostgres server : servers) {
      try (Connection connection = fresh(server)) {
        Plan plan =
            plan(
                connection,
                "ALTER TABLE special ADD c text NOT NULL CHECK (c <> 'B')",
                PlanOptions.NONE.withValue("coalesce(name, 'x')"));
        assertThat(plan.warnings())
            .anyMatch(line -> line.startsWith("shop.special has neither a primary key"));
        Queries.execute(connection, "UPDATE special SET name = 'B' WHERE id = 1");

        assertThat(new Walk(connection, plan).problems(plan.steps().get(1)))
            .containsExactly("table special, place (0,3): violates special_c_check");
      }
    }
  }

  @Test
  void theSessionIsLeftAsItWasAndNamesMeanWhatTheyMeanInIt() throws SQLException {
    TestPostgres server = servers.get(1);
    try (Connection connection = fresh(server)) {
      connection.setAutoCommit(false);
      Queries.execute(connection, "SET timezone = 'Europe/Berlin'; SET datestyle = 'ISO, DMY'");
      connection.commit();
      Plan plan =
          plan(
              connection,
              "ALTER TABLE orders ADD c timestamptz NOT NULL DEFAULT '2026-07-01 12:00+02'",
              PlanOptions.NONE);

      assertThat(plan.columns().get(0).resolvedValue()).isEqualTo("'2026-07-01 10:00:00+00'");
      assertThat(connection.getAutoCommit()).isFalse();
      assertThat(
              Walk.texts(
                  connection,
                  "SELECT concat_ws('|', current_setting('timezone'), current_setting('datestyle'), current_setting('search_path'))"))
          .containsExactly("Europe/Berlin|ISO, DMY|shop, public");
    }
  }

  @Test
  void rulesAreThoseOfThePhase() throws SQLException {
    TestPostgres server = servers.get(1);
    try (Connection connection = fresh(server)) {
      Plan plan =
          plan(
              connection,
              "ALTER TABLE orders ADD c status NOT NULL DEFAULT 'new', ADD d int NOT NULL, ADD e int NOT NULL DEFAULT twice(2)",
              PlanOptions.NONE.withValue("d", "id + 1"));
      List<Rule> rules =
          plan.columns().stream()
              .map(c -> c.toRule(plan.table(), Phase.READABLE, RuleOptions.DEFAULTS))
              .toList();

      assertThat(rules)
          .extracting(Rule::name, Rule::type, Rule::value, Rule::phase, Rule::isDerived)
          .containsExactly(
              tuple("shop.orders.c", "shop.status", "'new'", Phase.READABLE, false),
              tuple("shop.orders.d", "integer", "id + 1", Phase.READABLE, true),
              tuple("shop.orders.e", "integer", "'4'", Phase.READABLE, false));
    }
  }

  @Test
  void thePlanTellsAnOperatorWhatWillBeDone() throws SQLException {
    TestPostgres server = servers.get(1);
    try (Connection connection = fresh(server)) {
      Queries.execute(
          connection,
          "CREATE FUNCTION shop.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.name := NEW.c; RETURN NEW; END';"
              + " CREATE TRIGGER noted BEFORE UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.note();"
              + " ALTER TABLE shop.orders DISABLE TRIGGER noted;"
              + " CREATE TRIGGER touched AFTER UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.note();"
              + " ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY;"
              + " CREATE PUBLICATION everything FOR TABLE shop.orders; ANALYZE shop.orders");
      Plan plan =
          plan(
              connection,
              "ALTER TABLE orders ADD c text NOT NULL",
              PlanOptions.NONE.withValue("upper(name)"));

      assertThat(plan.warnings())
          .anyMatch(line -> line.contains("row-level security"))
          .anyMatch(line -> line.startsWith("the function of trigger touched names c"))
          .anyMatch(line -> line.startsWith("trigger touched fires on UPDATE"))
          .noneMatch(line -> line.contains("noted"))
          .anyMatch(line -> line.startsWith("publication everything has shop.orders"))
          .anyMatch(line -> line.contains("DROP TRIGGER IF EXISTS \"zz_trestle_fill_c\""));
      String text = PlanText.of(plan);
      assertThat(text)
          .contains("+ c text NOT NULL, computed: upper(name)")
          .contains("Way   three-steps: the value of c is computed from the row")
          .containsSubsequence(
              " 1  check-value-c          lock ACCESS SHARE, scans table, some ms\n",
              " 2  publish-absent         waits for all nodes\n",
              " 3  add                    lock ACCESS EXCLUSIVE, some ms\n",
              "      ALTER TABLE \"shop\".\"orders\" ADD COLUMN \"c\" text;\n",
              "backfill               lock ROW EXCLUSIVE, writes rows, some ms\n",
              "not-null-validate      lock SHARE UPDATE EXCLUSIVE, scans table",
              "fence                  waits for all nodes and older snapshots\n",
              "publish-complete");
      assertThat(text).doesNotContain("lock_timeout");
    }
  }

  @Test
  void aTableThatWasNeverAnalyzedHasNoEstimate() throws SQLException {
    TestPostgres server = servers.get(0);
    try (Connection connection = fresh(server)) {
      Plan plan =
          plan(
              connection,
              "ALTER TABLE orders ADD c text NOT NULL DEFAULT 'x'",
              PlanOptions.NONE.withThreeSteps());

      assertThat(plan.steps())
          .filteredOn(step -> step.kind() == PlanStep.Kind.BACKFILL)
          .extracting(PlanStep::expected)
          .containsExactly(-1L);
    }
  }
}
