package io.trestle.migrator.backfill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a backfill is. Immutable.
 *
 * @param relation the table or partition that is being filled, or null where none is
 * @param relations how many tables and partitions there are
 * @param relationsFilled how many of them are filled
 * @param rowsDone rows that were filled
 * @param rowsExpected rows that are filled when all is done; an estimate until then
 * @param batchRows rows that the next batch goes over
 * @param rowsPerSecond rows gone over in a second, waits included
 * @param leftFrom the rest takes at least about this, or null where that is not known
 * @param leftTo the rest takes at most about this, or null where that is not known
 * @param brake the brake that is on, or null
 * @param reason why it is on, or null
 */
public record Progress(
    @Nullable String relation,
    int relations,
    int relationsFilled,
    long rowsDone,
    long rowsExpected,
    int batchRows,
    double rowsPerSecond,
    @Nullable Duration leftFrom,
    @Nullable Duration leftTo,
    @Nullable String brake,
    @Nullable String reason) {

  /**
   * How far a migration's backfill is by the rule store, for whoever asks from elsewhere. Speed and
   * brake are of the last second that it ran.
   *
   * @return null where no backfill of that migration has begun
   */
  public static @Nullable Progress read(Connection connection, long migration) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT (SELECT relation FROM trestle.progress
                WHERE migration = ? AND finished IS NULL AND upper IS NOT NULL
                ORDER BY position, relation LIMIT 1),
              count(*), count(p.finished), sum(p.rows_done), sum(p.rows_expected),
              t.batch_rows, t.rows_per_second, t.seconds_from, t.seconds_to, t.brake, t.reason
            FROM trestle.progress p LEFT JOIN trestle.throttle t USING (migration)
            WHERE p.migration = ?
            GROUP BY t.migration
            """)) {
      statement.setLong(1, migration);
      statement.setLong(2, migration);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? of(row) : null;
      }
    }
  }

  private static Progress of(ResultSet row) throws SQLException {
    return new Progress(
        row.getString(1),
        row.getInt(2),
        row.getInt(3),
        row.getLong(4),
        row.getLong(5),
        row.getInt(6),
        row.getDouble(7),
        seconds(row, 8),
        seconds(row, 9),
        row.getString(10),
        row.getString(11));
  }

  private static @Nullable Duration seconds(ResultSet row, int column) throws SQLException {
    double seconds = row.getDouble(column);
    return row.wasNull() ? null : Duration.ofMillis((long) (seconds * 1_000));
  }
}
