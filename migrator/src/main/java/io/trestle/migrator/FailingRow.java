package io.trestle.migrator;

import io.trestle.migrator.plan.NewColumn;
import io.trestle.migrator.plan.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a row of which no value can be computed, which the server's error does not name: by halves
 * of the table, each looked at in a statement of its own. Stateless.
 */
final class FailingRow {

  /** Classes of errors that come of what a row holds: of data, integrity, raised by PL/pgSQL. */
  private static final Set<String> CLASSES = Set.of("21", "22", "23", "44", "P0");

  private FailingRow() {}

  /** Whether an error comes of what a row holds. */
  static boolean caused(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && state.length() == 5 && CLASSES.contains(state.substring(0, 2));
  }

  /** A row for which V of one of the columns is an error, where it is still to be filled. */
  static Optional<String> of(Connection connection, Table table, List<NewColumn> columns)
      throws SQLException {
    for (NewColumn column : columns) {
      String value = "CAST((%s) AS %s)".formatted(column.resolvedValue(), column.type());
      Optional<String> found =
          !column.derived()
              ? Optional.empty()
              : of(
                  connection,
                  table,
                  column.existed()
                      ? "CASE WHEN %s IS NULL THEN %s END"
                          .formatted(Table.quote(column.name()), value)
                      : value);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** A row for which an expression is an error; empty where that has gone meanwhile. */
  static Optional<String> of(Connection connection, Table table, String expression)
      throws SQLException {
    for (String part : Parts.of(connection, table)) {
      long from = 0;
      long to = Parts.pages(connection, part) + 1;
      if (!fails(connection, part, expression, Parts.onPages(from, to))) {
        continue;
      }
      while (to - from > 1) {
        long middle = from + (to - from) / 2;
        if (fails(connection, part, expression, Parts.onPages(from, middle))) {
          to = middle;
        } else {
          from = middle;
        }
      }
      return onPage(connection, table, part, expression, from);
    }
    return Optional.empty();
  }

  private static Optional<String> onPage(
      Connection connection, Table table, String part, String expression, long page)
      throws SQLException {
    Map<String, String> names = new LinkedHashMap<>();
    String query =
        "SELECT ctid, %s FROM ONLY %s WHERE %s"
            .formatted(RowNames.expression(connection, table), part, Parts.onPages(page, page + 1));
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        names.put(row.getString(1), row.getString(2));
      }
    }
    for (Map.Entry<String, String> name : names.entrySet()) {
      if (fails(connection, part, expression, "ctid = '" + name.getKey() + "'")) {
        return Optional.of(name.getValue());
      }
    }
    return Optional.empty();
  }

  private static boolean fails(
      Connection connection, String part, String expression, String condition) throws SQLException {
    String query =
        "SELECT pg_catalog.count(%s) FROM ONLY %s WHERE %s".formatted(expression, part, condition);
    try (Statement statement = connection.createStatement()) {
      statement.execute(query);
      return false;
    } catch (SQLException failure) {
      if (caused(failure)) {
        return true;
      }
      throw failure;
    }
  }
}
