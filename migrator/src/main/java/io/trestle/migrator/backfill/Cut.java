package io.trestle.migrator.backfill;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to cut a relation into batches. The connection is in autocommit mode, so that each batch is
 * a transaction of its own. Immutable.
 */
sealed interface Cut permits KeyCut, BlockCut {

  /** The names of what cursor and upper bound consist of. */
  List<String> key();

  /** The key of the last row that there is now, or null where there is none. */
  @Nullable List<String> upper(Connection connection) throws SQLException;

  /** Whether a batch of so many rows can be made no smaller. */
  boolean smallest(int rows);

  /** Fills the next rows of a range, and writes the cursor behind them, in one statement. */
  Batch fill(Connection connection, Range range, int rows) throws SQLException;

  /** Looks at the next rows of a range. */
  Look look(Connection connection, Range range, int rows) throws SQLException;

  /**
   * Which row it is that fails in the smallest batch at the beginning of a range, for a message.
   */
  String failing(Connection connection, Range range) throws SQLException;

  /** The keys of some rows that are unfilled at the beginning of a range, for a message. */
  List<String> unfilled(Connection connection, Range range, int rows) throws SQLException;

  /** A key as a message has it: {@code (id = 17)}. */
  default String describe(List<String> values) {
    StringBuilder out = new StringBuilder("(");
    for (int i = 0; i < values.size(); i++) {
      out.append(i == 0 ? "" : ", ").append(key().get(i)).append(" = ").append(values.get(i));
    }
    return out.append(')').toString();
  }

  /** Runs the statement of a batch. */
  static Batch run(Connection connection, Sql sql, long covered) throws SQLException {
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("the migration's row in trestle.progress is gone", "02000");
      }
      return new Batch(
          Math.max(covered, row.getLong(1)),
          row.getLong(1),
          row.getLong(2),
          texts(row, 3),
          required(row, 4),
          row.getBoolean(5),
          row.getLong(6),
          row.getLong(7));
    }
  }

  /** An array of text. */
  static @Nullable List<String> texts(ResultSet row, int column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? null : Arrays.asList((String[]) array.getArray());
  }

  /** An array of text that cannot be NULL. */
  static List<String> required(ResultSet row, int column) throws SQLException {
    List<String> texts = texts(row, column);
    if (texts == null) {
      throw new SQLException("a cursor is NULL that cannot be", "XX000");
    }
    return texts;
  }
}
