package io.trestle.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the driver tells of a table under a rule. */
class MetaDataIT {

  @Test
  void theTruthIsToldByDefault() throws Exception {
    try (DriverFixture fixture = new DriverFixture();
        Connection connection = fixture.connect()) {
      assertThat(columns(connection, "orders", null)).hasSize(2);
    }
  }

  @Test
  void theTargetIsToldAsADatabaseWithTheColumnWouldTellIt() throws Exception {
    try (DriverFixture fixture = new DriverFixture();
        Connection connection = fixture.connect("trestle.metadata=target")) {
      List<String> shown = columns(connection, "orders", null);
      List<String> one = columns(connection, "ord%", "st_tus");
      List<String> other = columns(connection, "orders", "custom%");

      fixture.direct("ALTER TABLE orders ADD status text NOT NULL DEFAULT 'pending'");
      try (Connection direct = fixture.directly()) {
        assertThat(shown).isEqualTo(columns(direct, "orders", null));
        assertThat(one).isEqualTo(columns(direct, "ord%", "st_tus"));
        assertThat(other).isEqualTo(columns(direct, "orders", "custom%"));
      }
    }
  }

  @Test
  void theTargetIsToldInTheOrderAndForTheNamesOfTheDriver() throws Exception {
    try (DriverFixture fixture = new DriverFixture()) {
      fixture.alsoUnderMigration("note");
      fixture.direct("CREATE TABLE a_table (status text); CREATE TABLE zones (id int, status int)");
      try (Connection connection = fixture.connect("trestle.metadata=target");
          Connection direct = fixture.directly()) {
        List<List<String>> shown = asked(connection);
        fixture.direct(
            "ALTER TABLE orders ADD status text NOT NULL DEFAULT 'pending',"
                + " ADD note text NOT NULL DEFAULT 'pending'");
        assertThat(shown).isEqualTo(asked(direct));
      }
    }
  }

  private static List<List<String>> asked(Connection connection) throws SQLException {
    return List.of(
        columns(connection, null, "public", "%", null),
        columns(connection, null, "public", "%", "status"),
        columns(connection, null, "public", "orders", "note"),
        columns(connection, null, "", "orders", "status"),
        columns(connection, connection.getCatalog(), null, "orders", "status"),
        columns(connection, "another", null, "orders", "status"));
  }

  @Test
  void theTargetCanBeScrolledAsTheDriversOwnResults() throws Exception {
    try (DriverFixture fixture = new DriverFixture();
        Connection connection = fixture.connect("trestle.metadata=target");
        ResultSet columns = connection.getMetaData().getColumns(null, null, "orders", null)) {
      assertThat(columns.last()).isTrue();
      assertThat(columns.getString("COLUMN_NAME")).isEqualTo("status");
      assertThat(columns.getRow()).isEqualTo(3);
    }
  }

  private static List<String> columns(Connection connection, String table, String column)
      throws SQLException {
    return columns(connection, null, "public", table, column);
  }

  private static List<String> columns(
      Connection connection, String catalog, String schema, String table, String column)
      throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet columns = connection.getMetaData().getColumns(catalog, schema, table, column)) {
      assertThat(columns.getStatement().getConnection()).isSameAs(connection);
      ResultSetMetaData shape = columns.getMetaData();
      while (columns.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= shape.getColumnCount(); i++) {
          row.append(shape.getColumnLabel(i)).append('=').append(columns.getString(i)).append(' ');
        }
        rows.add(row.toString().replace("'pending'::text", "'pending'"));
      }
    }
    return rows;
  }
}
