package io.trestle.cli.demo;

/** What is known of standard output. The launcher looks, because Java 17 cannot. */
final class Terminal {

  private static final int DEFAULT_COLUMNS = 80;

  private Terminal() {}

  /** Whether it is a terminal on which a line can be drawn anew. */
  static boolean isInteractive() {
    return Boolean.getBoolean("trestle.terminal") && !"dumb".equals(System.getenv("TERM"));
  }

  /** How wide it is. */
  static int columns() {
    int columns = Integer.getInteger("trestle.columns", 0);
    return columns > 0 ? columns : DEFAULT_COLUMNS;
  }
}
