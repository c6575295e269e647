package io.trestle.driver.lookup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.postgresql.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to one database for looking up its catalog, of which a few are kept for the next
 * look. Thread-safe.
 */
public final class KeptConnections extends LookUps {

  private static final Logger LOG = LoggerFactory.getLogger(KeptConnections.class);

  /** One is looked at once a second; another one listens for changes of the schema. */
  private static final int MAX_KEPT = 2;

  private static final int VALID_SECONDS = 5;

  private final OwnConnections connections;
  private final Deque<Connection> kept = new ArrayDeque<>();
  private boolean closed;

  /**
   * @param url of the PostgreSQL driver, or of one around it
   * @param given properties beside it
   */
  public KeptConnections(String url, Properties given) {
    this.connections = new OwnConnections(url, given, Map.of("ApplicationName", "trestle-catalog"));
  }

  /** What tells apart where such a URL and properties lead to, and as whom. */
  public static List<String> target(String url, Properties given) {
    Properties parsed = Driver.parseURL(url, given);
    if (parsed == null) {
      return List.of(url, given.getProperty("user", ""), given.getProperty("password", ""));
    }
    return Stream.of("PGHOST", "PGPORT", "PGDBNAME", "user", "password")
        .map(name -> parsed.getProperty(name, ""))
        .toList();
  }

  @Override
  public Connection getConnection() throws SQLException {
    while (true) {
      Connection next;
      synchronized (kept) {
        next = kept.poll();
      }
      if (next == null) {
        return new GivenBack(connections.open(), this::giveBack);
      }
      if (next.isValid(VALID_SECONDS)) {
        return new GivenBack(next, this::giveBack);
      }
      next.close();
    }
  }

  @Override
  public void close() {
    Connection next;
    do {
      synchronized (kept) {
        closed = true;
        next = kept.poll();
      }
      if (next != null) {
        try {
          next.close();
        } catch (SQLException gone) {
          LOG.debug("a connection for look-ups could not be closed", gone);
        }
      }
    } while (next != null);
  }

  private void giveBack(Connection connection) throws SQLException {
    if (connection.isClosed()) {
      return;
    }
    synchronized (kept) {
      if (kept.size() < MAX_KEPT && !closed) {
        kept.push(connection);
        return;
      }
    }
    connection.close();
  }

  @Override
  public String toString() {
    return "KeptConnections[" + connections + "]";
  }
}
