package io.trestle.migrator.backfill;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Counts failures in succession: waits after each, halves the batch after every third, and gives up
 * after many. Confined to one thread.
 */
final class Retries {

  private static final int FAILURES_TO_HALVE = 3;

  /** Something that asks the database. */
  interface Call<T> {
    T run() throws SQLException, BackfillException, StoppedException;
  }

  private final BackfillSettings settings;
  private final BatchSize size;
  private final BackfillListener listener;
  private final Stop stop;
  private final Backoff backoff;
  private int failures;

  Retries(BackfillSettings settings, BatchSize size, BackfillListener listener, Stop stop) {
    this.settings = settings;
    this.size = size;
    this.listener = listener;
    this.stop = stop;
    this.backoff =
        new Backoff(
            settings.retryFrom(),
            settings.retryTo(),
            () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Tries until it succeeds, or fails for a reason that does not go away by itself. */
  <T> T attempt(Call<T> call) throws SQLException, BackfillException, StoppedException {
    while (true) {
      try {
        return call.run();
      } catch (SQLException e) {
        if (Failure.of(e) != Failure.AGAIN) {
          throw e;
        }
        failed(e);
      }
    }
  }

  /** A batch is committed. */
  void succeeded() {
    failures = 0;
  }

  /** Waits after a failure; or ends the run after too many. */
  void failed(SQLException e) throws BackfillException, StoppedException {
    failures++;
    if (failures >= settings.maxFailures()) {
      throw new BackfillException(
          "given up after " + failures + " failures in succession, the last: " + Messages.of(e), e);
    }
    if (failures % FAILURES_TO_HALVE == 0) {
      size.halve();
    }
    listener.retry(e, failures, size.rows());
    stop.sleep(backoff.after(failures));
  }
}
