package io.trestle.migrator.backfill;

import io.trestle.migrator.plan.NewColumn;
import io.trestle.migrator.plan.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is written into a row that is unfilled.
 *
 * @param migration its number in the store
 * @param relation whose rows
 * @param columns the columns to fill
 */
record Fill(long migration, Relation relation, List<NewColumn> columns) {

  Fill {
    columns = List.copyOf(columns);
  }

  /** UPDATE of the relation, up to its WHERE. */
  String update() {
    return "UPDATE ONLY "
        + relation.name()
        + " SET "
        + columns.stream().map(Fill::assignment).collect(Collectors.joining(", "));
  }

  private static String assignment(NewColumn column) {
    String name = Table.quote(column.name());
    return name + " = COALESCE(" + name + ", " + column.resolvedValue() + ")";
  }

  /** The condition by which a row is unfilled, in brackets. */
  String unfilled() {
    return columns.stream()
        .map(column -> Table.quote(column.name()) + " IS NULL")
        .collect(Collectors.joining(" OR ", "(", ")"));
  }

  /** Whether no row is unfilled; looks at all of them. */
  boolean leavesNone(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT NOT EXISTS (SELECT FROM ONLY %s WHERE %s)"
                    .formatted(relation.name(), unfilled()))) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /**
   * The end of a statement that goes on from a WITH query {@code filled (bad)}, in which bad is the
   * key of a row that is unfilled still: writes how far it got, in the same transaction.
   *
   * @param cursor an expression for the new cursor
   * @param last an expression for whether that is the upper bound
   * @param remaining rows that are expected behind it
   */
  Sql endOfBatch(Sql sql, Sql cursor, String last, long remaining) {
    return cursor
        .appendTo(sql.add(" UPDATE trestle.progress AS p SET cursor = "))
        .add(", rows_done = p.rows_done + f.n, rows_expected = p.rows_done + f.n + CASE WHEN ")
        .add(last)
        .add(" THEN 0 ELSE ")
        .number(remaining)
        .add(
            " END FROM (SELECT count(*) AS n, count(bad) AS bad, min(bad) AS example FROM filled) f"
                + " WHERE p.migration = ")
        .number(migration)
        .add(" AND p.relation = ")
        .value(relation.name(), "text")
        .add(
            " RETURNING f.n, f.bad, f.example, p.cursor, "
                + last
                + ", p.rows_done, p.rows_expected");
  }
}
