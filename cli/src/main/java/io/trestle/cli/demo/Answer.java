package io.trestle.cli.demo;

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
}
