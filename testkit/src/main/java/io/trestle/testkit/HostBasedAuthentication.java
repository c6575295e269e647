package io.trestle.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Replaces {@code pg_hba.conf} through the server itself, which works for containers too. */
final class HostBasedAuthentication {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private HostBasedAuthentication() {}

  static void install(TestPostgres postgres, List<String> lines) {
    List<String> all =
        new ArrayList<>(List.of("local all all trust", "host all postgres all trust"));
    all.addAll(lines);
    try {
      String before = loadedAt(postgres);
      write(postgres, all);
      postgres.execute("postgres", "SELECT pg_reload_conf()");
      Instant end = Instant.now().plus(DEADLINE);
      while (loadedAt(postgres).equals(before)) {
        if (Instant.now().isAfter(end)) {
          throw new IllegalStateException("pg_hba.conf was not loaded within " + DEADLINE);
        }
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      }
    } catch (SQLException failed) {
      throw new IllegalStateException("pg_hba.conf could not be replaced", failed);
    }
  }

  private static void write(TestPostgres postgres, List<String> lines) throws SQLException {
    try (Connection connection = postgres.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE hba (place serial, line text)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO hba (line) VALUES (?)")) {
        for (String line : lines) {
          insert.setString(1, line);
          insert.executeUpdate();
        }
      }
      statement.execute(
          "DO $$BEGIN EXECUTE format('COPY (SELECT line FROM hba ORDER BY place) TO %L',"
              + " current_setting('hba_file')); END$$");
    }
  }

  /** When the configuration of a new session was loaded: a session inherits it from the server. */
  private static String loadedAt(TestPostgres postgres) throws SQLException {
    try (Connection connection = postgres.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT pg_conf_load_time()::text")) {
      result.next();
      return result.getString(1);
    }
  }
}
