package io.trestle.driver.lookup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/** Connections to the database in which the rule store is. Thread-safe. */
public final class StoreConnections extends LookUps {

  /** The store is written: a service that reads from replicas follows it at the primary. */
  private static final Map<String, String> OWN =
      Map.of(
          "ApplicationName", "trestle-store",
          "connectTimeout", "5",
          "loginTimeout", "5",
          "targetServerType", "primary");

  private final OwnConnections connections;

  /**
   * @param url of the PostgreSQL driver, or of one around it
   * @param given properties beside it
   */
  public StoreConnections(String url, Properties given) {
    this.connections = new OwnConnections(url, given, OWN);
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
