package io.trestle.driver.lookup;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/** Connects where a service does, without what that asks for its own sessions. */
final class OwnConnections {

  /** What a service asks for its own sessions, and means nothing here. */
  private static final String[] OF_SERVICES = {
    "currentSchema",
    "options",
    "autosave",
    "preferQueryMode",
    "readOnly",
    "readOnlyMode",
    "prepareThreshold",
    "defaultRowFetchSize",
    "socketTimeout",
    "maxResultBuffer",
    "reWriteBatchedInserts",
    "replication",
    "assumeMinServerVersion",
    "stringtype"
  };

  private final String url;
  private final Properties properties = new Properties();

  /**
   * @param url of the PostgreSQL driver, or of one around it
   * @param given properties beside it
   * @param own properties that go before what URL and properties say
   */
  OwnConnections(String url, Properties given, Map<String, String> own) {
    Properties parsed = Driver.parseURL(url, given);
    if (parsed == null) {
      this.url = url;
      properties.putAll(given);
      return;
    }
    parsed
        .stringPropertyNames()
        .forEach(name -> properties.setProperty(name, parsed.getProperty(name)));
    for (String name : OF_SERVICES) {
      properties.remove(name);
    }
    properties.setProperty("tcpKeepAlive", "true");
    own.forEach(properties::setProperty);
    int mark = url.indexOf('?');
    this.url = mark < 0 ? url : url.substring(0, mark);
  }

  Connection open() throws SQLException {
    Connection opened = new Driver().connect(url, properties);
    return opened == null ? DriverManager.getConnection(url, properties) : opened;
  }

  @Override
  public String toString() {
    return url;
  }
}
