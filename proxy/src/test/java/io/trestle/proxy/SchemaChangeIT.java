package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a session does to the schema counts from its next statement. The engine here never looks at
 * the schema by itself.
 */
@ExtendWith(NoLeaks.class)
class SchemaChangeIT {

  private static final String READ = "SELECT status FROM orders WHERE id = ?";

  private FlippingProxy proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = FlippingProxy.start("schema_change");
    proxy.flip("absent");
    proxy.direct("ALTER TABLE orders DROP COLUMN IF EXISTS status");
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  private static String status(PreparedStatement read) throws SQLException {
    read.setInt(1, 1);
    try (ResultSet rows = read.executeQuery()) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  /**
   * What services meet in rolling deployments [pgjdbc 451, r2dbc 382, lib/pq 1151, rails 12330,
   * sqlx 4412, pgx 841].
   */
  @Test
  void aPreparedStarKeepsItsColumnsThroughAllPhases() throws Exception {
    try (Connection connection = proxy.connect("&prepareThreshold=1");
        PreparedStatement read = connection.prepareStatement("SELECT * FROM orders WHERE id = ?")) {
      for (String phase : List.of("absent", "readable", "writable", "backfilled", "complete")) {
        if (!phase.equals("absent")) {
          proxy.flip(phase);
        }
        for (int i = 1; i <= 3; i++) {
          read.setInt(1, i);
          try (ResultSet rows = read.executeQuery()) {
            assertThat(rows.getMetaData().getColumnCount()).as(phase).isEqualTo(3);
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(3)).as(phase).isEqualTo("pending");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "extendedCacheEverything"})
  void aColumnThatComesAndGoes(String mode) throws Exception {
    proxy.flip("readable");
    proxy.direct("ALTER TABLE orders DROP COLUMN status");
    try (Connection connection = proxy.connect("&prepareThreshold=1&preferQueryMode=" + mode);
        Statement statement = connection.createStatement();
        PreparedStatement read = connection.prepareStatement(READ)) {
      statement.execute("CREATE VIEW one AS SELECT 1");
      assertThat(status(read)).as("the column is not there").isEqualTo("pending");

      proxy.direct("ALTER TABLE orders ADD COLUMN status text DEFAULT 'paid'");
      statement.execute("ALTER TABLE orders ADD COLUMN other int");
      assertThat(status(read)).as("it is there").isEqualTo("paid");

      proxy.direct("ALTER TABLE orders DROP COLUMN status");
      statement.execute("DROP VIEW one");
      assertThat(status(read)).as("it is gone").isEqualTo("pending");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended"})
  void aChangeCountsWhenItIsCommitted(String mode) throws Exception {
    try (Connection connection = proxy.connect("&prepareThreshold=1&preferQueryMode=" + mode);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("ALTER TABLE orders DROP COLUMN note");
      connection.rollback();
      assertThat(columns(statement)).containsExactly("id", "note", "status");
      connection.commit();

      statement.execute("ALTER TABLE orders DROP COLUMN note");
      connection.commit();
      assertThat(columns(statement)).containsExactly("id", "status");
      connection.commit();
    }
  }

  private static List<String> columns(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery("SELECT * FROM orders")) {
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        names.add(rows.getMetaData().getColumnName(i));
      }
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended"})
  void aTableThatIsMadeAnew(String mode) throws Exception {
    try (Connection connection = proxy.connect("&prepareThreshold=1&preferQueryMode=" + mode);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE orders");
      statement.execute("CREATE TABLE orders (id int PRIMARY KEY, place text)");
      statement.execute("INSERT INTO orders VALUES (1, 'here')");
      try (ResultSet rows = statement.executeQuery("SELECT * FROM orders")) {
        assertThat(rows.getMetaData().getColumnName(2)).isEqualTo("place");
        assertThat(rows.getMetaData().getColumnName(3)).isEqualTo("status");
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(2)).isEqualTo("here");
        assertThat(rows.getString(3)).isEqualTo("pending");
      }
    }
  }
}
