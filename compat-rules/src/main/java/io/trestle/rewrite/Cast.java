package io.trestle.rewrite;

import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A cast, by its tokens.
 *
 * @param first the first token of what is cast
 * @param last the last one of that
 * @param type the type, {@linkplain #canonical in one spelling}
 */
record Cast(int first, int last, String type) {

  private static final Map<String, String> OTHER_SPELLINGS =
      Map.of(
          "charactervarying", "varchar",
          "character", "char",
          "int", "integer",
          "int4", "integer",
          "int8", "bigint",
          "int2", "smallint",
          "bool", "boolean",
          "decimal", "numeric",
          "float8", "doubleprecision");

  private static final Pattern ZONED =
      Pattern.compile("(time|timestamp)(\\([0-9]+\\))?(with|without)timezone");

  /** A quoted name that is spelled as it would be without quotes, or any other text. */
  private static final Pattern PART =
      Pattern.compile("\"([a-z_][a-z0-9_]*)\"|(\"(?:[^\"]|\"\")*\")|([^\"]+)");

  /**
   * The cast that an expression is: {@code CAST(x AS type)}, {@code x::type} or {@code type 'x'}.
   *
   * @return null where it is none
   */
  static @Nullable Cast at(Tokens tokens, int from, int to) {
    if (tokens.isWord(from, "cast") && tokens.is(from + 1, "(") && tokens.partner(from + 1) == to) {
      int as = last(tokens, "as", from + 2, to - 1);
      return as < 0 ? null : new Cast(from + 2, as - 1, type(tokens, as + 1, to - 1));
    }
    int operator = last(tokens, "::", from, to);
    if (operator > from && operator < to) {
      return isOperand(tokens, from, operator - 1)
          ? new Cast(from, operator - 1, type(tokens, operator + 1, to))
          : null;
    }
    boolean literal =
        from < to && tokens.get(to).kind() == Kind.STRING && tokens.get(from).isName();
    return literal ? new Cast(to, to, type(tokens, from, to - 1)) : null;
  }

  /** Whether {@code ::} behind a token would be of all of an expression. */
  private static boolean isOperand(Tokens tokens, int from, int to) {
    boolean bracketed = tokens.is(from, "(") && tokens.partner(from) == to;
    return from == to || bracketed || at(tokens, from, to) != null;
  }

  private static int last(Tokens tokens, String text, int from, int to) {
    int found = -1;
    for (int i = from; i <= to; i++) {
      if (tokens.is(i, text) || tokens.isWord(i, text)) {
        found = i;
      } else if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      }
    }
    return found;
  }

  private static String type(Tokens tokens, int from, int to) {
    return canonical(tokens.text(from, to));
  }

  /** A type in one spelling, without spaces. */
  static String canonical(String type) {
    StringBuilder all = new StringBuilder();
    Matcher parts = PART.matcher(type);
    while (parts.find()) {
      if (parts.group(1) != null) {
        all.append(parts.group(1));
      } else if (parts.group(2) != null) {
        all.append(parts.group(2));
      } else {
        all.append(parts.group(3).toLowerCase(Locale.ROOT).replaceAll("\\s+", ""));
      }
    }
    String spelled = all.toString().replaceFirst("^pg_catalog\\.", "");
    Matcher zoned = ZONED.matcher(spelled);
    if (zoned.matches()) {
      String length = zoned.group(2) == null ? "" : zoned.group(2);
      return zoned.group(1) + (zoned.group(3).equals("with") ? "tz" : "") + length;
    }
    for (Map.Entry<String, String> other : OTHER_SPELLINGS.entrySet()) {
      if (spelled.equals(other.getKey()) || spelled.startsWith(other.getKey() + "(")) {
        return other.getValue() + spelled.substring(other.getKey().length());
      }
    }
    boolean array = spelled.startsWith("_");
    return array ? canonical(spelled.substring(1)) + "[]" : spelled;
  }
}
