package io.trestle.migrator.backfill;

import io.trestle.migrator.plan.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * By the key of a unique index over columns that are NOT NULL: a batch is the next n rows in the
 * index's order, filled or not. Where it ends is found by the statement that fills it.
 */
record KeyCut(Fill fill) implements Cut {

  private List<KeyColumn> columns() {
    return fill.relation().key();
  }

  @Override
  public List<String> key() {
    return columns().stream().map(KeyColumn::name).toList();
  }

  @Override
  public @Nullable List<String> upper(Connection connection) throws SQLException {
    Sql sql =
        new Sql()
            .add("SELECT ARRAY[" + texts("") + "] FROM ONLY " + fill.relation().name())
            .add(" ORDER BY " + each(c -> name(c) + c.collate() + " DESC") + " LIMIT 1");
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? Cut.texts(row, 1) : null;
    }
  }

  @Override
  public boolean smallest(int rows) {
    return rows == 1;
  }

  @Override
  public Batch fill(Connection connection, Range range, int rows) throws SQLException {
    Batch batch = Cut.run(connection, filling(range, rows), rows);
    return batch.end().equals(range.upper()) ? batch.asLast() : batch;
  }

  /** The statement of a batch. */
  Sql filling(Range range, int rows) {
    Sql sql = bound(range, rows);
    sql.add(", filled (bad) AS (" + fill.update() + " WHERE ");
    inBatch(sql, range)
        .add(" AND " + fill.unfilled() + " RETURNING CASE WHEN " + fill.unfilled())
        .add(" THEN ARRAY[" + texts("") + "] END)");
    Sql cursor = new Sql().add("(SELECT ARRAY[" + endTexts() + "] FROM bound)");
    return fill.endOfBatch(
        sql, cursor, "(SELECT part = 2 FROM bound)", Math.max(0, range.remaining() - rows));
  }

  @Override
  public Look look(Connection connection, Range range, int rows) throws SQLException {
    Sql sql = bound(range, rows);
    sql.add(" SELECT EXISTS (SELECT FROM ONLY " + fill.relation().name() + " WHERE ");
    inBatch(sql, range)
        .add(" AND " + fill.unfilled() + "), ARRAY[" + endTexts() + "], part = 2 FROM bound");
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      List<String> end = Cut.required(row, 2);
      boolean last = row.getBoolean(3) || end.equals(range.upper());
      return new Look(row.getBoolean(1), end, last);
    }
  }

  @Override
  public String failing(Connection connection, Range range) throws SQLException {
    List<String> keys = keys(connection, range, "", 1);
    return keys.isEmpty() ? "(a row that is gone)" : keys.get(0);
  }

  @Override
  public List<String> unfilled(Connection connection, Range range, int rows) throws SQLException {
    return keys(connection, range, " AND " + fill.unfilled(), rows);
  }

  private List<String> keys(Connection connection, Range range, String and, int rows)
      throws SQLException {
    Sql sql = new Sql().add("SELECT ARRAY[" + texts("") + "] FROM ONLY " + fill.relation().name());
    inRange(sql.add(" WHERE "), range).add(and + order() + " LIMIT ").number(rows);
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      List<String> keys = new ArrayList<>();
      while (row.next()) {
        keys.add(describe(Cut.required(row, 1)));
      }
      return keys;
    }
  }

  /** WITH bound: the key of the n-th row, or the upper bound (part 2) where there are fewer. */
  private Sql bound(Range range, int rows) {
    Sql sql = new Sql().add("WITH bound AS MATERIALIZED (SELECT * FROM ((SELECT 1 AS part");
    for (int i = 0; i < columns().size(); i++) {
      sql.add(", " + name(columns().get(i)) + columns().get(i).collate() + " AS e" + i);
    }
    sql.add(" FROM ONLY " + fill.relation().name() + " WHERE ");
    inRange(sql, range).add(order() + " OFFSET ").number(rows - 1L);
    sql.add(" LIMIT 1) UNION ALL (SELECT 2, ");
    values(sql, range.upper());
    return sql.add(")) AS either ORDER BY part LIMIT 1)");
  }

  /** Behind the cursor, up to the upper bound. */
  private Sql inRange(Sql sql, Range range) {
    behindCursor(sql, range).add("(" + row() + ") <= (");
    return values(sql, range.upper()).add(")");
  }

  /** Behind the cursor, up to the bound of the batch. */
  private Sql inBatch(Sql sql, Range range) {
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < columns().size(); i++) {
      ends.add("(SELECT e" + i + " FROM bound)" + columns().get(i).collate());
    }
    return behindCursor(sql, range).add("(" + row() + ") <= (" + String.join(", ", ends) + ")");
  }

  private Sql behindCursor(Sql sql, Range range) {
    if (range.cursor() != null) {
      values(sql.add("(" + row() + ") > ("), range.cursor()).add(") AND ");
    }
    return sql;
  }

  private Sql values(Sql sql, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      KeyColumn column = columns().get(i);
      sql.add(i == 0 ? "" : ", ").value(values.get(i), column.type()).add(column.collate());
    }
    return sql;
  }

  private String row() {
    return each(c -> name(c) + c.collate());
  }

  private String order() {
    return " ORDER BY " + row();
  }

  private String texts(String prefix) {
    return each(c -> prefix + name(c) + "::text");
  }

  private String endTexts() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < columns().size(); i++) {
      texts.add("e" + i + "::text");
    }
    return String.join(", ", texts);
  }

  private String each(Function<KeyColumn, String> form) {
    return columns().stream().map(form).collect(Collectors.joining(", "));
  }

  private static String name(KeyColumn column) {
    return Table.quote(column.name());
  }
}
