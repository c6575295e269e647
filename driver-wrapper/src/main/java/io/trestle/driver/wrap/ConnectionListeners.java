package io.trestle.driver.wrap;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;

/** Tells a pool of events with the wrapper as their source. Thread-safe. */
final class ConnectionListeners implements ConnectionEventListener {

  private final PooledConnection source;
  private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();

  ConnectionListeners(PooledConnection source) {
    this.source = source;
  }

  void add(ConnectionEventListener listener) {
    listeners.add(listener);
  }

  void remove(ConnectionEventListener listener) {
    listeners.remove(listener);
  }

  @Override
  public void connectionClosed(ConnectionEvent event) {
    tell(ConnectionEventListener::connectionClosed, event);
  }

  @Override
  public void connectionErrorOccurred(ConnectionEvent event) {
    tell(ConnectionEventListener::connectionErrorOccurred, event);
  }

  private void tell(
      BiConsumer<ConnectionEventListener, ConnectionEvent> method, ConnectionEvent event) {
    ConnectionEvent ours = new ConnectionEvent(source, event.getSQLException());
    listeners.forEach(listener -> method.accept(listener, ours));
  }
}
