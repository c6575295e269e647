package io.trestle.rewrite;

import io.trestle.engine.HeldValue.Family;
import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a statement assigns to the column, judged by the tokens of the value.
 *
 * @param certainty what can be said of it
 * @param first its first token
 * @param last its last token
 * @param at its token without brackets and casts that change nothing
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
      Set.of("char", "nchar", "national char", "national character", "bit");

  private static final Pattern OF_LENGTH = Pattern.compile("varchar\\(([0-9]{1,8})\\)");

  private static final Map<String, Integer> INTEGER_BITS =
      Map.of("smallint", 16, "integer", 32, "bigint", 64);

  static AssignedValue of(Analysis analysis, ActiveRule rule, int first, int last) {
    Tokens tokens = analysis.tokens();
    int[] whole = tokens.withoutBrackets(first, last);
    int[] inner = whole;
    List<Cast> casts = new ArrayList<>();
    for (Cast cast = Cast.at(tokens, whole[0], whole[1]); cast != null; ) {
      casts.add(cast);
      inner = tokens.withoutBrackets(cast.first(), cast.last());
      cast = Cast.at(tokens, inner[0], inner[1]);
    }
    int type = rule.resolved().typeOid();
    int parameter = parameter(tokens, inner[0], inner[1]);
    boolean harmless;
    if (parameter > 0) {
      int own = type;
      harmless = casts.stream().allMatch(cast -> parameterType(cast, rule) != 0);
      type = harmless && !casts.isEmpty() ? parameterType(casts.get(casts.size() - 1), rule) : own;
    } else {
      String literal = literal(tokens, inner[0], inner[1]);
      harmless =
          casts.stream().allMatch(cast -> literal != null && isHarmlessType(rule, cast, literal));
    }
    int[] at = harmless ? inner : whole;
    return new AssignedValue(
        kind(tokens, rule, at[0], at[1]),
        first,
        last,
        at[0],
        parameter(tokens, at[0], at[1]),
        type);
  }

  /** The content of a literal, of a number without its sign; null for anything else. */
  private static @Nullable String literal(Tokens tokens, int from, int to) {
    boolean negative = from + 1 == to && tokens.is(from, "-");
    boolean alone = from == to || (negative && tokens.get(to).kind() == Kind.NUMBER);
    return alone ? tokens.get(to).value() : null;
  }

  /**
   * The type that a cast gives a parameter, of which the column gets the value that is bound, if it
   * gets one; 0 where that is not certain.
   */
  private static int parameterType(Cast cast, ActiveRule rule) {
    int own = rule.resolved().typeOid();
    if (isOwnType(cast.type(), rule)) {
      return own;
    }
    BuiltInType type = BuiltInType.of(withoutLength(cast.type(), rule));
    BuiltInType column = BuiltInType.of(own);
    return type != null && column != null && type.keepsFor(column) ? type.oid() : 0;
  }

  private static boolean isOwnType(String cast, ActiveRule rule) {
    String own = Cast.canonical(rule.rule().type());
    String base = own.replaceFirst("\\([^)]*\\)", "");
    return cast.equals(own)
        || own.endsWith("." + cast)
        || cast.equals(Cast.canonical(rule.resolved().typeSql()))
        || (cast.equals(base) && !OF_LENGTH_ONE.contains(cast))
        || (cast.equals("bpchar") && base.equals("char"));
  }

  /** A type of texts without a length that makes V of no longer text; other types as they are. */
  private static String withoutLength(String type, ActiveRule rule) {
    Matcher matcher = OF_LENGTH.matcher(type);
    String value = rule.resolved().value().text();
    return matcher.matches()
            && Integer.parseInt(matcher.group(1)) > value.codePointCount(0, value.length())
        ? "varchar"
        : type;
  }

  /**
   * Whether a cast leaves a literal what it is: to the column's own type, or to one that holds all
   * its values.
   */
  private static boolean isHarmlessType(ActiveRule rule, Cast cast, String literal) {
    if (isOwnType(cast.type(), rule)) {
      return true;
    }
    String type = withoutLength(cast.type(), rule);
    return switch (rule.resolved().value().family()) {
      case INTEGER, SCALED, DECIMAL, FLOAT -> type.equals("numeric") || holds(type, literal);
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
