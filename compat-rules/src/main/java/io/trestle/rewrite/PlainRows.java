package io.trestle.rewrite;

import io.trestle.sql.Token;
import io.trestle.sql.Token.Kind;
import io.trestle.sql.Tokens;
import java.util.BitSet;
import java.util.Set;

/**
 * The rows of an INSERT … VALUES that no parser has to read, because they hold nothing but
 * constants, parameters, DEFAULT, signs and casts. Of many rows it is enough to have the first one
 * parsed.
 */
final class PlainRows {

  private static final Set<String> CONSTANTS = Set.of("null", "true", "false", "default");
  private static final Set<String> TYPES_BEFORE_A_STRING =
      Set.of("date", "time", "timestamp", "timestamptz", "uuid", "json", "jsonb", "numeric");

  private PlainRows() {}

  /**
   * The opening parentheses of those rows but the first in an INSERT in the tokens {@code [from,
   * to)}.
   */
  static BitSet in(Tokens tokens, int from, int to) {
    BitSet rows = new BitSet();
    if (!tokens.isWord(from, "insert")) {
      return rows;
    }
    int at = values(tokens, from, to) + 1;
    boolean first = true;
    while (tokens.is(at, "(") && tokens.partner(at) > at) {
      if (!first && isPlain(tokens, at)) {
        rows.set(at);
      }
      first = false;
      at = tokens.partner(at) + 1;
      if (!tokens.is(at, ",")) {
        break;
      }
      at++;
    }
    return rows;
  }

  /** The keyword VALUES of the statement itself, or its end. */
  private static int values(Tokens tokens, int from, int to) {
    for (int i = from; i < to; i++) {
      if (tokens.isWord(i, "values") && tokens.is(i + 1, "(")) {
        return i;
      } else if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      }
    }
    return to;
  }

  private static boolean isPlain(Tokens tokens, int open) {
    int close = tokens.partner(open);
    int at = open;
    do {
      at = behindCasts(tokens, behindConstant(tokens, at + 1));
      if (at < 0 || at > close) {
        return false;
      }
    } while (at < close && tokens.is(at, ","));
    return at == close;
  }

  /** The token behind a constant or parameter, or -1 where there is none. */
  private static int behindConstant(Tokens tokens, int at) {
    Token token = tokens.get(at);
    return switch (token.kind()) {
      case STRING, NUMBER, PARAMETER -> at + 1;
      case OPERATOR -> isSign(token) && tokens.get(at + 1).kind() == Kind.NUMBER ? at + 2 : -1;
      case WORD -> {
        if (CONSTANTS.contains(token.value())) {
          yield at + 1;
        }
        boolean typed =
            tokens.get(at + 1).kind() == Kind.STRING
                && TYPES_BEFORE_A_STRING.contains(token.value());
        yield typed ? at + 2 : -1;
      }
      case QUOTED_NAME, PUNCTUATION -> -1;
    };
  }

  private static boolean isSign(Token token) {
    return token.is("-") || token.is("+");
  }

  private static int behindCasts(Tokens tokens, int from) {
    int at = from;
    while (at > 0 && tokens.is(at, "::")) {
      if (!tokens.get(at + 1).isName()) {
        return -1;
      }
      at += 2;
      while (tokens.is(at, ".") && tokens.get(at + 1).isName()) {
        at += 2;
      }
      at = behindModifier(tokens, at);
    }
    return at;
  }

  private static int behindModifier(Tokens tokens, int from) {
    int at = from;
    if (tokens.is(at, "(")) {
      for (int i = at + 1; i < tokens.partner(at); i++) {
        if (tokens.get(i).kind() != Kind.NUMBER && !tokens.is(i, ",")) {
          return -1;
        }
      }
      at = tokens.partner(at) + 1;
    }
    while (at > 0 && tokens.is(at, "[") && tokens.is(at + 1, "]")) {
      at += 2;
    }
    return at;
  }
}
