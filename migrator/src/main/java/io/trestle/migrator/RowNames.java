package io.trestle.migrator;

import io.trestle.migrator.plan.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** How messages name rows: by their primary key, or by their place. Stateless. */
final class RowNames {

  private RowNames() {}

  /** An expression of SQL over the rows of a table, such as gives {@code (id = 17)}. */
  static String expression(Connection connection, Table table) throws SQLException {
    List<String> key = key(connection, table);
    if (key.isEmpty()) {
      return "pg_catalog.format('(ctid = %s of %s)', ctid, tableoid::pg_catalog.regclass)";
    }
    StringBuilder form = new StringBuilder();
    StringBuilder values = new StringBuilder();
    for (String column : key) {
      form.append(form.isEmpty() ? "" : ", ")
          .append(column.replace("%", "%%").replace("'", "''"))
          .append(" = %s");
      values.append(", ").append(Table.quote(column));
    }
    return "pg_catalog.format(E'(" + form.toString().replace("\\", "\\\\") + ")'" + values + ")";
  }

  private static List<String> key(Connection connection, Table table) throws SQLException {
    List<String> key = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT a.attname FROM pg_catalog.pg_index i
              CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[])
                                 WITH ORDINALITY AS k(attnum, place)
              JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
             WHERE i.indrelid = pg_catalog.to_regclass(?) AND i.indisprimary
               AND k.place <= i.indnkeyatts
             ORDER BY k.place
            """)) {
      select.setString(1, table.sql());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          key.add(row.getString(1));
        }
      }
    }
    return key;
  }
}
