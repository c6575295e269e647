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
 * @param type the OID of the type that a parameter has there: of its cast, else of the column
 */
record AssignedValue(Certainty certainty, int first, int last, int at, int parameter, int type) {

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

  /** Types that mean a length of one where they are written without. */
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

  private static final Map<String, Integer> INTEGER_BITS =
      Map.of("smallint", 16, "integer", 32, "bigint", 64);

  static AssignedValue of(Analysis analysis, ActiveRule rule, int first, int last) {
    Tokens tokens = analysis.tokens();
    int from = first;
    int to = last;
    while (tokens.is(from, "(") && tokens.partner(from) == to && from + 1 < to) {
      from++;
      to--;
    }
    int type = rule.resolved().typeOid();
    Cast cast = cast(tokens, from, to);
    if (cast != null && tokens.get(cast.value()).kind() == Kind.PARAMETER) {
      int given = parameterType(tokens.text(cast.first(), cast.last()), rule);
      cast = given == 0 ? null : cast;
      type = given;
    } else if (cast != null && !isHarmlessType(tokens, rule, cast)) {
      cast = null;
    }
    if (cast != null) {
      from = cast.value();
      to = from;
    }
    return new AssignedValue(
        kind(tokens, rule, from, to), first, last, from, parameter(tokens, from, to), type);
  }

  /**
   * A cast of one token.
   *
   * @param first the first token of the type
   * @param last the last one
   */
  private record Cast(int value, int first, int last) {}

  private static @Nullable Cast cast(Tokens tokens, int from, int to) {
    if (tokens.isWord(from, "cast")
        && tokens.is(from + 1, "(")
        && tokens.partner(from + 1) == to
        && tokens.isWord(from + 3, "as")) {
      return new Cast(from + 2, from + 4, to - 1);
    }
    return from + 2 <= to && tokens.is(from + 1, "::") ? new Cast(from, from + 2, to) : null;
  }

  /**
   * The type that a cast gives a parameter, of which the column gets the value that is bound, if it
   * gets one; 0 where that is not certain.
   */
  private static int parameterType(String type, ActiveRule rule) {
    int own = rule.resolved().typeOid();
    if (isOwnType(type, rule)) {
      return own;
    }
    BuiltInType cast = BuiltInType.of(canonical(type));
    BuiltInType column = BuiltInType.of(own);
    return cast != null && column != null && cast.keepsFor(column) ? cast.oid() : 0;
  }

  private static boolean isOwnType(String type, ActiveRule rule) {
    String cast = canonical(type);
    String own = canonical(rule.rule().type());
    return cast.equals(own)
        || own.endsWith("." + cast)
        || (cast.equals(own.replaceFirst("\\([^)]*\\)", "")) && !OF_LENGTH_ONE.contains(cast));
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

  /**
   * Whether a cast leaves a literal what it is: to the column's own type, or to one that holds all
   * its values.
   */
  private static boolean isHarmlessType(Tokens tokens, ActiveRule rule, Cast cast) {
    String type = canonical(tokens.text(cast.first(), cast.last()));
    if (isOwnType(type, rule)) {
      return true;
    }
    return switch (rule.resolved().value().family()) {
      case INTEGER, SCALED, DECIMAL, FLOAT ->
          type.equals("numeric") || holds(type, tokens.get(cast.value()).value());
      case OTHER -> isTextType(type) && isText(rule);
      case BOOLEAN, UNKNOWN -> false;
    };
  }

  /** Whether an integer type holds a literal. */
  private static boolean holds(String type, String literal) {
    Integer bits = INTEGER_BITS.get(type);
    return bits != null
        && literal.matches("[0-9]{1,40}")
        && new BigInteger(literal).bitLength() < bits;
  }

  private static boolean isTextType(String type) {
    BuiltInType cast = BuiltInType.of(type);
    return cast != null && cast.isText();
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
        case PARAMETER ->
            Analysis.parameterNumber(token) > 0 ? Certainty.PARAMETER : Certainty.EXPRESSION;
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
