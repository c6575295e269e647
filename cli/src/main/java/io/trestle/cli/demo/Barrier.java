package io.trestle.cli.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;

/**
 * Waits until no transaction of a service is open any more that began before now. Between two
 * flips, so that sessions are never two phases apart.
 */
final class Barrier {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final Connection connection;

  Barrier(Connection connection) {
    this.connection = connection;
  }

  void await() throws SQLException {
    OffsetDateTime now = serverTime();
    Waiting.until(
        "the services' older transactions to end", DEADLINE, () -> olderTransactions(now) == 0);
  }

  private OffsetDateTime serverTime() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT clock_timestamp()")) {
      result.next();
      return result.getObject(1, OffsetDateTime.class);
    }
  }

  private long olderTransactions(OffsetDateTime than) throws SQLException {
    String sql =
        """
        SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE 'orders-%' AND xact_start <= ?""";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, than);
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }
}
