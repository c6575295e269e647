package io.trestle.driver.lookup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/** Connections to the database in which the rule store is. Thread-safe. */
public final class StoreConnections extends LookUps {

  private static final int CONNECT_SECONDS = 5;

  private final OwnConnections connections;

  /**
   * @param url of the PostgreSQL driver, or of one around it
   * @param given properties beside it
   */
  public StoreConnections(String url, Properties given) {
    this.connections = new OwnConnections(url, given, "trestle-store", CONNECT_SECONDS);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return connections.open();
  }

  @Override
  public String toString() {
    return "StoreConnections[" + connections + "]";
  }
}
