package io.trestle.driver.lookup;

import io.trestle.driver.wrap.DelegatingConnection;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;

/** A connection that is given back when it is closed. */
final class GivenBack extends DelegatingConnection {

  /** Takes it back. */
  interface Return {
    void take(Connection connection) throws SQLException;
  }

  private final Connection delegate;
  private final Return giveBack;
  private boolean given;

  GivenBack(Connection delegate, Return giveBack) {
    this.delegate = delegate;
    this.giveBack = giveBack;
  }

  @Override
  protected Connection delegate() {
    return delegate;
  }

  @Override
  protected Array array(Array raw) {
    return raw;
  }

  @Override
  public void close() throws SQLException {
    if (!given) {
      given = true;
      giveBack.take(delegate);
    }
  }

  @Override
  public boolean isClosed() throws SQLException {
    return given || delegate.isClosed();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(delegate) ? type.cast(delegate) : delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(delegate) || delegate.isWrapperFor(type);
  }
}
