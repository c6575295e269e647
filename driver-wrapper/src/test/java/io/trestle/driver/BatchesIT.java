package io.trestle.driver;

import static io.trestle.driver.DriverFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches that are refused, and batches in whose middle the rules change. */
class BatchesIT {

  private static final String INSERT = "INSERT INTO orders (customer, status) VALUES (?, ?)";

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

  private static void add(PreparedStatement insert, String customer, String status)
      throws SQLException {
    insert.setString(1, customer);
    insert.setString(2, status);
    insert.addBatch();
  }

  @Test
  void rowsThatWereRefusedAreNotExecutedWithTheNext() throws Exception {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      add(insert, "dan", "shipped");
      assertThatThrownBy(insert::executeBatch).isInstanceOf(SQLException.class);
      add(insert, "eve", "pending");

      assertThat(insert.executeBatch()).containsExactly(1);

      assertThat(ask(connection, "SELECT string_agg(customer, ',' ORDER BY id) FROM orders"))
          .isEqualTo("ann,bob,cid,eve");
    }
  }

  @Test
  void textsThatWereRefusedAreNotExecutedWithTheNext() throws Exception {
    try (Statement texts = connection.createStatement()) {
      texts.addBatch("UPDATE orders SET customer = 'x'");
      texts.addBatch("UPDATE orders SET status = 'shipped'");
      assertThatThrownBy(texts::executeBatch).isInstanceOf(SQLException.class);
      texts.addBatch("UPDATE orders SET customer = 'y' WHERE id = 1 AND status = 'pending'");

      assertThat(texts.executeBatch()).containsExactly(1);

      assertThat(ask(connection, "SELECT string_agg(customer, ',' ORDER BY id) FROM orders"))
          .isEqualTo("y,bob,cid");
    }
  }

  @Test
  void rowsAreKeptWhenTheirStatementIsPreparedAnewForAnotherReason() throws Exception {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      add(insert, "dan", "pending");
      fixture.direct("ALTER TABLE orders ADD COLUMN status text DEFAULT 'pending'");
      fixture.phase("writable");
      Eventually.that("the phase is known", this::writes);
      insert.getParameterMetaData();
      add(insert, "eve", "shipped");

      assertThat(insert.executeBatch()).containsExactly(1, 1);

      assertThat(ask(connection, "SELECT string_agg(status, ',' ORDER BY id) FROM orders"))
          .isEqualTo("shipped,pending,pending,pending,shipped");
    }
  }

  private boolean writes() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate("UPDATE orders SET status = 'shipped' WHERE id = 1") == 1;
    } catch (SQLException held) {
      assertThat(held.getSQLState()).isEqualTo("TR002");
      return false;
    }
  }
}
