package io.trestle.migrator;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Time that passes between two looks or tries. Stateless. */
final class Pause {

  private static final long SLICE_MILLIS = 50;

  private Pause() {}

  /**
   * Lets time pass.
   *
   * @param stop asked again and again; true ends it
   * @return false where it was told to stop, or the thread is interrupted, which is left set
   */
  static boolean of(Duration pause, BooleanSupplier stop) {
    long until = System.nanoTime() + pause.toNanos();
    while (System.nanoTime() < until) {
      if (stop.getAsBoolean()) {
        return false;
      }
      try {
        Thread.sleep(Math.min(SLICE_MILLIS, pause.toMillis()));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
