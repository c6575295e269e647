package io.trestle.sql;

import java.util.Random;

/** Makes other statements of the same shape. */
public final class OtherLiterals {

  private static final String[] CONTENTS = {
    "",
    "x",
    "pending",
    "shipped",
    "a''b",
    "''",
    "$1",
    "$$",
    "-- no comment",
    "/* none",
    ";",
    "\"",
    "orders",
    "status",
    "ünïcödé 表 😀",
    "0",
    "true",
    "null",
    "\t\n",
    "{\"a\": [1]}",
    "2026-01-01"
  };
  private static final int LONG = 5_000;

  private final Random random;

  /**
   * @param random decides what is replaced, and by what
   */
  public OtherLiterals(Random random) {
    this.random = random;
  }

  /** The statement with some of its literals replaced; itself where it has no shape. */
  public String in(String sql, boolean standardConformingStrings) {
    StatementShape shape = StatementShape.of(sql, standardConformingStrings);
    if (shape == null) {
      return sql;
    }
    StringBuilder other = new StringBuilder();
    int at = 0;
    for (int i = 0; i < shape.literals(); i++) {
      String literal = sql.substring(shape.start(i), shape.end(i));
      other.append(sql, at, shape.start(i));
      other.append(random.nextInt(5) == 0 ? literal : another(literal));
      at = shape.end(i);
    }
    return other.append(sql, at, sql.length()).toString();
  }

  private String another(String literal) {
    char first = literal.charAt(0);
    if (first == '$') {
      String tag = literal.substring(0, literal.indexOf('$', 1) + 1);
      return tag + content().replace(tag, "").replace("$", "€") + tag;
    } else if (first == '\'') {
      return "'" + content() + "'";
    } else if (first == 'E' || first == 'e') {
      return first + "'" + (random.nextBoolean() ? "\\'\\\\ \\n" : "") + content() + "'";
    }
    boolean whole = literal.chars().allMatch(c -> c >= '0' && c <= '9' || c == '_');
    if (whole) {
      return String.valueOf(random.nextInt(10) == 0 ? Long.MAX_VALUE : random.nextInt(1_000));
    }
    return random.nextInt(100) + (random.nextBoolean() ? "." + random.nextInt(100_000) : "e7");
  }

  /** A content of a string, quotes doubled; now and then a very long one. */
  private String content() {
    return random.nextInt(50) == 0
        ? "lang ".repeat(LONG)
        : CONTENTS[random.nextInt(CONTENTS.length)] + (random.nextBoolean() ? "" : "y");
  }
}
