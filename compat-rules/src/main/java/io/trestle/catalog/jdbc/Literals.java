package io.trestle.catalog.jdbc;

/** Writes strings as SQL literals. */
final class Literals {

  private Literals() {}

  /** A literal that means the same whatever standard_conforming_strings is. */
  static String quote(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
  }

  /** A name in double quotes. */
  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
