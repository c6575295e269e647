package io.trestle.driver.wrap;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;

/** An array whose results lead back to the connection. */
final class CompatArray extends DelegatingArray {

  private final Array delegate;
  private final CompatConnection connection;

  CompatArray(Array delegate, CompatConnection connection) {
    this.delegate = delegate;
    this.connection = connection;
  }

  @Override
  protected Array delegate() {
    return delegate;
  }

  @Override
  protected ResultSet results(ResultSet raw) throws SQLException {
    return connection.results(raw);
  }

  @Override
  protected Object object(Object raw) {
    return raw; // a Java array
  }

  /** The driver sends an array that is not its own by its text. */
  @Override
  public String toString() {
    return delegate.toString();
  }
}
