package io.trestle.migrator.backfill;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after failures: doubled with each, with jitter, so that two who fail over each
 * other do not meet again.
 *
 * @param from the wait after the first failure
 * @param to the longest wait
 * @param random between 0 and 1
 */
record Backoff(Duration from, Duration to, DoubleSupplier random) {

  /** The wait after that many failures in succession: between half and the whole of its bound. */
  Duration after(int failures) {
    double bound = Math.min(to.toNanos(), from.toNanos() * Math.pow(2, Math.min(62, failures - 1)));
    return Duration.ofNanos((long) (bound * (0.5 + random.getAsDouble() / 2)));
  }
}
