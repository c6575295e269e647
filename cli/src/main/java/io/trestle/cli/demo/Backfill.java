package io.trestle.cli.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Fills the column in small batches along the primary key, then sweeps until nothing is unfilled.
 * The size of a batch follows the time that batches take.
 */
final class Backfill {

  private static final int FIRST_BATCH = 1_000;
  private static final int SMALLEST_BATCH = 500;
  private static final int LARGEST_BATCH = 10_000;
  private static final long TARGET_NANOS = 100_000_000;

  private final Connection connection;
  private final Scoreboard scoreboard;
  private int batchSize = FIRST_BATCH;
  private long filled;

  Backfill(Connection connection, Scoreboard scoreboard) {
    this.connection = connection;
    this.scoreboard = scoreboard;
  }

  /**
   * Runs to the end.
   *
   * @return how many rows it filled
   */
  long run() throws SQLException {
    long last = number("SELECT coalesce(max(id), 0) FROM orders");
    scoreboard.backfill(0, last);
    do {
      pass(last);
    } while (number("SELECT count(*) FROM orders WHERE fulfillment_status IS NULL") > 0);
    scoreboard.backfill(last, last);
    return filled;
  }

  /** Goes once along the key, up to the highest that was there at the start. */
  private void pass(long last) throws SQLException {
    long done = 0;
    while (done < last) {
      long start = System.nanoTime();
      long end = endOfBatch(done, last);
      filled += fill(done, end);
      adapt(System.nanoTime() - start);
      done = end;
      scoreboard.backfill(done, last);
    }
  }

  private long endOfBatch(long after, long last) throws SQLException {
    String sql =
        """
        SELECT coalesce(max(id), ?)
          FROM (SELECT id FROM orders WHERE id > ? AND id <= ? ORDER BY id LIMIT ?) AS batch""";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setLong(1, last);
      query.setLong(2, after);
      query.setLong(3, last);
      query.setInt(4, batchSize);
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }

  private int fill(long after, long end) throws SQLException {
    String sql =
        """
        UPDATE orders SET fulfillment_status = 'pending'
         WHERE id > ? AND id <= ? AND fulfillment_status IS NULL""";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, after);
      update.setLong(2, end);
      return update.executeUpdate();
    }
  }

  private void adapt(long nanos) {
    double factor = Math.max(0.2, Math.min(1.5, (double) TARGET_NANOS / Math.max(1, nanos)));
    batchSize = Math.max(SMALLEST_BATCH, Math.min(LARGEST_BATCH, (int) (batchSize * factor)));
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }
}
