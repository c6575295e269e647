package io.trestle.bench.standin;

import io.trestle.driver.wrap.DelegatingResultSet;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.openjdk.jmh.annotations.CompilerControl;

/**
 * Rows without end, with the same values in all columns. Compiled by themselves, as a driver's are
 * that do more.
 */
public final class StandInResultSet extends DelegatingResultSet {

  /** What is in each column, as a text. */
  public static final String TEXT = "item";

  /** What is in each column, as a number. */
  public static final int NUMBER = 4711;

  @Override
  protected ResultSet delegate() {
    throw new UnsupportedOperationException("the stand-in is not asked for that");
  }

  @Override
  protected Array array(Array raw) {
    return raw;
  }

  @Override
  protected Object object(Object raw) {
    return raw;
  }

  @Override
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public boolean next() {
    return true;
  }

  @Override
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public String getString(int column) {
    return TEXT;
  }

  @Override
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public int getInt(int column) {
    return NUMBER;
  }

  @Override
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public long getLong(int column) {
    return NUMBER;
  }

  @Override
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public Object getObject(int column) {
    return TEXT;
  }

  @Override
  public void close() {}

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("no " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
