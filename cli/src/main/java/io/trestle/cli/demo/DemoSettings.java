package io.trestle.cli.demo;

/**
 * What a user can choose.
 *
 * @param rows how many orders the table starts with
 * @param secondsPerPhase how long the services run in each phase, at least
 * @param threads how many things each service does at once
 */
record DemoSettings(int rows, int secondsPerPhase, int threads) {

  DemoSettings {
    check("--rows", rows, 1_000, 10_000_000);
    check("--seconds-per-phase", secondsPerPhase, 1, 3_600);
    check("--threads", threads, 1, 64);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %,d; expected %,d to %,d".formatted(name, value, least, most));
    }
  }
}
