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

  private static List<String> columns(Connection connection, String table, String column)
      throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet columns = connection.getMetaData().getColumns(null, "public", table, column)) {
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
