package io.trestle.rewrite;

import io.trestle.engine.HeldValue.Family;
import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a statement assigns to the column, judged by the tokens of the value.
 *
 * @param certainty what can be said of it
 * @param first its first token
 * @param last its last token
 * @param at its token without brackets and a cast that changes nothing
 * @param parameter the number of the parameter that it is, or 0
 */
record AssignedValue(Certainty certainty, int first, int last, int at, int parameter) {

  /** What can be said of a value before it is computed. */
  enum Certainty {
    DEFAULT,
    NULL,
    /** A constant that is V. */
    EQUAL_CONSTANT,
    /** A constant that is not V, or cannot be told to be. */
    OTHER_CONSTANT,
    PARAMETER,
    EXPRESSION
  }

  private static final Set<String> TEXT_TYPES = Set.of("text", "varchar");
  private static final Set<String> DECIMAL_TYPES = Set.of("numeric", "decimal");

  /** What a type is cut to that is written without its length; others are not cut. */
  private static final Set<String> OF_LENGTH_ONE =
      Set.of("char", "character", "nchar", "nationalchar", "nationalcharacter", "bit");

  private static final Map<String, String> OTHER_SPELLINGS =
      Map.of(
          "charactervarying", "varchar",
          "int", "integer",
          "int4", "integer",
          "int8", "bigint",
          "int2", "smallint",
          "bool", "boolean",
          "decimal", "numeric",
          "float8", "doubleprecision",
          "timestampwithtimezone", "timestamptz",
          "timestampwithouttimezone", "timestamp");

  /** By the number of their bytes. */
  private static final Map<String, Integer> INTEGER_TYPES =
      Map.of("smallint", 2, "int2", 2, "int", 4, "integer", 4, "int4", 4, "bigint", 8, "int8", 8);

  static AssignedValue of(Analysis analysis, ActiveRule rule, int first, int last) {
    Tokens tokens = analysis.tokens();
    int from = first;
    int to = last;
    while (tokens.is(from, "(") && tokens.partner(from) == to && from + 1 < to) {
      from++;
      to--;
    }
    boolean enclosed = from != first;
    if (tokens.isWord(from, "cast") && tokens.is(from + 1, "(") && tokens.partner(from + 1) == to) {
      if (tokens.isWord(from + 3, "as") && isHarmless(tokens, rule, from + 2, from + 4, to - 1)) {
        from += 2;
        to = from;
      }
    } else {
      to = withoutCast(tokens, rule, from, to);
    }
    return new AssignedValue(
        kind(tokens, rule, from, to),
        first,
        last,
        from,
        enclosed ? 0 : parameter(tokens, from, to));
  }

  /**
   * A cast that leaves a value what it is: to the column's own type, or of a literal to one that
   * holds all its values.
   */
  private static int withoutCast(Tokens tokens, ActiveRule rule, int from, int to) {
    if (from + 2 > to || !tokens.is(from + 1, "::")) {
      return to;
    }
    return isHarmless(tokens, rule, from, from + 2, to) ? from : to;
  }

  /** A parameter has the type of its cast, which is to be the one that it has without. */
  private static boolean isHarmless(Tokens tokens, ActiveRule rule, int at, int first, int last) {
    return tokens.get(at).kind() == Kind.PARAMETER
        ? isOwnType(tokens.text(first, last), rule)
        : isHarmlessType(tokens, rule, at, first, last);
  }

  private static boolean isOwnType(String type, ActiveRule rule) {
    String cast = canonical(type);
    String own = canonical(rule.rule().type());
    return cast.equals(own)
        || own.endsWith("." + cast)
        || (cast.equals(own.replaceFirst("\\(.*", "")) && !OF_LENGTH_ONE.contains(cast));
  }

  /** A type in one spelling, without spaces. */
  private static String canonical(String type) {
    String spelled =
        type.toLowerCase(Locale.ROOT).replaceAll("\\s+", "").replaceFirst("^pg_catalog\\.", "");
    for (Map.Entry<String, String> other : OTHER_SPELLINGS.entrySet()) {
      if (spelled.equals(other.getKey()) || spelled.startsWith(other.getKey() + "(")) {
        return other.getValue() + spelled.substring(other.getKey().length());
      }
    }
    return spelled;
  }

  private static boolean isHarmlessType(
      Tokens tokens, ActiveRule rule, int literal, int first, int last) {
    String type = tokens.text(first, last).toLowerCase(Locale.ROOT);
    if (isOwnType(type, rule)) {
      return true;
    }
    return switch (rule.resolved().value().family()) {
      case INTEGER, SCALED, DECIMAL, FLOAT ->
          DECIMAL_TYPES.contains(type) || holds(type, tokens.get(literal).value());
      case OTHER -> TEXT_TYPES.contains(type) && isText(rule);
      case BOOLEAN, UNKNOWN -> false;
    };
  }

  /** Whether an integer type holds a literal. */
  private static boolean holds(String type, String literal) {
    Integer bytes = INTEGER_TYPES.get(type);
    return bytes != null
        && literal.matches("[0-9]{1,40}")
        && new BigInteger(literal).bitLength() < 8 * bytes;
  }

  private static boolean isText(ActiveRule rule) {
    String type = rule.resolved().typeSql().replace("\"", "");
    return type.equals("pg_catalog.text") || type.startsWith("pg_catalog.varchar");
  }

  private static int parameter(Tokens tokens, int from, int to) {
    boolean parameter = from == to && tokens.get(from).kind() == Kind.PARAMETER;
    return parameter ? Analysis.parameterNumber(tokens.get(from)) : 0;
  }

  private static Certainty kind(Tokens tokens, ActiveRule rule, int from, int to) {
    Token token = tokens.get(from);
    if (from == to) {
      return switch (token.kind()) {
        case PARAMETER -> Certainty.PARAMETER;
        case STRING -> constant(rule, isPlain(tokens.text(from, to), token) ? token.value() : null);
        case NUMBER -> number(rule, token.value());
        case WORD -> word(rule, token);
        default -> Certainty.EXPRESSION;
      };
    }
    boolean negative = from + 1 == to && token.is("-") && tokens.get(to).kind() == Kind.NUMBER;
    return negative ? number(rule, "-" + tokens.get(to).value()) : Certainty.EXPRESSION;
  }

  /** Whether a string is one of characters, with whatever escapes: no bit string. */
  static boolean isOfCharacters(Tokens tokens, int at) {
    String text = tokens.text(at, at);
    return isPlain(text, tokens.get(at)) || text.startsWith("e") || text.startsWith("E");
  }

  /**
   * Whether what stands between the quotes is the content as it is: no bit string, no escape that
   * is used.
   */
  private static boolean isPlain(String text, Token token) {
    boolean escape = text.startsWith("e") || text.startsWith("E");
    return text.startsWith("'")
        || text.startsWith("$")
        || (escape && token.value().indexOf('\\') < 0);
  }

  private static Certainty word(ActiveRule rule, Token token) {
    return switch (token.value()) {
      case "default" -> Certainty.DEFAULT;
      case "null" -> rule.resolved().isNull() ? Certainty.EQUAL_CONSTANT : Certainty.NULL;
      case "true", "false" ->
          rule.resolved().value().family() == Family.BOOLEAN
              ? constant(rule, token.value())
              : Certainty.OTHER_CONSTANT;
      default -> Certainty.EXPRESSION;
    };
  }

  private static Certainty number(ActiveRule rule, String text) {
    boolean equal = rule.resolved().value().equalToNumber(text);
    return equal ? Certainty.EQUAL_CONSTANT : Certainty.OTHER_CONSTANT;
  }

  private static Certainty constant(ActiveRule rule, @Nullable String text) {
    boolean equal = text != null && rule.resolved().value().equalTo(text);
    return equal ? Certainty.EQUAL_CONSTANT : Certainty.OTHER_CONSTANT;
  }
}
