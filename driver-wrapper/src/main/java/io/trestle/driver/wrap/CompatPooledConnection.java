package io.trestle.driver.wrap;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;

/** A physical connection of an application server's pool. */
public final class CompatPooledConnection extends DelegatingPooledConnection {

  private final PooledConnection delegate;
  private final ConnectionWrapper wrapper;
  private final int loginSeconds;
  private final ConnectionListeners listeners = new ConnectionListeners(this);

  /**
   * @param loginSeconds for how long the rule store may take to admit a connection; 0 for half a
   *     minute
   */
  public CompatPooledConnection(
      PooledConnection delegate, ConnectionWrapper wrapper, int loginSeconds) {
    this.delegate = delegate;
    this.wrapper = wrapper;
    this.loginSeconds = loginSeconds;
    delegate.addConnectionEventListener(listeners);
  }

  @Override
  protected PooledConnection delegate() {
    return delegate;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return wrapper.wrap(delegate.getConnection(), loginSeconds);
  }

  @Override
  public void addConnectionEventListener(ConnectionEventListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeConnectionEventListener(ConnectionEventListener listener) {
    listeners.remove(listener);
  }
}
