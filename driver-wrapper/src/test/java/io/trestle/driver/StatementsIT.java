package io.trestle.driver;

import static io.trestle.driver.DriverFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.BatchUpdateException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** Statements through the driver, while the column is not there. */
class StatementsIT {

  private DriverFixture fixture;
  private Connection connection;

  @BeforeEach
  void connect() throws Exception {
    fixture = new DriverFixture();
    connection = fixture.connect();
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    fixture.close();
  }

  @Test
  void aColumnThatIsNotThereIsRead() throws Exception {
    assertThat(ask(connection, "SELECT status FROM orders WHERE id = 1")).isEqualTo("pending");
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM orders WHERE id = 2")) {
      rows.next();
      assertThat(rows.getString("status")).isEqualTo("pending");
      assertThat(rows.getMetaData().getColumnCount()).isEqualTo(3);
      assertThat(rows.getStatement()).isSameAs(statement);
    }
  }

  @Test
  void parametersKeepTheirNumbersWhereOneIsDropped() throws Exception {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO orders (id, status, customer) VALUES (?, ?, ?)")) {
      ParameterMetaData parameters = insert.getParameterMetaData();
      assertThat(parameters.getParameterCount()).isEqualTo(3);
      assertThat(parameters.getParameterTypeName(2)).isEqualTo("text");
      assertThat(parameters.getParameterTypeName(3)).isEqualTo("text");
      insert.setInt(1, 10);
      insert.setString(2, "pending");
      insert.setString(3, "dan");
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
    assertThat(ask(connection, "SELECT customer || status FROM orders WHERE id = 10"))
        .isEqualTo("danpending");
  }

  @Test
  void aClosedStatementIsClosedAndNothingElse() throws Exception {
    connection.setAutoCommit(false);
    Statement statement = connection.createStatement();
    PreparedStatement update =
        connection.prepareStatement("UPDATE orders SET status = ? WHERE id = ?");
    statement.close();
    update.setString(1, "pending");
    update.close();

    assertThatThrownBy(() -> statement.execute("UPDATE orders SET status = 'shipped'"))
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isEqualTo("55000");
    assertThatThrownBy(update::executeUpdate)
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isEqualTo("55000");
    assertThat(ask(connection, "SELECT status FROM orders WHERE id = 1")).isEqualTo("pending");
  }

  @Test
  void aHeldWriteIsRejectedAndAbortsTheTransaction() throws Exception {
    connection.setAutoCommit(false);
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE orders SET status = ? WHERE id = ?")) {
      update.setString(1, "shipped");
      update.setInt(2, 1);
      assertThatThrownBy(update::executeUpdate)
          .isInstanceOf(PSQLException.class)
          .extracting(failure -> ((SQLException) failure).getSQLState())
          .isEqualTo("TR002");
    }
    assertThatThrownBy(() -> ask(connection, "SELECT 1"))
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isEqualTo("25P02");
    connection.rollback();
    assertThat(ask(connection, "SELECT status FROM orders WHERE id = 1")).isEqualTo("pending");
  }

  @Test
  void aParameterThatWasNeverSetIsNamedAsTheDriverNamesIt() throws Exception {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE orders SET customer = ?, status = ? WHERE id = 1")) {
      update.setString(1, "dan");
      assertThatThrownBy(update::executeUpdate)
          .hasMessage("No value specified for parameter 2.")
          .extracting(failure -> ((SQLException) failure).getSQLState())
          .isEqualTo("22023");
    }
  }

  @Test
  void aDiscardedWriteGivesAWarning() throws Exception {
    fixture.phase("absent", "discard");
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE orders SET status = ? WHERE id = ?")) {
      update.setString(1, "shipped");
      update.setInt(2, 1);
      Eventually.that("the rules are read", () -> discards(update));
      assertThat(update.executeUpdate()).isEqualTo(1);
      assertThat(update.getWarnings().getSQLState()).isEqualTo("TR010");
      update.clearWarnings();
      assertThat((Object) update.getWarnings()).isNull();
    }
  }

  private static boolean discards(PreparedStatement update) throws SQLException {
    try {
      update.executeUpdate();
      return update.getWarnings() != null;
    } catch (SQLException held) {
      assertThat(held.getSQLState()).isEqualTo("TR002");
      return false;
    }
  }

  @Test
  void batchesAreTreatedRowByRow() throws Exception {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO orders (customer, status) VALUES (?, ?)")) {
      for (String customer : new String[] {"dan", "eve"}) {
        insert.setString(1, customer);
        insert.setString(2, "pending");
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).containsExactly(1, 1);
      insert.setString(2, "pending");
      insert.addBatch();
      insert.setString(2, "shipped");
      insert.addBatch();
      assertThatThrownBy(insert::executeBatch)
          .isInstanceOf(BatchUpdateException.class)
          .extracting(failure -> ((SQLException) failure).getSQLState())
          .isEqualTo("TR002");
    }
    assertThat(ask(connection, "SELECT count(*) FROM orders")).isEqualTo("5");
    try (Statement statement = connection.createStatement()) {
      statement.addBatch("UPDATE orders SET status = 'pending' WHERE id = 1");
      statement.addBatch("DELETE FROM orders WHERE status = 'pending' AND id = 2");
      assertThat(statement.executeBatch()).containsExactly(1, 1);
    }
  }

  @Test
  void generatedKeysHaveTheColumn() throws Exception {
    String insert = "INSERT INTO orders (customer, status) VALUES (?, 'pending')";
    try (PreparedStatement all =
            connection.prepareStatement(insert, Statement.RETURN_GENERATED_KEYS);
        PreparedStatement some =
            connection.prepareStatement(insert, new String[] {"status", "id"})) {
      all.setString(1, "dan");
      all.executeUpdate();
      try (ResultSet keys = all.getGeneratedKeys()) {
        keys.next();
        assertThat(keys.getInt("id")).isEqualTo(4);
        assertThat(keys.getString(3)).isEqualTo("pending");
        assertThat(keys.getStatement()).isSameAs(all);
      }
      some.setString(1, "eve");
      some.executeUpdate();
      try (ResultSet keys = some.getGeneratedKeys()) {
        keys.next();
        assertThat(keys.getString(1)).isEqualTo("pending");
        assertThat(keys.getInt(2)).isEqualTo(5);
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO orders (customer) VALUES ('fay')", new String[] {"status"});
      try (ResultSet keys = statement.getGeneratedKeys()) {
        keys.next();
        assertThat(keys.getString("status")).isEqualTo("pending");
      }
    }
  }

  @Test
  void operatorsAndEscapesGoWithParameters() throws Exception {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT '{\"a\": 1}'::jsonb ?? 'a', {fn ucase(status)}, '?' FROM orders WHERE id = ?")) {
      select.setInt(1, 1);
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        assertThat(rows.getBoolean(1)).isTrue();
        assertThat(rows.getString(2)).isEqualTo("PENDING");
        assertThat(rows.getString(3)).isEqualTo("?");
      }
    }
  }

  @Test
  void allColumnsButTheKeyAreSetWhereSeveralAreNotThereYet() throws Exception {
    fixture.alsoUnderMigration("note");
    try (Connection twoRules = fixture.connect();
        PreparedStatement update =
            twoRules.prepareStatement(
                "UPDATE orders SET customer = ?, status = ?, note = ? WHERE id = ?")) {
      Eventually.that(
          "the second rule is in force", () -> knows(twoRules, "SELECT note FROM orders"));
      update.setString(1, "anna");
      update.setString(2, "pending");
      update.setString(3, "pending");
      update.setInt(4, 1);
      assertThat(update.executeUpdate()).isEqualTo(1);
      assertThat(ask(twoRules, "SELECT customer || status || note FROM orders WHERE id = 1"))
          .isEqualTo("annapendingpending");
      for (int column : new int[] {2, 3}) {
        update.setString(2, "pending");
        update.setString(3, "pending");
        update.setString(column, null);
        assertThatThrownBy(update::executeUpdate)
            .isInstanceOf(SQLException.class)
            .extracting(thrown -> ((SQLException) thrown).getSQLState())
            .isEqualTo("23502");
      }
      update.setInt(4, 99);
      assertThat(update.executeUpdate()).isZero();
    }
  }

  private static boolean knows(Connection connection, String sql) {
    try {
      ask(connection, sql);
      return true;
    } catch (SQLException notYet) {
      return false;
    }
  }

  @Test
  void severalStatementsInOneTextAreTreatedOneByOne() throws Exception {
    try (PreparedStatement both =
        connection.prepareStatement(
            "UPDATE orders SET customer = ? WHERE status = ?;"
                + " SELECT customer, status FROM orders WHERE id = ?")) {
      both.setString(1, "zoe");
      both.setString(2, "pending");
      both.setInt(3, 2);
      assertThat(both.execute()).isFalse();
      assertThat(both.getUpdateCount()).isEqualTo(3);
      assertThat(both.getMoreResults()).isTrue();
      try (ResultSet rows = both.getResultSet()) {
        rows.next();
        assertThat(rows.getString(1) + rows.getString(2)).isEqualTo("zoepending");
      }
    }
  }

  @Test
  void errorsHaveTheirPlaceInTheServicesText() throws Exception {
    String sql = "SELECT status, nothing FROM orders WHERE id = ?";
    int wanted = sql.indexOf("nothing") + 1;

    assertThat(position(connection, sql)).isEqualTo(wanted);
  }

  private static int position(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, 1);
      statement.executeQuery();
      throw new AssertionError("no error");
    } catch (PSQLException failure) {
      assertThat(failure.getSQLState()).isEqualTo("42703");
      return failure.getServerErrorMessage().getPosition();
    }
  }

  @Test
  void aPreparedStatementGoesOnThroughAllPhasesWithItsParameters() throws Exception {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT status FROM orders WHERE id = ?");
        PreparedStatement update =
            connection.prepareStatement("UPDATE orders SET status = ? WHERE id = ?")) {
      select.setInt(1, 1);
      update.setString(1, "shipped");
      update.setInt(2, 2);
      for (int i = 0; i < 7; i++) {
        assertThat(only(select)).isEqualTo("pending");
      }
      fixture.direct("ALTER TABLE orders ADD COLUMN status text DEFAULT 'pending'");
      fixture.direct("UPDATE orders SET status = NULL");
      fixture.phase("readable");
      assertThat(only(select)).isEqualTo("pending");
      fixture.phase("writable");
      Eventually.that("the phase is known", () -> writes(update));
      assertThat(ask(connection, "SELECT status FROM orders WHERE id = 2")).isEqualTo("shipped");
      assertThat(only(select)).isEqualTo("pending");
    }
  }

  private static boolean writes(PreparedStatement update) throws SQLException {
    try {
      return update.executeUpdate() == 1;
    } catch (SQLException held) {
      assertThat(held.getSQLState()).isEqualTo("TR002");
      return false;
    }
  }

  private static String only(PreparedStatement select) throws SQLException {
    try (ResultSet rows = select.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void aStatementThatIsNoCallMayBePreparedAsOne() throws Exception {
    try (CallableStatement select =
        connection.prepareCall("SELECT status FROM orders WHERE customer = ? AND status = ?")) {
      select.setString(1, "ann");
      select.setString(2, "pending");
      assertThat(only(select)).isEqualTo("pending");
      select.setString(2, "shipped");
      assertThat(select.executeQuery().next()).isFalse();
    }
  }

  @Test
  void aCallThatConcernsTheRuleIsRefused() throws Exception {
    try (CallableStatement call =
        connection.prepareCall("{? = call count((SELECT status FROM orders))}")) {
      call.registerOutParameter(1, Types.BIGINT);
      assertThatThrownBy(call::execute)
          .extracting(failure -> ((SQLException) failure).getSQLState())
          .isEqualTo("TR007");
    }
    try (CallableStatement call =
        connection.prepareCall("CALL nothing((SELECT status FROM orders LIMIT 1))")) {
      assertThatThrownBy(call::execute)
          .extracting(failure -> ((SQLException) failure).getSQLState())
          .isEqualTo("TR007");
    }
  }

  @Test
  void anUpdatableResultSetOfTheTableIsNotUpdated() throws Exception {
    try (Statement statement =
            connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE);
        ResultSet rows = statement.executeQuery("SELECT id, customer FROM orders")) {
      rows.next();
      rows.updateString("customer", "zed");
      assertThatThrownBy(rows::updateRow)
          .extracting(failure -> ((SQLException) failure).getSQLState())
          .isEqualTo("TR007");
    }
  }

  @Test
  void aRowIsNotReadAgainBehindTheRule() throws Exception {
    fixture.direct("ALTER TABLE orders ADD COLUMN status text DEFAULT 'pending'");
    fixture.direct("UPDATE orders SET status = NULL");
    fixture.phase("readable");
    try (Connection other = fixture.connect();
        Statement statement =
            other.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
      Eventually.that("the phase is known", () -> cannotRefresh(statement));
    }
  }

  private static boolean cannotRefresh(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT id, customer, status FROM orders")) {
      rows.next();
      rows.refreshRow();
      assertThat(rows.getString("status")).isEqualTo("pending");
      return false;
    } catch (SQLException refused) {
      return "TR007".equals(refused.getSQLState());
    }
  }
}
