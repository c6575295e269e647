package io.trestle.rewrite;

import io.trestle.sql.Token;
import io.trestle.sql.Tokens;

/**
 * Masks brackets that JSqlParser does not read, or reads as something else: array literals become
 * functions of their elements, {@code ARRAY(query)} one of a query, {@code (x).*} a cast, and a
 * slice a function of its bounds. What stands between the brackets stays.
 */
final class MaskedBrackets {

  /** The type that stands for the fields of {@code (x).*}; no type of a statement is called so. */
  static final String ALL_FIELDS = "allfields";

  static final String[] SET_OPERATIONS = {"union", "intersect", "except"};

  private MaskedBrackets() {}

  /** Masks what begins at a token. */
  static void mask(Tokens tokens, MaskedText text, int i) {
    Token.Kind kind = tokens.get(i).kind();
    if (kind == Token.Kind.WORD) {
      word(tokens, text, i);
    } else if (kind == Token.Kind.PUNCTUATION) {
      punctuation(tokens, text, i);
    }
  }

  private static void punctuation(Tokens tokens, MaskedText text, int i) {
    if (tokens.is(i, "[") && tokens.partner(i) > i) {
      if (isLiteral(tokens, i)) {
        text.put(i, "(");
        text.put(tokens.partner(i), ")");
      } else {
        slice(tokens, text, i);
      }
    } else if (tokens.is(i, ".") && tokens.is(i + 1, "*")) {
      star(tokens, text, i);
    }
  }

  private static void word(Tokens tokens, MaskedText text, int i) {
    if (tokens.isWord(i, "array") && tokens.is(i + 1, "[")) {
      text.putName(i);
    } else if (tokens.isWord(i, "array") && tokens.is(i + 1, "(")) {
      text.putName(i);
      twice(tokens, text, i + 1);
    } else if (isOperator(tokens, i) && isOperation(tokens, i + 1)) {
      twice(tokens, text, i + 1);
    }
  }

  private static boolean isLiteral(Tokens tokens, int open) {
    return tokens.isWord(open - 1, "array") || tokens.is(open - 1, "[") || tokens.is(open - 1, ",");
  }

  private static boolean isOperator(Tokens tokens, int i) {
    return tokens.isAnyWord(i, "in", "any", "some", "all")
        && !tokens.isAnyWord(i - 1, SET_OPERATIONS);
  }

  /**
   * Whether parentheses hold queries in parentheses, as in {@code ((SELECT 1) UNION (SELECT 2))}.
   */
  private static boolean isOperation(Tokens tokens, int open) {
    return tokens.is(open, "(")
        && tokens.is(open + 1, "(")
        && tokens.isAnyWord(tokens.partner(open + 1) + 1, SET_OPERATIONS);
  }

  private static void twice(Tokens tokens, MaskedText text, int open) {
    if (tokens.partner(open) > open) {
      text.put(open, "( (");
      text.put(tokens.partner(open), ") )");
    }
    if (isOperation(tokens, open) && isPlain(tokens, open + 1)) {
      text.drop(
          open + 1); // JSqlParser looks only so far ahead for the end of a first query in them
      text.drop(tokens.partner(open + 1));
    }
  }

  /** Whether nothing in a query's parentheses needs them. */
  private static boolean isPlain(Tokens tokens, int open) {
    if (!tokens.isAnyWord(open + 1, "select", "values", "table")) {
      return false;
    }
    for (int i = open + 1; i < tokens.partner(open); i++) {
      if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      } else if (tokens.isAnyWord(i, "order", "limit", "offset", "fetch", "for")) {
        return false;
      }
    }
    return true;
  }

  /** {@code (x).*} is an expression that gives several columns; {@code t.*::type} is one row. */
  private static void star(Tokens tokens, MaskedText text, int dot) {
    if (tokens.is(dot - 1, ")") || tokens.is(dot - 1, "]")) {
      text.put(dot, "::");
      text.put(dot + 1, ALL_FIELDS);
    } else if (tokens.is(dot + 2, "::")) {
      text.drop(dot, dot + 1);
    }
  }

  /** {@code [a:b]}, {@code [a:]} and {@code [:b]} become {@code [r(a, b)]} and the like. */
  private static void slice(Tokens tokens, MaskedText text, int open) {
    int colon = colon(tokens, open);
    if (colon > 0) {
      text.put(open, "[ r (");
      bounds(tokens, text, open, colon);
      text.put(tokens.partner(open), ") ]");
    }
  }

  /** A subscript becomes arguments of a function, with a comma behind them. */
  static void maskAsArguments(Tokens tokens, MaskedText text, int open) {
    int close = tokens.partner(open);
    int colon = colon(tokens, open);
    text.drop(open);
    if (colon > 0) {
      bounds(tokens, text, open, colon);
    }
    if (close == open + 1 || (colon == open + 1 && close == colon + 1)) {
      text.drop(close);
    } else {
      text.put(close, ",");
    }
  }

  private static void bounds(Tokens tokens, MaskedText text, int open, int colon) {
    if (colon == open + 1 || tokens.partner(open) == colon + 1) {
      text.drop(colon);
    } else {
      text.put(colon, ",");
    }
  }

  /** The colon of a slice; -1 where there is none. */
  private static int colon(Tokens tokens, int open) {
    for (int i = open + 1; i < tokens.partner(open); i++) {
      if (tokens.is(i, ":")) {
        return i;
      } else if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      }
    }
    return -1;
  }
}
