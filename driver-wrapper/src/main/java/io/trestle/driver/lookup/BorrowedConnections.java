package io.trestle.driver.lookup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Connections of a service's data source, each borrowed for one look at the catalog and given back
 * with the settings that it had. Thread-safe where the data source is.
 */
public final class BorrowedConnections extends LookUps {

  private static final String SETTINGS =
      "SELECT name, setting FROM pg_catalog.pg_settings WHERE name IN ('search_path', 'DateStyle',"
          + " 'IntervalStyle', 'TimeZone', 'extra_float_digits', 'standard_conforming_strings',"
          + " 'bytea_output', 'lc_monetary')";

  private final DataSource source;

  public BorrowedConnections(DataSource source) {
    this.source = source;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection borrowed = source.getConnection();
    try {
      boolean autoCommit = borrowed.getAutoCommit();
      if (!autoCommit) {
        borrowed.setAutoCommit(true);
      }
      Map<String, String> settings = settings(borrowed);
      return new GivenBack(borrowed, connection -> giveBack(connection, settings, autoCommit));
    } catch (SQLException failure) {
      borrowed.close();
      throw failure;
    }
  }

  private static Map<String, String> settings(Connection connection) throws SQLException {
    Map<String, String> settings = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SETTINGS)) {
      while (rows.next()) {
        settings.put(rows.getString(1), rows.getString(2));
      }
    }
    return settings;
  }

  private static void giveBack(
      Connection connection, Map<String, String> settings, boolean autoCommit) throws SQLException {
    try (connection) {
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT pg_catalog.set_config(?, ?, false)")) {
        for (Map.Entry<String, String> setting : settings.entrySet()) {
          statement.setString(1, setting.getKey());
          statement.setString(2, setting.getValue());
          statement.execute();
        }
      } catch (SQLException spoilt) {
        connection.abort(Runnable::run); // nobody shall have it with the settings of ours
        throw spoilt;
      }
      connection.setAutoCommit(autoCommit);
    }
  }

  @Override
  public String toString() {
    return "BorrowedConnections[" + source + "]";
  }
}
