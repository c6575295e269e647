package io.trestle.migrator.backfill;

import io.trestle.migrator.backfill.Pace.Interval;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes the store's tables about one migration's backfill. Thread-safe. */
record ProgressStore(long migration) {

  /**
   * Enters a relation, unless it is there. Where it is cut by another key than before, its passes
   * begin anew.
   */
  void enter(
      Connection connection, String relation, int position, List<String> key, long rowsExpected)
      throws SQLException {
    Sql sql =
        new Sql()
            .add(
                "INSERT INTO trestle.progress AS p"
                    + " (migration, relation, position, key, rows_expected) VALUES (")
            .number(migration)
            .add(", ")
            .value(relation, "text")
            .add(", ")
            .number(position)
            .add(", ")
            .array(key)
            .add(", ")
            .number(rowsExpected)
            .add(
                ") ON CONFLICT (migration, relation) DO UPDATE SET key = EXCLUDED.key,"
                    + " cursor = NULL, upper = NULL WHERE p.key <> EXCLUDED.key");
    update(connection, sql);
  }

  /** All relations that are entered. */
  Map<String, RelationProgress> read(Connection connection) throws SQLException {
    Sql sql =
        new Sql()
            .add(
                "SELECT relation, cursor, upper, rows_done, rows_expected, finished IS NOT NULL"
                    + " FROM trestle.progress WHERE migration = ")
            .number(migration);
    Map<String, RelationProgress> all = new HashMap<>();
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        all.put(
            row.getString(1),
            new RelationProgress(
                Cut.texts(row, 2),
                Cut.texts(row, 3),
                row.getLong(4),
                row.getLong(5),
                row.getBoolean(6)));
      }
    }
    return all;
  }

  /** Begins a pass over a relation. */
  void pass(Connection connection, String relation, List<String> upper) throws SQLException {
    Sql sql = new Sql().add("UPDATE trestle.progress SET cursor = NULL, upper = ").array(upper);
    update(connection, of(sql, relation));
  }

  /** Writes that a relation is filled. */
  void finish(Connection connection, String relation) throws SQLException {
    Sql sql =
        new Sql()
            .add(
                "UPDATE trestle.progress SET finished = clock_timestamp(),"
                    + " rows_expected = rows_done");
    update(connection, of(sql, relation));
  }

  /** Has all relations gone over once more, from their beginning. */
  void reopen(Connection connection) throws SQLException {
    Sql sql =
        new Sql()
            .add(
                "UPDATE trestle.progress SET finished = NULL, cursor = NULL, upper = NULL"
                    + " WHERE migration = ")
            .number(migration);
    update(connection, sql);
  }

  private Sql of(Sql sql, String relation) {
    return sql.add(" WHERE migration = ")
        .number(migration)
        .add(" AND relation = ")
        .value(relation, "text");
  }

  /** Writes what is waited for, and how fast it goes. */
  void throttle(
      Connection connection,
      @Nullable Wait wait,
      int batchRows,
      double rowsPerSecond,
      @Nullable Interval left)
      throws SQLException {
    String sql =
        """
        INSERT INTO trestle.throttle AS t (migration, brake, reason, batch_rows,
            rows_per_second, seconds_from, seconds_to)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (migration) DO UPDATE SET at = EXCLUDED.at,
          since = CASE WHEN t.brake = EXCLUDED.brake OR t.brake IS NULL AND EXCLUDED.brake IS NULL
            THEN t.since ELSE EXCLUDED.since END,
          brake = EXCLUDED.brake, reason = EXCLUDED.reason, batch_rows = EXCLUDED.batch_rows,
          rows_per_second = EXCLUDED.rows_per_second, seconds_from = EXCLUDED.seconds_from,
          seconds_to = EXCLUDED.seconds_to
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, migration);
      statement.setString(2, wait == null ? null : wait.brake());
      statement.setString(3, wait == null ? null : wait.reason());
      statement.setInt(4, batchRows);
      statement.setDouble(5, rowsPerSecond);
      statement.setObject(6, left == null ? null : left.from().toMillis() / 1e3);
      statement.setObject(7, left == null ? null : left.to().toMillis() / 1e3);
      statement.executeUpdate();
    }
  }

  private static void update(Connection connection, Sql sql) throws SQLException {
    try (PreparedStatement statement = sql.prepare(connection)) {
      statement.executeUpdate();
    }
  }
}
