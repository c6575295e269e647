package io.trestle.migrator.backfill;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether the caller wants the run to end: by a signal that is asked, or by an interrupt, which is
 * left set.
 */
record Stop(BooleanSupplier signal) {

  /** The longest sleep between two looks at the signal. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  void check() throws StoppedException {
    if (signal.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw new StoppedException();
    }
  }

  /** Sleeps, unless the run is to end. */
  void sleep(Duration duration) throws StoppedException {
    long end = System.nanoTime() + duration.toNanos();
    check();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      try {
        TimeUnit.NANOSECONDS.sleep(Math.min(left, SLICE_NANOS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      check();
    }
  }
}
