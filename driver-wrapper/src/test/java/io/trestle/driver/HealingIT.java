package io.trestle.driver;

import static io.trestle.driver.DriverFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The schema changes while statements are prepared. */
class HealingIT {

  private DriverFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new DriverFixture();
    fixture.direct("CREATE TABLE other (a int); INSERT INTO other VALUES (1)");
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  @Test
  void aStalePlanIsPreparedAnewInATransactionToo() throws Exception {
    try (Connection connection = fixture.connect("prepareThreshold=1");
        PreparedStatement all = connection.prepareStatement("SELECT * FROM other")) {
      ask(connection, "SELECT status FROM orders");
      connection.setAutoCommit(false);
      for (int i = 0; i < 3; i++) {
        assertThat(columns(all)).isEqualTo(1);
      }
      connection.commit();
      fixture.direct("ALTER TABLE other ADD b int");

      Eventually.that("the schema is seen to have changed", () -> heals(connection, all));
    }
  }

  private static boolean heals(Connection connection, PreparedStatement all) throws SQLException {
    try {
      connection
          .createStatement()
          .execute("SELECT 1"); // so that it is not the first of its transaction
      return columns(all) == 2;
    } catch (SQLException stale) {
      assertThat(stale.getSQLState()).isEqualTo("0A000");
      return false;
    } finally {
      connection.rollback();
    }
  }

  private static int columns(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.getMetaData().getColumnCount();
    }
  }

  @Test
  void aColumnThatIsDroppedUnseenIsNoError() throws Exception {
    fixture.direct("ALTER TABLE orders ADD status text DEFAULT 'pending'");
    fixture.phase("readable");
    try (Connection connection = fixture.connect();
        PreparedStatement select =
            connection.prepareStatement("SELECT status FROM orders WHERE id = ?")) {
      select.setInt(1, 1);
      assertThat(only(select)).isEqualTo("pending");
      fixture.direct("ALTER TABLE orders DROP status");

      assertThat(only(select)).isEqualTo("pending");
      assertThat(ask(connection, "SELECT status FROM orders WHERE id = 2")).isEqualTo("pending");
    }
  }

  @Test
  void resultsAreReadOnThoughTheirStatementIsPreparedAnew() throws Exception {
    try (Connection connection = fixture.connect();
        PreparedStatement all = connection.prepareStatement("SELECT * FROM other")) {
      ask(connection, "SELECT status FROM orders");
      try (ResultSet rows = all.executeQuery()) {
        fixture.direct("ALTER TABLE other ADD c int");
        Eventually.that("it is prepared anew", () -> all.getMetaData().getColumnCount() == 2);
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(1);
      }
      assertThat(columns(all)).isEqualTo(2);
    }
  }

  @Test
  void aCallIsPreparedAnew() throws Exception {
    fixture.direct("CREATE FUNCTION twice(i int) RETURNS int LANGUAGE sql AS $$ SELECT 2 * i $$");
    try (Connection connection = fixture.connect("prepareThreshold=1");
        CallableStatement call = connection.prepareCall("{? = call twice(?)}")) {
      ask(connection, "SELECT status FROM orders");
      call.registerOutParameter(1, Types.INTEGER);
      call.setInt(2, 4);
      call.execute();
      connection.createStatement().execute("ALTER TABLE other ADD d int");

      call.execute();

      assertThat(call.getInt(1)).isEqualTo(8);
    }
  }

  private static String only(PreparedStatement select) throws SQLException {
    try (ResultSet rows = select.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void ownChangesOfTheSchemaCountFromTheNextStatement() throws Exception {
    try (Connection connection = fixture.connect();
        Statement statement = connection.createStatement()) {
      ask(connection, "SELECT * FROM orders");
      statement.execute("ALTER TABLE orders RENAME customer TO client");
      assertThat(ask(connection, "SELECT t.client FROM (SELECT * FROM orders) t WHERE id = 1"))
          .isEqualTo("ann");
      connection.setAutoCommit(false);
      statement.execute("ALTER TABLE orders RENAME client TO buyer");
      connection.commit();
      assertThat(ask(connection, "SELECT t.buyer FROM (SELECT * FROM orders) t WHERE id = 1"))
          .isEqualTo("ann");
    }
  }

  @Test
  void namesAreFollowedThroughTheSession() throws Exception {
    fixture.direct(
        "CREATE SCHEMA old; CREATE TABLE old.orders (id int, status text);"
            + " INSERT INTO old.orders VALUES (1, 'old')");
    try (Connection connection = fixture.connect()) {
      connection.setSchema("old");
      assertThat(ask(connection, "SELECT status FROM orders WHERE id = 1")).isEqualTo("old");
      connection.setSchema("public");
      assertThat(ask(connection, "SELECT status FROM orders WHERE id = 1")).isEqualTo("pending");
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE TEMPORARY TABLE orders (id int, status text)");
        assertThat(ask(connection, "SELECT count(*) FROM orders")).isEqualTo("0");
        statement.execute("DROP TABLE orders");
        assertThat(ask(connection, "SELECT count(status) FROM orders")).isEqualTo("3");
        connection.setAutoCommit(false);
        statement.execute("SET LOCAL search_path = old");
        assertThat(ask(connection, "SELECT 'a; COMMIT'")).isEqualTo("a; COMMIT");
        assertThat(ask(connection, "SELECT status FROM orders WHERE id = 1")).isEqualTo("old");
        connection.rollback();
        assertThat(ask(connection, "SELECT status FROM orders WHERE id = 1")).isEqualTo("pending");
      }
    }
  }

  @Test
  void statementsPreparedInSqlAreTreated() throws Exception {
    try (Connection connection = fixture.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("PREPARE by_id (int) AS SELECT status FROM orders WHERE id = $1");
      assertThat(ask(connection, "EXECUTE by_id (1)")).isEqualTo("pending");
      statement.execute("DEALLOCATE by_id");
    }
  }
}
