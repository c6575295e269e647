package io.trestle.bench.standin;

import java.sql.Connection;
import java.sql.ResultSet;
import org.openjdk.jmh.annotations.CompilerControl;

/**
 * Takes parameters and gives the same results at each execution. Compiled by itself, as a driver's
 * is that does more.
 */
final class StandInStatement extends UnaskedStatement {

  private static final int MAX_PARAMETERS = 8;
  private static final int[] COUNTS = {1};

  private final Connection connection;
  private final String sql;
  private final StandInResultSet results = new StandInResultSet();
  private final long[] numbers = new long[MAX_PARAMETERS];
  private final String[] texts = new String[MAX_PARAMETERS];
  private String lastText = "";

  StandInStatement(Connection connection, String sql) {
    this.connection = connection;
    this.sql = sql;
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public void setInt(int index, int value) {
    numbers[index - 1] = value;
  }

  @Override
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public void setString(int index, String value) {
    texts[index - 1] = value;
  }

  @Override
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public ResultSet executeQuery() {
    return results;
  }

  @Override
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public int executeUpdate() {
    return 1;
  }

  @Override
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public ResultSet executeQuery(String text) {
    lastText = text;
    return results;
  }

  @Override
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public int executeUpdate(String text) {
    lastText = text;
    return 1;
  }

  @Override
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public void addBatch() {
    numbers[0]++;
  }

  @Override
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public int[] executeBatch() {
    return COUNTS;
  }

  @Override
  public void clearBatch() {}

  @Override
  public void close() {}

  /** The text that it would send. */
  @Override
  public String toString() {
    return sql.isEmpty() ? lastText : sql;
  }
}
