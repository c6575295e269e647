package io.trestle.cli.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Runs DDL that needs a lock on a busy table: never waits for it longer than a moment, because
 * everybody else would wait behind; tries again instead.
 */
final class LockedDdl {

  private static final int TRIES = 30;
  private static final int LOCK_TIMEOUT_MILLIS = 300;
  private static final int FIRST_PAUSE_MILLIS = 50;
  private static final int LONGEST_PAUSE_MILLIS = 2_000;

  /** lock_not_available and deadlock_detected. */
  private static final Set<String> WORTH_ANOTHER_TRY = Set.of("55P03", "40P01");

  private LockedDdl() {}

  /**
   * Runs statements in one transaction.
   *
   * @return how many tries it took
   */
  static int run(Connection connection, String... statements) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        attempt(connection, statements);
        return attempt;
      } catch (SQLException failure) {
        if (attempt == TRIES
            || !WORTH_ANOTHER_TRY.contains(String.valueOf(failure.getSQLState()))) {
          throw failure;
        }
        Waiting.pause(pauseAfter(attempt));
      }
    }
  }

  private static void attempt(Connection connection, String... statements) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = " + LOCK_TIMEOUT_MILLIS);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    } catch (SQLException failure) {
      connection.rollback();
      throw failure;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** Doubles from try to try up to a bound; half of it is random. */
  private static Duration pauseAfter(int attempt) {
    long full = Math.min(LONGEST_PAUSE_MILLIS, (long) FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
    return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
  }
}
