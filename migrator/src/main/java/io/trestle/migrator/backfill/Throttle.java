package io.trestle.migrator.backfill;

import io.trestle.migrator.backfill.Brake.Situation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets a batch begin when it may: the pause after the last one is over and no brake is on. Writes
 * what it waits for, and how fast it goes, at most once a second. Confined to one thread.
 */
final class Throttle {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final BackfillSettings settings;
  private final Brakes brakes;
  private final ProgressStore store;
  private final Overview overview;
  private final BatchSize size;
  private final BackfillListener listener;

  private @Nullable Wait shown;
  private boolean written;
  private long writtenAt;
  private boolean begun;
  private long beganAt;
  private long endedAt;

  Throttle(
      BackfillSettings settings,
      Brakes brakes,
      ProgressStore store,
      Overview overview,
      BatchSize size,
      BackfillListener listener) {
    this.settings = settings;
    this.brakes = brakes;
    this.store = store;
    this.overview = overview;
    this.size = size;
    this.listener = listener;
  }

  /** Waits until a batch may begin. */
  void await(Connection connection, Situation situation, Stop stop)
      throws SQLException, StoppedException {
    stop.check();
    if (begun) {
      stop.sleep(pause(Duration.ofNanos(endedAt - beganAt), System.nanoTime() - beganAt));
    }
    Wait wait = brakes.check(connection, situation, System.nanoTime());
    while (wait != null) {
      show(connection, wait);
      stop.sleep(BETWEEN_LOOKS);
      wait = brakes.check(connection, situation, System.nanoTime());
    }
    if (shown != null) {
      shown = null;
      write(connection, null);
      listener.going();
    }
    begun = true;
    beganAt = System.nanoTime();
    endedAt = beganAt;
  }

  /** How long to sleep after a batch that took so long, and began so long ago. */
  private Duration pause(Duration took, long sinceItBegan) {
    double nice = settings.nice() * took.toNanos();
    double bound =
        settings.batchesPerSecond() == 0
            ? 0
            : NANOS_PER_SECOND / settings.batchesPerSecond() - sinceItBegan;
    return Duration.ofNanos((long) Math.max(0, Math.max(nice, bound)));
  }

  /** A batch has ended. Returns how long it took. */
  Duration ended() {
    endedAt = System.nanoTime();
    return Duration.ofNanos(endedAt - beganAt);
  }

  /** Writes how fast it goes, when that was a second ago. */
  void report(Connection connection) throws SQLException {
    if (due()) {
      write(connection, null);
    }
  }

  private void show(Connection connection, Wait wait) throws SQLException {
    Wait before = shown;
    if (before == null || !before.brake().equals(wait.brake()) || due()) {
      shown = wait;
      write(connection, wait);
      listener.waiting(wait.brake(), wait.reason());
    }
  }

  private boolean due() {
    return !written || System.nanoTime() - writtenAt >= NANOS_PER_SECOND;
  }

  /** Writes why it waits, or null for nothing. */
  void write(Connection connection, @Nullable Wait wait) throws SQLException {
    store.throttle(connection, wait, size.rows(), overview.pace().rowsPerSecond(), overview.left());
    written = true;
    writtenAt = System.nanoTime();
  }
}
