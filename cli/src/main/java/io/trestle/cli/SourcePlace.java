package io.trestle.cli;

import io.trestle.inspect.StatementText;
import java.util.List;

/**
 * A place in a statement, for people: line, column, and the line with a mark under the token.
 *
 * @param line from 1
 * @param column in characters, from 1
 * @param text the line, or what is around the place where it is long
 * @param mark as wide as the text up to the end of the token
 */
record SourcePlace(int line, int column, String text, String mark) {

  /** How much of a line is shown on each side of the place. */
  private static final int AROUND = 70;

  private static final String ELLIPSIS = "…";

  /**
   * @param position in characters (code points) from 1, as errors have it; at most one behind the
   *     end
   */
  static SourcePlace of(String sql, int position) {
    int characters = sql.codePointCount(0, sql.length());
    int offset = sql.offsetByCodePoints(0, Math.max(0, Math.min(position - 1, characters)));
    int lineStart = offset;
    while (lineStart > 0 && !isLineEnd(sql.charAt(lineStart - 1))) {
      lineStart--;
    }
    int lineEnd = offset;
    while (lineEnd < sql.length() && !isLineEnd(sql.charAt(lineEnd))) {
      lineEnd++;
    }
    int line = 1 + (int) sql.substring(0, lineStart).chars().filter(c -> c == '\n').count();
    int tokenEnd = StatementText.of(sql).map(text -> text.tokenEnd(offset)).orElse(offset + 1);
    tokenEnd = Math.max(offset, Math.min(tokenEnd, lineEnd));
    int from = lineStart;
    int to = lineEnd;
    if (offset - from > AROUND) {
      from = sql.offsetByCodePoints(offset, -AROUND / 2);
    }
    if (to - tokenEnd > AROUND) {
      to = sql.offsetByCodePoints(tokenEnd, AROUND / 2);
    }
    String before = (from > lineStart ? ELLIPSIS : "") + sql.substring(from, offset);
    String text = before + sql.substring(offset, to) + (to < lineEnd ? ELLIPSIS : "");
    String mark = blanks(before) + "^".repeat(Math.max(1, width(sql.substring(offset, tokenEnd))));
    return new SourcePlace(line, 1 + sql.codePointCount(lineStart, offset), visible(text), mark);
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  /** {@code LINE:COLUMN}. */
  String label() {
    return line + ":" + column;
  }

  List<String> lines() {
    return List.of(text, mark);
  }

  /** A tab is as wide as a blank here. */
  private static String visible(String text) {
    return text.replace('\t', ' ');
  }

  private static String blanks(String text) {
    return " ".repeat(width(text));
  }

  /** In columns of a terminal. */
  static int width(String text) {
    return text.codePoints().map(SourcePlace::width).sum();
  }

  private static int width(int codePoint) {
    if (Character.getType(codePoint) == Character.NON_SPACING_MARK) {
      return 0;
    }
    boolean wide =
        (codePoint >= 0x1100 && codePoint <= 0x115f)
            || (codePoint >= 0x2e80 && codePoint <= 0xa4cf)
            || (codePoint >= 0xac00 && codePoint <= 0xd7a3)
            || (codePoint >= 0xf900 && codePoint <= 0xfaff)
            || (codePoint >= 0xff00 && codePoint <= 0xff60)
            || (codePoint >= 0x1f300 && codePoint <= 0x1faff)
            || (codePoint >= 0x20000 && codePoint <= 0x3fffd);
    return wide ? 2 : 1;
  }
}
