package io.trestle.driver;

import java.util.concurrent.Callable;

/** Waits for a condition, with a deadline. */
final class Eventually {

  private static final long DEADLINE_NANOS = 20_000_000_000L;
  private static final long PAUSE_MILLIS = 20;

  private Eventually() {}

  static void that(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not come true: " + what);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
