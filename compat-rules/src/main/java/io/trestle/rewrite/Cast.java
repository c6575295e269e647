package io.trestle.rewrite;

import io.trestle.sql.LexerException;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A cast, by its tokens.
 *
 * @param first the first token of what is cast
 * @param last the last one of that
 * @param type the type, {@linkplain #canonical(String) in one spelling}
 */
record Cast(int first, int last, String type) {

  /** What the grammar makes of words that stand without quotes and schema. */
  private static final Map<String, String> GRAMMAR =
      Map.of(
          "character varying", "varchar",
          "character", "char",
          "int", "integer",
          "decimal", "numeric",
          "double precision", "float8");

  /** Names that the grammar alone knows: quoted, or behind a schema, they are of other types. */
  private static final Set<String> GRAMMAR_ALONE =
      Set.of(
          "int",
          "integer",
          "bigint",
          "smallint",
          "boolean",
          "decimal",
          "dec",
          "real",
          "float",
          "char",
          "character",
          "nchar",
          "bit");

  private static final Map<String, String> CATALOG =
      Map.of("int4", "integer", "int8", "bigint", "int2", "smallint", "bool", "boolean");

  private static final Pattern ZONED =
      Pattern.compile("(time|timestamp)(\\([0-9]+\\))? (with|without) time zone");

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

  /** A type in one spelling. */
  static String canonical(String type) {
    try {
      Tokens tokens = Tokens.of(type, true);
      return type(tokens, 0, tokens.size() - 1);
    } catch (LexerException unreadable) {
      return type;
    }
  }

  private static String type(Tokens tokens, int from, int to) {
    boolean qualified =
        from + 2 <= to && tokens.get(from).value().equals("pg_catalog") && tokens.is(from + 1, ".");
    int first = qualified ? from + 2 : from;
    boolean named = qualified || tokens.get(first).kind() == Kind.QUOTED_NAME;
    StringBuilder all = new StringBuilder();
    for (int i = first; i <= to; i++) {
      boolean name = tokens.get(i).isName();
      boolean between = i > first && name && (tokens.get(i - 1).isName() || tokens.is(i - 1, ")"));
      all.append(between ? " " : "").append(name ? tokens.get(i).value() : tokens.text(i, i));
    }
    String spelled = all.toString();
    if (named && GRAMMAR_ALONE.contains(tokens.get(first).value())) {
      return '"' + spelled;
    } else if (named) {
      return ofCatalog(spelled);
    }
    Matcher zoned = ZONED.matcher(spelled);
    if (zoned.matches()) {
      String length = zoned.group(2) == null ? "" : zoned.group(2);
      return zoned.group(1) + (zoned.group(3).equals("with") ? "tz" : "") + length;
    }
    return ofCatalog(replaced(GRAMMAR, spelled));
  }

  private static String ofCatalog(String name) {
    return name.startsWith("_") ? ofCatalog(name.substring(1)) + "[]" : replaced(CATALOG, name);
  }

  /** A name, or one with a length or brackets behind it, by another name where there is one. */
  private static String replaced(Map<String, String> names, String type) {
    for (Map.Entry<String, String> other : names.entrySet()) {
      String name = other.getKey();
      boolean same = type.equals(name);
      if (same || type.startsWith(name + "(") || type.startsWith(name + "[")) {
        return other.getValue() + type.substring(name.length());
      }
    }
    return type;
  }
}
