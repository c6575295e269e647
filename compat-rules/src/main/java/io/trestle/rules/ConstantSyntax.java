package io.trestle.rules;

import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Tells whether SQL is one constant by its form alone: a literal, with a sign or cast or the name
 * of its type before it. Whether it fits its type only a database can say.
 */
public final class ConstantSyntax {

  private static final Set<String> TIMES = Set.of("time", "timestamp");

  /** Types whose name has several words, with those that may follow. */
  private static final Map<String, Set<String>> CONTINUED_TYPES =
      Map.of(
          "double", Set.of("precision"),
          "character", Set.of("varying"),
          "char", Set.of("varying"),
          "bit", Set.of("varying"),
          "national", Set.of("character", "char", "varying"),
          "nchar", Set.of("varying"),
          "interval", Set.of("year", "month", "day", "hour", "minute", "second", "to"));

  private static final Set<String> MOVING_DATES =
      Set.of("now", "today", "tomorrow", "yesterday", "allballs");

  private ConstantSyntax() {}

  /** Whether SQL is the word NULL, in whatever parentheses and casts. */
  public static boolean isNull(List<Token> tokens) {
    return isConstant(tokens) && tokens.stream().anyMatch(token -> token.isWord("null"));
  }

  static boolean isConstant(List<Token> tokens) {
    List<Token> rest = tokens;
    while (rest.size() >= 2 && rest.get(0).is("(") && closes(rest)) {
      rest = rest.subList(1, rest.size() - 1);
    }
    if (rest.isEmpty()) {
      return false;
    }
    if (rest.get(0).isWord("cast") && rest.size() > 5 && rest.get(1).is("(")) {
      int as = indexOfAs(rest);
      return as > 0
          && rest.get(rest.size() - 1).is(")")
          && isConstant(rest.subList(2, as))
          && isType(rest.subList(as + 1, rest.size() - 1));
    }
    int cast = lastCast(rest);
    if (cast > 0) {
      return isConstant(rest.subList(0, cast)) && isType(rest.subList(cast + 1, rest.size()));
    }
    return isLiteral(rest);
  }

  private static boolean closes(List<Token> tokens) {
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
      if (depth == 0) {
        return i == tokens.size() - 1;
      }
    }
    return false;
  }

  private static int indexOfAs(List<Token> tokens) {
    for (int i = tokens.size() - 1; i > 0; i--) {
      if (tokens.get(i).isWord("as")) {
        return i;
      }
    }
    return -1;
  }

  private static int lastCast(List<Token> tokens) {
    for (int i = tokens.size() - 1; i > 0; i--) {
      if (tokens.get(i).is("::")) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isLiteral(List<Token> tokens) {
    Token last = tokens.get(tokens.size() - 1);
    if (tokens.size() == 1) {
      return switch (last.kind()) {
        case STRING -> isStill(last);
        case NUMBER -> true;
        case WORD -> Set.of("true", "false", "null").contains(last.value());
        default -> false;
      };
    }
    if (last.kind() == Kind.NUMBER) {
      return tokens.size() == 2 && (tokens.get(0).is("-") || tokens.get(0).is("+"));
    }
    return last.kind() == Kind.STRING
        && isStill(last)
        && isType(tokens.subList(0, tokens.size() - 1));
  }

  /** Strings like 'now' mean another moment whenever they are read. */
  private static boolean isStill(Token string) {
    return !isMovingDate(string);
  }

  /** Whether a string is one that, as a date or time, depends on when it is read. */
  static boolean isMovingDate(Token string) {
    return MOVING_DATES.contains(string.value().strip().toLowerCase(Locale.ROOT));
  }

  /** Whether tokens are the name of a type and nothing else. */
  private static boolean isType(List<Token> tokens) {
    if (tokens.isEmpty() || !tokens.get(0).isName()) {
      return false;
    }
    Token name = tokens.get(0);
    int at = 1;
    while (is(tokens, at, ".") && at + 1 < tokens.size() && tokens.get(at + 1).isName()) {
      at += 2;
    }
    if (name.kind() == Kind.WORD && at == 1) {
      at = skipWords(tokens, at, CONTINUED_TYPES.getOrDefault(name.value(), Set.of()));
    }
    if (is(tokens, at, "(")) {
      at = skipModifier(tokens, at + 1);
    }
    if (at > 0 && TIMES.contains(name.value())) {
      at = skipWords(tokens, at, Set.of("with", "without", "time", "zone"));
    }
    while (is(tokens, at, "[")) {
      at = skipModifier(tokens, at + 1);
    }
    return at == tokens.size();
  }

  private static boolean is(List<Token> tokens, int at, String symbol) {
    return at >= 0 && at < tokens.size() && tokens.get(at).is(symbol);
  }

  private static int skipWords(List<Token> tokens, int from, Set<String> words) {
    int at = from;
    while (at < tokens.size()
        && tokens.get(at).kind() == Kind.WORD
        && words.contains(tokens.get(at).value())) {
      at++;
    }
    return at;
  }

  /** Behind the bracket that closes some numbers. */
  private static int skipModifier(List<Token> tokens, int from) {
    int at = from;
    while (at < tokens.size()
        && (tokens.get(at).kind() == Kind.NUMBER || is(tokens, at, ",") || is(tokens, at, "-"))) {
      at++;
    }
    return is(tokens, at, ")") || is(tokens, at, "]") ? at + 1 : -1;
  }
}
