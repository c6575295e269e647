package io.trestle.migrator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a migration makes under names of its own does not meet what others have made. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OwnNamesIT {

  private static final String DATABASE = "own_names";
  private static final String SCHEMA =
      """
      DROP SCHEMA IF EXISTS public CASCADE;
      CREATE SCHEMA public;
      CREATE TABLE order_items (id int PRIMARY KEY, amount int NOT NULL);
      CREATE TABLE "order" (id int PRIMARY KEY, amount int NOT NULL);
      INSERT INTO order_items VALUES (1, 2);
      INSERT INTO "order" VALUES (1, 2);
      """;

  private static final String ITEMS = "ALTER TABLE order_items ADD total int NOT NULL";
  private static final String ORDER = "ALTER TABLE \"order\" ADD items_total int NOT NULL";

  private final TestPostgres server = Servers.all().get(1);

  @BeforeAll
  void create() throws SQLException {
    server.createDatabase(DATABASE);
  }

  @AfterAll
  void drop() throws SQLException {
    server.dropDatabase(DATABASE);
  }

  private Connection fresh() throws SQLException {
    Connection connection = server.connect(DATABASE);
    Queries.execute(connection, "SET client_min_messages = warning");
    Queries.execute(connection, SCHEMA);
    return connection;
  }

  private static void migrate(Connection connection, String statement, String value)
      throws SQLException, UnplannableException {
    new Walk(connection, Planner.plan(connection, statement, PlanOptions.NONE.withValue(value)))
        .forward();
  }

  @Test
  void tablesAndColumnsThatLookTheSameWhenJoinedHaveFunctionsOfTheirOwn() throws Exception {
    try (Connection connection = fresh()) {
      migrate(connection, ITEMS, "amount * 10");
      migrate(connection, ORDER, "amount * 100");
      Queries.execute(connection, "INSERT INTO order_items (id, amount) VALUES (2, 3)");
      Queries.execute(connection, "INSERT INTO \"order\" (id, amount) VALUES (2, 3)");

      assertThat(
              Walk.texts(
                  connection,
                  "SELECT total FROM order_items UNION ALL SELECT items_total FROM \"order\""))
          .containsExactlyInAnyOrder("20", "30", "200", "300");
    }
  }

  private static void assertTaken(Connection connection, String statement, String what) {
    assertThatThrownBy(() -> migrate(connection, statement, "amount"))
        .isInstanceOf(UnplannableException.class)
        .hasMessageContaining(what + ": the name is taken on public.order");
  }

  @Test
  void aNameThatIsTakenOnTheTableIsSaidWhenItIsPlanned() throws Exception {
    try (Connection connection = fresh()) {
      Queries.execute(
          connection,
          "ALTER TABLE order_items ADD CONSTRAINT trestle_not_null_total CHECK (id > 0);"
              + " CREATE TRIGGER zz_trestle_fill_items_total BEFORE UPDATE ON \"order\""
              + " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()");

      assertTaken(connection, ITEMS, "constraint trestle_not_null_total");
      assertTaken(connection, ORDER, "trigger zz_trestle_fill_items_total");

      migrate(connection, "ALTER TABLE \"order\" ADD total int NOT NULL", "amount");
    }
  }

  @Test
  void aNameOfNotNullThatIsTakenIsSaidWhenItIsPlanned() throws Exception {
    try (Connection connection = fresh()) {
      Queries.execute(connection, "ALTER TABLE order_items ADD CONSTRAINT there CHECK (id > 0)");

      assertThatThrownBy(
              () ->
                  Planner.plan(
                      connection,
                      "ALTER TABLE order_items ADD total int CONSTRAINT there NOT NULL DEFAULT 1",
                      PlanOptions.NONE))
          .isInstanceOf(UnplannableException.class)
          .hasMessageContaining("constraint there: the name is taken on public.order_items");
    }
  }

  @Test
  void aNameThatIsTakenOnAPartitionIsSaidWhenItIsPlanned() throws Exception {
    try (Connection connection = fresh()) {
      Queries.execute(
          connection,
          "CREATE TABLE orders (id int, amount int) PARTITION BY LIST (id);"
              + " CREATE TABLE part PARTITION OF orders FOR VALUES IN (1);"
              + " ALTER TABLE part ADD CONSTRAINT trestle_not_null_total CHECK (id > 0)");

      assertTaken(
          connection,
          "ALTER TABLE orders ADD total int NOT NULL",
          "constraint trestle_not_null_total");
    }
  }

  /** A table that is dropped takes its trigger with it, and leaves the function. */
  @Test
  void aFunctionThatAnEarlierMigrationLeftIsNotInTheWay() throws Exception {
    try (Connection connection = fresh()) {
      migrate(connection, ITEMS, "amount * 10");
      Queries.execute(
          connection,
          "DROP TABLE order_items; CREATE TABLE order_items (id int PRIMARY KEY, amount int)");

      migrate(connection, ITEMS, "amount * 100");

      assertThat(
              Walk.texts(
                  connection, "INSERT INTO order_items (id, amount) VALUES (2, 3) RETURNING total"))
          .containsExactly("300");
    }
  }
}
