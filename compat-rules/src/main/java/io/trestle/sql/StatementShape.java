package io.trestle.sql;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A statement without its literals: statements of one shape differ in nothing else. Immutable.
 *
 * <p>Strings in plain, {@code E} and dollar quotes and decimal numbers are left out; what remains
 * in their place tells their kind and spelling (prefix, dollar quote's tag, with or without a
 * point). So the tokens of two statements of one shape are the same in number and kind, and differ
 * in the values of those literals. Other literals, comments and white space are part of the shape;
 * so is a literal that holds one of the {@link #WATCHED_WORDS}.
 *
 * <p>Made in one pass over the text, without tokens. That it sees literals exactly where {@link
 * Lexer} does is what everything rests on, and tested.
 */
public final class StatementShape {

  /** Words by which a statement may change what unqualified names mean, in lower case. */
  static final String[] WATCHED_WORDS = {
    "search_path", "schema", "set_config", "role", "authorization", "temp"
  };

  /** Stands for a literal, followed by the letter of its kind; no text of PostgreSQL's holds it. */
  private static final char HOLE = '\0';

  private final String text;
  private final int[] spans;
  private final int count;

  private StatementShape(String text, int[] spans, int count) {
    this.text = text;
    this.spans = spans;
    this.count = count;
  }

  /**
   * The shape of a text.
   *
   * @param standardConformingStrings the session's setting of that name
   * @return null where the text cannot be cut into tokens
   */
  public static @Nullable StatementShape of(String sql, boolean standardConformingStrings) {
    return sql.indexOf(HOLE) >= 0 ? null : new Pass(sql, !standardConformingStrings).run();
  }

  /** The text with holes. Two statements have the same shape if these are equal. */
  public String text() {
    return text;
  }

  /** How many literals are left out. */
  public int literals() {
    return count;
  }

  /** The UTF-16 offset at which a literal that is left out starts in the statement. */
  public int start(int literal) {
    return spans[2 * literal];
  }

  /** The offset behind its end. */
  public int end(int literal) {
    return spans[2 * literal + 1];
  }

  /** Whether a text holds one of the watched words, in whatever case, between two offsets. */
  static boolean holdsWatchedWord(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      int initial = text.charAt(i) | 0x20;
      if (initial == 's' || initial == 'r' || initial == 'a' || initial == 't') {
        for (String word : WATCHED_WORDS) {
          if (word.length() <= to - i && text.regionMatches(true, i, word, 0, word.length())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** One pass over one text. */
  private static final class Pass {

    private static final int UNFINISHED = -1;
    private static final int FIRST_SPANS = 16;

    private final String sql;
    private final int length;
    private final boolean backslashEscapes;
    private final StringBuilder shape;
    private int[] spans = new int[FIRST_SPANS];
    private int count;

    /** How far the text has been copied into the shape. */
    private int copied;

    Pass(String sql, boolean backslashEscapes) {
      this.sql = sql;
      this.length = sql.length();
      this.backslashEscapes = backslashEscapes;
      this.shape = new StringBuilder(length + 8);
    }

    @Nullable StatementShape run() {
      int at = 0;
      while (at < length) {
        at = next(at, sql.charAt(at));
        if (at == UNFINISHED) {
          return null;
        }
      }
      shape.append(sql, copied, length);
      return new StatementShape(shape.toString(), spans, count);
    }

    /** Passes by one token, blank or comment; gives the offset behind it. */
    private int next(int at, char c) {
      if (Lexer.startsName(c)) {
        return nameOrPrefixedString(at, c);
      }
      switch (c) {
        case '\'':
          return string(at, at + 1, backslashEscapes, true);
        case '"':
          return quotedName(at + 1);
        case '$':
          return dollar(at);
        case '-':
          return peek(at + 1) == '-' ? lineEnd(at) : at + 1;
        case '/':
          return peek(at + 1) == '*' ? commentEnd(at) : at + 1;
        case '.':
          return isDigit(peek(at + 1)) ? number(at) : behindDots(at);
        default:
          return isDigit(c) ? number(at) : at + 1;
      }
    }

    private char peek(int at) {
      return at < length ? sql.charAt(at) : '\0';
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }

    /**
     * Leaves a literal out.
     *
     * @param prefixEnd up to where it stays in the shape
     */
    private void hole(int start, int prefixEnd, int end, char kind) {
      shape.append(sql, copied, prefixEnd).append(HOLE).append(kind);
      copied = end;
      if (2 * count == spans.length) {
        spans = Arrays.copyOf(spans, 2 * spans.length);
      }
      spans[2 * count] = start;
      spans[2 * count + 1] = end;
      count++;
    }

    private int nameOrPrefixedString(int at, char c) {
      char following = peek(at + 1);
      if (following == '\'' && "eEbBxXnN".indexOf(c) >= 0) {
        boolean escape = c == 'e' || c == 'E';
        boolean national = c == 'n' || c == 'N';
        return string(at, at + 2, escape || (national && backslashEscapes), escape);
      } else if ((c == 'u' || c == 'U') && following == '&' && peek(at + 2) == '\'') {
        return string(at, at + 3, false, false);
      } else if ((c == 'u' || c == 'U') && following == '&' && peek(at + 2) == '"') {
        return quotedName(at + 3);
      }
      int end = at + 1;
      while (end < length && Lexer.continuesName(sql.charAt(end))) {
        end++;
      }
      return end;
    }

    private int quotedName(int content) {
      int at = content;
      while (true) {
        int quote = sql.indexOf('"', at);
        if (quote < 0) {
          return UNFINISHED;
        }
        if (peek(quote + 1) != '"') {
          return quote + 1;
        }
        at = quote + 2;
      }
    }

    /**
     * A string in single quotes.
     *
     * @param leftOut whether its kind is one that is left out
     */
    private int string(int start, int content, boolean escapes, boolean leftOut) {
      int end = closed(content, escapes);
      if (end == UNFINISHED) {
        return UNFINISHED;
      }
      boolean continued = false;
      for (int more = continuation(end); more > 0; more = continuation(end)) {
        continued = true;
        end = closed(more, escapes);
        if (end == UNFINISHED) {
          return UNFINISHED;
        }
      }
      if (leftOut && !continued && !holdsWatchedWord(sql, content, end)) {
        hole(start, start, end, content == start + 1 ? 's' : sql.charAt(start));
      }
      return end;
    }

    /** The offset behind the quote that ends a string; {@link #UNFINISHED} where none does. */
    private int closed(int content, boolean escapes) {
      int at = content;
      while (at < length) {
        char c = sql.charAt(at++);
        if (c == '\'') {
          if (peek(at) != '\'') {
            return at;
          }
          at++;
        } else if (c == '\\' && escapes) {
          at++;
        }
      }
      return UNFINISHED;
    }

    /** Where a string goes on behind a line end: the offset behind its next quote, or 0. */
    private int continuation(int end) {
      boolean lineEnd = false;
      int at = end;
      while (at < length) {
        char c = sql.charAt(at);
        if (c == '-' && peek(at + 1) == '-') {
          at = lineEnd(at);
        } else if (Lexer.isBlank(c)) {
          lineEnd |= c == '\n' || c == '\r';
          at++;
        } else {
          return lineEnd && c == '\'' ? at + 1 : 0;
        }
      }
      return 0;
    }

    private int number(int start) {
      int at = start;
      if (peek(at) == '0'
          && "xXoObB".indexOf(peek(at + 1)) >= 0
          && Character.digit(peek(at + 2), 16) >= 0) {
        at += 2;
        while (Character.digit(peek(at), 16) >= 0 || peek(at) == '_') {
          at++;
        }
        return at;
      }
      at = digits(at);
      boolean whole = true;
      if (peek(at) == '.' && peek(at + 1) != '.') {
        whole = false;
        at = digits(at + 1);
      }
      int behind = exponent(at);
      whole &= behind == at;
      at = behind;
      boolean plain =
          isDigit(sql.charAt(start))
              && isDigit(sql.charAt(at - 1))
              && !Lexer.continuesName(peek(at));
      if (plain) {
        hole(start, start, at, whole ? 'i' : 'd');
      }
      return at;
    }

    private int digits(int from) {
      int at = from;
      while (isDigit(peek(at)) || (peek(at) == '_' && isDigit(peek(at + 1)))) {
        at++;
      }
      return at;
    }

    private int exponent(int at) {
      if (peek(at) != 'e' && peek(at) != 'E') {
        return at;
      }
      boolean signed = peek(at + 1) == '+' || peek(at + 1) == '-';
      int first = at + (signed ? 2 : 1);
      return isDigit(peek(first)) ? digits(first) : at;
    }

    /** A parameter, a string in dollar quotes, or a dollar sign alone. */
    private int dollar(int start) {
      int at = start + 1;
      if (isDigit(peek(at))) {
        while (isDigit(peek(at))) {
          at++;
        }
        return at;
      }
      while (at < length
          && (Lexer.startsName(sql.charAt(at)) || (at > start + 1 && isDigit(sql.charAt(at))))) {
        at++;
      }
      if (peek(at) != '$') {
        return start + 1;
      }
      String tag = sql.substring(start, at + 1);
      int close = sql.indexOf(tag, at + 1);
      if (close < 0) {
        return UNFINISHED;
      }
      int end = close + tag.length();
      if (!holdsWatchedWord(sql, at + 1, close)) {
        hole(start, at + 1, end, '$');
      }
      return end;
    }

    private int behindDots(int at) {
      return peek(at + 1) == '.' ? at + 2 : at + 1;
    }

    private int lineEnd(int from) {
      int at = from;
      while (at < length && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
        at++;
      }
      return at;
    }

    private int commentEnd(int from) {
      int at = from;
      int depth = 0;
      do {
        if (at >= length) {
          return UNFINISHED;
        }
        if (peek(at) == '/' && peek(at + 1) == '*') {
          depth++;
          at += 2;
        } else if (peek(at) == '*' && peek(at + 1) == '/') {
          depth--;
          at += 2;
        } else {
          at++;
        }
      } while (depth > 0);
      return at;
    }
  }
}
