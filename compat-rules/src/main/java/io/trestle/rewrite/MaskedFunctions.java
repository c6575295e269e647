package io.trestle.rewrite;

import io.trestle.sql.Token;
import io.trestle.sql.Tokens;

/**
 * Masks functions and clauses with a grammar of their own, which JSqlParser does not read or reads
 * in part, as functions of the same expressions in the same order.
 */
final class MaskedFunctions {

  private static final String[] JSON = {
    "json_object", "json_array", "json_objectagg", "json_arrayagg"
  };

  private final Tokens tokens;
  private final MaskedText text;
  private final int open;
  private final int close;

  private MaskedFunctions(Tokens tokens, MaskedText text, int open) {
    this.tokens = tokens;
    this.text = text;
    this.open = open;
    this.close = tokens.partner(open);
  }

  /** Masks what begins at a token. */
  static void mask(Tokens tokens, MaskedText text, int i) {
    if (tokens.get(i).kind() != Token.Kind.WORD) {
      return;
    }
    if (tokens.isWord(i, "within") && tokens.isWord(i + 1, "group") && tokens.is(i + 2, "(")) {
      orderedSet(tokens, text, i);
    } else if (tokens.isWord(i, "grouping") && tokens.isWord(i + 1, "sets")) {
      if (isCombined(tokens, i + 2)) {
        text.putName(i);
        text.drop(i + 1);
      }
    } else if (tokens.isWord(i, "rows") && tokens.isWord(i + 1, "from") && tokens.is(i + 2, "(")) {
      text.putName(i);
      text.drop(i + 1);
      new MaskedFunctions(tokens, text, i + 2).rowsFrom();
    } else if (tokens.is(i + 1, "(") && tokens.partner(i + 1) > i && !tokens.is(i - 1, ".")) {
      new MaskedFunctions(tokens, text, i + 1).mask(i);
    }
  }

  private void mask(int name) {
    if (tokens.isAnyWord(name, "grouping", "row")) {
      text.putName(name);
    } else if (tokens.isWord(name, "substring")) {
      text.putName(name);
      substring();
    } else if (tokens.isAnyWord(name, JSON)) {
      text.putName(name);
      json();
    } else if (tokens.isAnyWord(name, "xmlelement", "xmlpi")) {
      text.putName(name);
      xmlName();
    } else if (tokens.isAnyWord(name, "xmlattributes", "xmlforest")) {
      text.putName(name);
      dropBehind("as", 2);
    } else if (tokens.isAnyWord(name, "xmlparse", "xmlserialize")) {
      text.putName(name);
      xmlText();
    } else if (tokens.isWord(name, "xmlroot")) {
      text.putName(name);
      xmlRoot();
    } else if (tokens.isWord(name, "xmlexists")) {
      text.putName(name);
      xmlPassing();
    } else if (tokens.isWord(name, "xmltable") && XmlTable.at(tokens, name) != null) {
      text.putName(name);
      xmlPassing();
      XmlTable.at(tokens, name).mask(tokens, text);
    }
  }

  /** Whether a word is a part of the arguments of a function such as substring. */
  static boolean isArgument(Tokens tokens, int index) {
    for (int i = index - 1; i > 0; i--) {
      if (tokens.is(i, "(") && tokens.partner(i) > index) {
        return tokens.isAnyWord(i - 1, "substring", "extract", "trim", "overlay");
      } else if (tokens.partner(i) >= 0 && tokens.partner(i) < i) {
        i = tokens.partner(i);
      }
    }
    return false;
  }

  /** The next token outside inner brackets; the closing parenthesis at the end. */
  private int next(int i) {
    return tokens.partner(i) > i ? tokens.partner(i) + 1 : i + 1;
  }

  /** {@code f(a) WITHIN GROUP (ORDER BY b)} becomes {@code f(a ORDER BY b)}. */
  private static void orderedSet(Tokens tokens, MaskedText text, int within) {
    int close = within - 1;
    if (!tokens.is(close, ")") || tokens.partner(close) < 0) {
      return;
    }
    if (tokens.partner(close) == close - 1) {
      text.put(close, "1");
    } else {
      text.drop(close);
    }
    text.drop(within, within + 2);
  }

  /** Whether sets stand beside others or hold others, so that they are no list of expressions. */
  private static boolean isCombined(Tokens tokens, int open) {
    int close = tokens.partner(open);
    boolean combined = tokens.is(open - 3, ",") || tokens.is(close + 1, ",");
    int depth = 0;
    for (int i = open; i < close && !combined; i++) {
      depth += tokens.is(i, "(") ? 1 : tokens.is(i, ")") ? -1 : 0;
      combined = depth > 2 || tokens.isAnyWord(i, "grouping", "rollup", "cube");
    }
    return close > open && combined;
  }

  /** The definition lists of functions whose columns are given. */
  private void rowsFrom() {
    for (int i = open + 1; i < close; i = next(i)) {
      if (tokens.isWord(i, "as") && tokens.is(i + 1, "(")) {
        text.drop(i, tokens.partner(i + 1));
      }
    }
  }

  private void substring() {
    boolean similar = false;
    for (int i = open + 1; i < close; i = next(i)) {
      boolean pattern = tokens.isWord(i, "similar") && !tokens.isWord(i + 1, "to");
      boolean from = tokens.isWord(i, "from") && !tokens.isWord(i - 1, "distinct");
      similar |= pattern;
      if (pattern || from || tokens.isWord(i, "for") || (similar && tokens.isWord(i, "escape"))) {
        text.put(i, ",");
      }
    }
  }

  private void json() {
    for (int i = open + 1; i < close; i = next(i)) {
      if (tokens.is(i, ":") || isSeparator(i)) {
        text.put(i, ",");
      } else if (tokens.isAnyWord(i, "null", "absent") && tokens.isWord(i + 1, "on")) {
        text.drop(i, i + 2);
      } else if (tokens.isAnyWord(i, "with", "without") && tokens.isWord(i + 1, "unique")) {
        text.drop(i, tokens.isWord(i + 2, "keys") ? i + 2 : i + 1);
      } else if (tokens.isWord(i, "format") && tokens.isWord(i + 1, "json")) {
        text.drop(i, tokens.isWord(i + 2, "encoding") ? i + 3 : i + 1);
      } else if (tokens.isWord(i, "returning")) {
        text.drop(i, close - 1);
      }
    }
  }

  /** Whether VALUE stands between a key and its value. */
  private boolean isSeparator(int i) {
    return tokens.isWord(i, "value")
        && i > open + 1
        && i + 1 < close
        && !tokens.is(i - 1, ",")
        && !tokens.is(i + 1, ",")
        && !tokens.is(i + 1, ".");
  }

  /** {@code NAME x} is no expression. */
  private void xmlName() {
    if (tokens.isWord(open + 1, "name") && open + 2 < close) {
      text.drop(open + 1, tokens.is(open + 3, ",") ? open + 3 : open + 2);
    }
  }

  private void dropBehind(String word, int count) {
    for (int i = open + 1; i < close; i = next(i)) {
      if (tokens.isWord(i, word)) {
        text.drop(i, i + count - 1);
      }
    }
  }

  private void xmlText() {
    if (tokens.isAnyWord(open + 1, "document", "content")) {
      text.drop(open + 1);
    }
    for (int i = open + 2; i < close; i = next(i)) {
      if (tokens.isWord(i, "as")) {
        text.drop(i, close - 1);
      } else if (tokens.isAnyWord(i, "preserve", "strip") && tokens.isWord(i + 1, "whitespace")) {
        text.drop(i, i + 1);
      }
    }
  }

  private void xmlRoot() {
    for (int[] item : CommaList.at(tokens, open).items()) {
      if (tokens.isWord(item[0], "version") && item[1] > item[0]) {
        text.drop(item[0]);
        if (tokens.isWord(item[0] + 1, "no") && tokens.isWord(item[0] + 2, "value")) {
          text.put(item[0] + 1, "1");
          text.drop(item[0] + 2);
        }
      } else if (tokens.isWord(item[0], "standalone") && item[1] > item[0]) {
        text.put(item[0], "1");
        text.drop(item[0] + 1, item[1]);
      }
    }
  }

  private void xmlPassing() {
    for (int i = open + 1; i < close; i = next(i)) {
      if (tokens.isWord(i, "passing")) {
        text.put(i, ",");
      } else if (tokens.isWord(i, "by") && tokens.isAnyWord(i + 1, "ref", "value")) {
        text.drop(i, i + 1);
      } else if (tokens.isWord(i, "columns")) {
        return;
      }
    }
  }
}
