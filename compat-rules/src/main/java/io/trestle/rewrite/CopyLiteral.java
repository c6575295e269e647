package io.trestle.rewrite;

import io.trestle.sql.Token;
import io.trestle.sql.Tokens;
import org.jspecify.annotations.Nullable;

/** The values of string literals, as the options of COPY need them. */
final class CopyLiteral {

  private CopyLiteral() {}

  /**
   * The value of a string token; null where it cannot be told for certain.
   *
   * @param standardConformingStrings the session's setting of that name
   */
  static @Nullable String value(Tokens tokens, int index, boolean standardConformingStrings) {
    Token token = tokens.get(index);
    char first = tokens.text().charAt(token.start());
    return switch (first) {
      case '$' -> token.value();
      case '\'' -> standardConformingStrings ? token.value() : unescape(token.value());
      case 'e', 'E' -> unescape(token.value());
      default -> null; // U&'', B'', X'', N''
    };
  }

  private static @Nullable String unescape(String raw) {
    StringBuilder value = new StringBuilder(raw.length());
    int at = 0;
    while (at < raw.length()) {
      char c = raw.charAt(at++);
      if (c != '\\') {
        value.append(c);
        continue;
      }
      if (at == raw.length()) {
        return null;
      }
      char escape = raw.charAt(at++);
      switch (escape) {
        case 'b' -> value.append('\b');
        case 'f' -> value.append('\f');
        case 'n' -> value.append('\n');
        case 'r' -> value.append('\r');
        case 't' -> value.append('\t');
        case 'v' -> value.append((char) 0x0b);
        case 'u', 'U' -> {
          return null;
        }
        case 'x', '0', '1', '2', '3', '4', '5', '6', '7' -> {
          int radix = escape == 'x' ? 16 : 8;
          int start = escape == 'x' ? at : at - 1;
          int end = start;
          while (end < raw.length()
              && end < start + (radix == 16 ? 2 : 3)
              && Character.digit(raw.charAt(end), radix) >= 0) {
            end++;
          }
          int code = end > start ? Integer.parseInt(raw.substring(start, end), radix) : -1;
          if (code <= 0 || code > 127) {
            return null;
          }
          value.append((char) code);
          at = end;
        }
        default -> value.append(escape);
      }
    }
    return value.toString();
  }
}
