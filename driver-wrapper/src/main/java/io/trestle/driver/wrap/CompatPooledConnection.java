package io.trestle.driver.wrap;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;

/** A physical connection of an application server's pool. */
public final class CompatPooledConnection extends DelegatingPooledConnection {

  private final PooledConnection delegate;
  private final Wrapping wrapping;
  private final ConnectionListeners listeners = new ConnectionListeners(this);

  public CompatPooledConnection(PooledConnection delegate, Wrapping wrapping) {
    this.delegate = delegate;
    this.wrapping = wrapping;
    delegate.addConnectionEventListener(listeners);
  }

  @Override
  protected PooledConnection delegate() {
    return delegate;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return wrapping.wrap(delegate.getConnection());
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
