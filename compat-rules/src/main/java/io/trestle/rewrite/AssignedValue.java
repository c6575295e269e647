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
  private static final Set<String> DECIMAL_TYPES = Set.of("numeric", "decimal");
  private static final Set<String> INTEGER_TYPES =
      Set.of("smallint", "int", "integer", "bigint", "int2", "int4", "int8");

  static AssignedValue of(Analysis analysis, ActiveRule rule, int first, int last) {
    Tokens tokens = analysis.tokens();
    int from = first;
    int to = last;
    while (tokens.is(from, "(") && tokens.partner(from) == to && from + 1 < to) {
      from++;
      to--;
    }
    if (tokens.isWord(from, "cast") && tokens.is(from + 1, "(") && tokens.partner(from + 1) == to) {
      if (tokens.isWord(from + 3, "as")
          && isHarmlessType(tokens, rule, from + 2, from + 4, to - 1)) {
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
        parameter(tokens, from, to, first == from && last == to));
  }

  /**
   * A cast that leaves a literal what it is: to the column's own type, or to one that holds all its
   * values.
   */
  private static int withoutCast(Tokens tokens, ActiveRule rule, int from, int to) {
    if (from + 2 > to || !tokens.is(from + 1, "::") || tokens.get(from).kind() == Kind.PARAMETER) {
      return to;
    }
    return isHarmlessType(tokens, rule, from, from + 2, to) ? from : to;
  }

  private static boolean isHarmlessType(
      Tokens tokens, ActiveRule rule, int literal, int first, int last) {
    String type = tokens.text(first, last).toLowerCase(Locale.ROOT);
    String own = rule.rule().type().toLowerCase(Locale.ROOT);
    if (type.equals(own) || own.endsWith("." + type)) {
      return true;
    }
    return switch (rule.resolved().value().family()) {
      case NUMBER ->
          DECIMAL_TYPES.contains(type)
              || (INTEGER_TYPES.contains(type) && tokens.get(literal).value().matches("\\d+"));
      case OTHER -> TEXT_TYPES.contains(type) && isText(rule);
      case BOOLEAN, UNKNOWN -> false;
    };
  }

  private static boolean isText(ActiveRule rule) {
    String type = rule.resolved().typeSql().replace("\"", "");
    return type.equals("pg_catalog.text") || type.startsWith("pg_catalog.varchar");
  }

  private static int parameter(Tokens tokens, int from, int to, boolean bare) {
    boolean parameter = from == to && bare && tokens.get(from).kind() == Kind.PARAMETER;
    return parameter ? Analysis.parameterNumber(tokens.get(from)) : 0;
  }

  private static Certainty kind(Tokens tokens, ActiveRule rule, int from, int to) {
    Token token = tokens.get(from);
    if (from == to) {
      return switch (token.kind()) {
        case PARAMETER -> Certainty.PARAMETER;
        case STRING -> constant(rule, isPlain(tokens.text(from, to), token) ? token.value() : null);
        case NUMBER -> constant(rule, Family.NUMBER, token.value());
        case WORD -> word(rule, token);
        default -> Certainty.EXPRESSION;
      };
    }
    boolean negative = from + 1 == to && token.is("-") && tokens.get(to).kind() == Kind.NUMBER;
    return negative
        ? constant(rule, Family.NUMBER, "-" + tokens.get(to).value())
        : Certainty.EXPRESSION;
  }

  /**
   * Whether what stands between the quotes is the content as it is: no bit string, no escape that
   * is used.
   */
  static boolean isPlain(Tokens tokens, int at) {
    String text = tokens.text(at, at);
    return isPlain(text, tokens.get(at)) || text.startsWith("e") || text.startsWith("E");
  }

  private static boolean isPlain(String text, Token token) {
    boolean escape = text.startsWith("e") || text.startsWith("E");
    return text.startsWith("'")
        || text.startsWith("$")
        || (escape && token.value().indexOf('\\') < 0);
  }

  private static Certainty word(ActiveRule rule, Token token) {
    return switch (token.value()) {
      case "default" -> Certainty.DEFAULT;
      case "null" -> Certainty.NULL;
      case "true", "false" -> constant(rule, Family.BOOLEAN, token.value());
      default -> Certainty.EXPRESSION;
    };
  }

  /** A constant that has a type of its own is V only in a column of that family. */
  private static Certainty constant(ActiveRule rule, Family family, String text) {
    return rule.resolved().value().family() == family
        ? constant(rule, text)
        : Certainty.OTHER_CONSTANT;
  }

  private static Certainty constant(ActiveRule rule, @Nullable String text) {
    boolean equal = text != null && rule.resolved().value().equalTo(text);
    return equal ? Certainty.EQUAL_CONSTANT : Certainty.OTHER_CONSTANT;
  }
}
