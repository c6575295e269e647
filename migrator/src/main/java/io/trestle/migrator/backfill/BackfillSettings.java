package io.trestle.migrator.backfill;

import java.time.Duration;

/**
 * How gently rows are filled. Immutable; {@link #DEFAULTS} is where to begin.
 *
 * @param startRows rows of the first batch, filled or not
 * @param minRows the smallest batch, unless failures make it smaller
 * @param maxRows the largest batch
 * @param target how long a batch shall take
 * @param nice how long to sleep after a batch, as a share of the time that it took; 0 for not at
 *     all
 * @param batchesPerSecond how many batches may begin in a second; 0 for any number
 * @param lockTimeout how long a statement waits for a lock
 * @param statementTimeout how long a statement may take
 * @param retryFrom how long to wait after a first failure; doubled with each further one
 * @param retryTo the longest wait after a failure
 * @param maxFailures how many failures in succession end the backfill with an error
 * @param reconnectFor for how long a lost connection is tried again
 * @param maxSweeps how many times the table is gone over again for rows that were left unfilled
 */
public record BackfillSettings(
    int startRows,
    int minRows,
    int maxRows,
    Duration target,
    double nice,
    double batchesPerSecond,
    Duration lockTimeout,
    Duration statementTimeout,
    Duration retryFrom,
    Duration retryTo,
    int maxFailures,
    Duration reconnectFor,
    int maxSweeps) {

  /** What is used where an operator has said nothing. */
  public static final BackfillSettings DEFAULTS =
      new BackfillSettings(
          1_000,
          100,
          100_000,
          Duration.ofMillis(250),
          0,
          0,
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          30,
          Duration.ofMinutes(5),
          10);

  /** Refuses what makes no sense. */
  public BackfillSettings {
    require(minRows >= 1 && minRows <= maxRows, "1 <= minRows <= maxRows");
    require(startRows >= minRows && startRows <= maxRows, "minRows <= startRows <= maxRows");
    require(positive(target), "target > 0");
    require(nice >= 0 && nice <= 100, "0 <= nice <= 100");
    require(batchesPerSecond >= 0, "batchesPerSecond >= 0");
    require(positive(lockTimeout) && positive(statementTimeout), "time-outs of 1 ms or more");
    require(positive(retryFrom) && retryTo.compareTo(retryFrom) >= 0, "0 < retryFrom <= retryTo");
    require(maxFailures >= 1, "maxFailures >= 1");
    require(!reconnectFor.isNegative(), "reconnectFor >= 0");
    require(maxSweeps >= 1, "maxSweeps >= 1");
  }

  private static boolean positive(Duration duration) {
    return duration.toMillis() > 0;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("backfill settings: expected " + what);
    }
  }

  /** With other sizes of batches, in rows. */
  public BackfillSettings withRows(int start, int min, int max) {
    return new BackfillSettings(
        start,
        min,
        max,
        target,
        nice,
        batchesPerSecond,
        lockTimeout,
        statementTimeout,
        retryFrom,
        retryTo,
        maxFailures,
        reconnectFor,
        maxSweeps);
  }

  /** With another time per batch, and other pauses between batches. */
  public BackfillSettings withPace(Duration newTarget, double newNice, double newBatchesPerSecond) {
    return new BackfillSettings(
        startRows,
        minRows,
        maxRows,
        newTarget,
        newNice,
        newBatchesPerSecond,
        lockTimeout,
        statementTimeout,
        retryFrom,
        retryTo,
        maxFailures,
        reconnectFor,
        maxSweeps);
  }

  /** With other bounds on what a statement may take. */
  public BackfillSettings withTimeouts(Duration newLockTimeout, Duration newStatementTimeout) {
    return new BackfillSettings(
        startRows,
        minRows,
        maxRows,
        target,
        nice,
        batchesPerSecond,
        newLockTimeout,
        newStatementTimeout,
        retryFrom,
        retryTo,
        maxFailures,
        reconnectFor,
        maxSweeps);
  }

  /** With other bounds on trying again. */
  public BackfillSettings withRetries(
      Duration from, Duration to, int newMaxFailures, Duration newReconnectFor, int newMaxSweeps) {
    return new BackfillSettings(
        startRows,
        minRows,
        maxRows,
        target,
        nice,
        batchesPerSecond,
        lockTimeout,
        statementTimeout,
        from,
        to,
        newMaxFailures,
        newReconnectFor,
        newMaxSweeps);
  }
}
