package io.trestle.migrator.backfill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By the place of rows, for relations without a key: a batch is the next blocks. Cursor and upper
 * bound are numbers of blocks, the first that is not gone over. What moves to another block
 * meanwhile, the next pass finds.
 *
 * @param fill what is written
 * @param rowsPerBlock about how many rows are in a block, at least 1
 */
record BlockCut(Fill fill, double rowsPerBlock) implements Cut {

  @Override
  public List<String> key() {
    return List.of("ctid");
  }

  @Override
  public @Nullable List<String> upper(Connection connection) throws SQLException {
    long blocks = blocks(connection, fill.relation().oid());
    return blocks == 0 ? null : List.of(Long.toString(blocks));
  }

  /** How many blocks a relation has now. */
  static long blocks(Connection connection, long oid) throws SQLException {
    Sql sql =
        new Sql()
            .add("SELECT pg_relation_size(")
            .number(oid)
            .add("::oid) / current_setting('block_size')::bigint");
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public boolean smallest(int rows) {
    return blocks(rows) == 1;
  }

  private long blocks(int rows) {
    return Math.max(1, Math.round(rows / rowsPerBlock));
  }

  @Override
  public Batch fill(Connection connection, Range range, int rows) throws SQLException {
    long end = end(range, rows);
    return Cut.run(
        connection, filling(range, end), Math.round((end - start(range)) * rowsPerBlock));
  }

  /** The statement of a batch that ends before a block. */
  Sql filling(Range range, long end) {
    long blocksLeft = Math.max(1, upper(range) - start(range));
    double share = Math.max(0, upper(range) - end) / (double) blocksLeft;
    Sql sql = new Sql().add("WITH filled (bad) AS (" + fill.update() + " WHERE ");
    inBlocks(sql, start(range), end)
        .add(" AND " + fill.unfilled() + " RETURNING CASE WHEN " + fill.unfilled())
        .add(" THEN ARRAY[ctid::text] END)");
    return fill.endOfBatch(
        sql,
        new Sql().array(List.of(Long.toString(end))),
        Boolean.toString(end >= upper(range)),
        Math.round(range.remaining() * share));
  }

  @Override
  public Look look(Connection connection, Range range, int rows) throws SQLException {
    long end = end(range, rows);
    Sql sql = new Sql().add("SELECT EXISTS (SELECT FROM ONLY " + fill.relation().name());
    inBlocks(sql.add(" WHERE "), start(range), end).add(" AND " + fill.unfilled() + ")");
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new Look(row.getBoolean(1), List.of(Long.toString(end)), end >= upper(range));
    }
  }

  /** Tries the rows of the first block one by one, and takes all back. */
  @Override
  public String failing(Connection connection, Range range) throws SQLException {
    List<String> places = places(connection, range, start(range) + 1, Integer.MAX_VALUE);
    connection.setAutoCommit(false);
    try {
      for (String place : places) {
        if (fails(connection, place)) {
          return describe(List.of(place));
        }
      }
      return "(a row that is gone)";
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private boolean fails(Connection connection, String place) throws SQLException {
    Savepoint before = connection.setSavepoint();
    Sql sql = new Sql().add(fill.update() + " WHERE ctid = ").value(place, "tid");
    try (PreparedStatement statement = sql.prepare(connection);
        Statement constraints = connection.createStatement()) {
      statement.executeUpdate();
      constraints.execute("SET CONSTRAINTS ALL IMMEDIATE");
      return false;
    } catch (SQLException e) {
      if (Failure.of(e) == Failure.ROW) {
        return true;
      }
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.rollback(before);
      }
    }
  }

  @Override
  public List<String> unfilled(Connection connection, Range range, int rows) throws SQLException {
    return places(connection, range, upper(range), rows).stream()
        .map(place -> describe(List.of(place)))
        .toList();
  }

  private List<String> places(Connection connection, Range range, long end, int rows)
      throws SQLException {
    Sql sql = new Sql().add("SELECT ctid::text FROM ONLY " + fill.relation().name() + " WHERE ");
    inBlocks(sql, start(range), end).add(" AND " + fill.unfilled() + " LIMIT ").number(rows);
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      List<String> places = new ArrayList<>();
      while (row.next()) {
        places.add(row.getString(1));
      }
      return places;
    }
  }

  private long end(Range range, int rows) {
    return Math.max(start(range), Math.min(upper(range), start(range) + blocks(rows)));
  }

  private static Sql inBlocks(Sql sql, long start, long end) {
    return sql.add("ctid >= ")
        .value("(" + start + ",0)", "tid")
        .add(" AND ctid < ")
        .value("(" + end + ",0)", "tid");
  }

  private static long start(Range range) {
    List<String> cursor = range.cursor();
    return cursor == null ? 0 : Long.parseLong(cursor.get(0));
  }

  private static long upper(Range range) {
    return Long.parseLong(range.upper().get(0));
  }
}
