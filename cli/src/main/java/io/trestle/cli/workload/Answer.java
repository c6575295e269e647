package io.trestle.cli.workload;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a query with the names of their columns.
 *
 * @param columns as the client sees them
 * @param rows in their order
 */
record Answer(List<String> columns, List<List<Object>> rows) {

  static Answer read(ResultSet result) throws SQLException {
    ResultSetMetaData shape = result.getMetaData();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= shape.getColumnCount(); i++) {
      columns.add(shape.getColumnLabel(i));
    }
    List<List<Object>> rows = new ArrayList<>();
    while (result.next()) {
      List<Object> row = new ArrayList<>();
      for (int i = 1; i <= columns.size(); i++) {
        row.add(result.getObject(i));
      }
      rows.add(row);
    }
    return new Answer(columns, rows);
  }

  /** The first value of the only row. */
  Object value() {
    return rows.get(0).get(0);
  }

  /** The last value of a row; nothing that a column may hold where there is no such row. */
  Object last(int row) {
    return row < rows.size() && !columns.isEmpty()
        ? String.valueOf(rows.get(row).get(columns.size() - 1))
        : "";
  }
}
