package io.trestle.cli.demo;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits. An interrupted wait ends the demo. */
final class Waiting {

  private static final long POLL_MILLIS = 20;

  private Waiting() {}

  /** Lets the services work for a while. */
  static void pause(Duration duration) throws SQLException {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", interrupted);
    }
  }

  /**
   * Waits until a condition holds.
   *
   * @throws SQLException when it does not within the deadline
   */
  static void until(String what, Duration deadline, Condition condition) throws SQLException {
    long end = System.nanoTime() + deadline.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new SQLException("waited %s in vain for: %s".formatted(deadline, what));
      }
      pause(Duration.ofMillis(POLL_MILLIS));
    }
  }

  /** What to wait for. */
  interface Condition {
    boolean holds() throws SQLException;
  }
}
