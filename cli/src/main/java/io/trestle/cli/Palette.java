package io.trestle.cli;

import java.util.Map;

/** How edits and verdicts are marked: with colours, or with characters. */
enum Palette {
  /** For files, pipes and those who set NO_COLOR. */
  PLAIN("[-", "-]", "{+", "+}", "", "", ""),
  /** For terminals: red and struck out, green and underlined. */
  COLOURS(
      "\u001b[31;9m",
      "\u001b[0m",
      "\u001b[32;4m",
      "\u001b[0m",
      "\u001b[1;31m",
      "\u001b[1m",
      "\u001b[0m");

  private final String oldStart;
  private final String oldEnd;
  private final String newStart;
  private final String newEnd;
  private final String bad;
  private final String strong;
  private final String end;

  Palette(
      String oldStart,
      String oldEnd,
      String newStart,
      String newEnd,
      String bad,
      String strong,
      String end) {
    this.oldStart = oldStart;
    this.oldEnd = oldEnd;
    this.newStart = newStart;
    this.newEnd = newEnd;
    this.bad = bad;
    this.strong = strong;
    this.end = end;
  }

  /** The one for standard output. */
  static Palette of(Map<String, String> environment) {
    boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty();
    boolean terminal =
        Boolean.getBoolean("trestle.terminal") && !"dumb".equals(environment.get("TERM"));
    return wanted && terminal ? COLOURS : PLAIN;
  }

  /** What leaves a text. */
  String removed(String text) {
    return each(text, oldStart, oldEnd);
  }

  /** What comes into a text. */
  String added(String text) {
    return each(text, newStart, newEnd);
  }

  /** A bad thing. */
  String bad(String text) {
    return bad + text + end;
  }

  /** A heading. */
  String strong(String text) {
    return strong + text + end;
  }

  /** Marks each line by itself, so that a line can be indented, or looked at alone. */
  private static String each(String text, String start, String end) {
    return text.isEmpty() ? "" : start + text.replace("\n", end + "\n" + start) + end;
  }
}
