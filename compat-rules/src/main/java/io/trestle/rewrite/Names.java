package io.trestle.rewrite;

/** Writes names as SQL. */
final class Names {

  private Names() {}

  /** The name in double quotes. */
  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
