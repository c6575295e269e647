package io.trestle.migrator.backfill;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A connection with settings that do not depend on anybody's, so that values read and write the
 * same text, no statement is without a time-out, and plans go by the key.
 */
final class Session implements AutoCloseable {

  /** What it is called in pg_stat_activity. */
  static final String APPLICATION_NAME = "trestle-migrator";

  /**
   * The table's own triggers and functions find what they find for services; names of the
   * database's own mean its own all the same.
   */
  private static final String PATH =
      "SELECT pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', 'pg_catalog',"
          + " NULLIF(pg_catalog.current_setting('search_path'), ''), 'pg_temp'), false);";

  private static final String FIXED =
      """
      SET TimeZone = 'UTC';
      SET DateStyle = 'ISO, YMD';
      SET IntervalStyle = 'postgres';
      SET extra_float_digits = 1;
      SET bytea_output = 'hex';
      SET lc_monetary = 'C';
      SET standard_conforming_strings = on;
      SET default_transaction_isolation = 'read committed';
      SET default_transaction_read_only = off;
      SET idle_session_timeout = 0;
      SET row_security = off;
      SET client_min_messages = warning;
      SET enable_seqscan = off;
      SET enable_bitmapscan = off;
      SET enable_sort = off;
      SET jit = off;
      """;

  private final Connection connection;

  private Session(Connection connection) {
    this.connection = connection;
  }

  static Session open(DataSource dataSource, BackfillSettings settings) throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            milliseconds("lock_timeout", settings.lockTimeout())
                + milliseconds("statement_timeout", settings.statementTimeout())
                + "SET application_name = '"
                + APPLICATION_NAME
                + "'; "
                + PATH
                + Backfill.NO_TRANSACTION_TIMEOUT
                + FIXED);
      }
      return new Session(connection);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static String milliseconds(String name, Duration duration) {
    return "SET " + name + " = " + duration.toMillis() + "; ";
  }

  Connection connection() {
    return connection;
  }

  /**
   * Gives the connection back as it was, should it belong to a pool; and what it has locked, since
   * the server may take its time to end a connection that is closed.
   */
  @Override
  public void close() throws SQLException {
    try (connection) {
      if (!connection.isClosed()) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("RESET ALL; SELECT pg_catalog.pg_advisory_unlock_all()");
        }
      }
    }
  }
}
