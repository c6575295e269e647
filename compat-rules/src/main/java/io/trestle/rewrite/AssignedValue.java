package io.trestle.rewrite;

import io.trestle.engine.HeldValue.Family;
import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a statement assigns to the column, judged by the tokens of the value.
 *
 * @param certainty what can be said of it
 * @param first its first token
 * @param last its last token
 * @param parameter the number of the parameter that it is, or 0
 */
record AssignedValue(Certainty certainty, int first, int last, int parameter) {

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
  private static final Set<String> NUMBER_TYPES =
      Set.of("smallint", "int", "integer", "bigint", "int2", "int4", "int8", "numeric", "decimal");

  static AssignedValue of(Analysis analysis, int first, int last) {
    Tokens tokens = analysis.tokens();
    int from = first;
    int to = last;
    while (tokens.is(from, "(") && tokens.partner(from) == to && from + 1 < to) {
      from++;
      to--;
    }
    if (tokens.isWord(from, "cast") && tokens.is(from + 1, "(") && tokens.partner(from + 1) == to) {
      if (tokens.isWord(from + 3, "as") && isHarmlessType(analysis, from + 4, to - 1)) {
        from += 2;
        to = from;
      }
    } else {
      to = withoutCast(tokens, analysis, from, to);
    }
    return new AssignedValue(
        kind(analysis, from, to),
        first,
        last,
        parameter(tokens, from, to, first == from && last == to));
  }

  /**
   * A cast to the column's own type, to a text type without length, or from number to number does
   * not change what a literal means that is V: a cast that would round it makes V of a literal that
   * is none, which stays unequal.
   */
  private static int withoutCast(Tokens tokens, Analysis analysis, int from, int to) {
    if (from + 2 > to || !tokens.is(from + 1, "::") || tokens.get(from).kind() == Kind.PARAMETER) {
      return to;
    }
    return isHarmlessType(analysis, from + 2, to) ? from : to;
  }

  private static boolean isHarmlessType(Analysis analysis, int first, int last) {
    String type = analysis.tokens().text(first, last).toLowerCase(Locale.ROOT);
    String own = analysis.rule().rule().type().toLowerCase(Locale.ROOT);
    boolean number = analysis.rule().resolved().value().family() == Family.NUMBER;
    return TEXT_TYPES.contains(type)
        || (number && NUMBER_TYPES.contains(type))
        || type.equals(own)
        || own.endsWith("." + type);
  }

  private static int parameter(Tokens tokens, int from, int to, boolean bare) {
    boolean parameter = from == to && bare && tokens.get(from).kind() == Kind.PARAMETER;
    return parameter ? Analysis.parameterNumber(tokens.get(from)) : 0;
  }

  private static Certainty kind(Analysis analysis, int from, int to) {
    Tokens tokens = analysis.tokens();
    Token token = tokens.get(from);
    if (from == to) {
      return switch (token.kind()) {
        case PARAMETER -> Certainty.PARAMETER;
        case STRING ->
            constant(analysis, isPlain(tokens.text(from, to), token) ? token.value() : null);
        case NUMBER -> constant(analysis, token.value());
        case WORD -> word(analysis, token);
        default -> Certainty.EXPRESSION;
      };
    }
    boolean negative = from + 1 == to && token.is("-") && tokens.get(to).kind() == Kind.NUMBER;
    return negative ? constant(analysis, "-" + tokens.get(to).value()) : Certainty.EXPRESSION;
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

  private static Certainty word(Analysis analysis, Token token) {
    return switch (token.value()) {
      case "default" -> Certainty.DEFAULT;
      case "null" -> Certainty.NULL;
      case "true", "false" -> constant(analysis, token.value());
      default -> Certainty.EXPRESSION;
    };
  }

  private static Certainty constant(Analysis analysis, @Nullable String text) {
    boolean equal = text != null && analysis.rule().resolved().value().equalTo(text);
    return equal ? Certainty.EQUAL_CONSTANT : Certainty.OTHER_CONSTANT;
  }
}
