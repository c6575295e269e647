package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * XMLTABLE in FROM: its namespaces and columns are no arguments, but hold expressions.
 *
 * @param open the parenthesis behind its name
 * @param keyword the token COLUMNS
 * @param items first and last token of each column's definition
 */
record XmlTable(int open, int keyword, List<int[]> items) {

  private static final String[] BEHIND_TYPE = {"path", "default", "not", "null", "for"};

  /** The one whose name is a token; null where it is none. */
  static @Nullable XmlTable at(Tokens tokens, int name) {
    int open = name + 1;
    if (!tokens.isWord(name, "xmltable") || !tokens.is(open, "(")) {
      return null;
    }
    int close = tokens.partner(open);
    for (int i = open + 1; i < close; i++) {
      if (tokens.isWord(i, "columns")) {
        return new XmlTable(open, i, CommaList.spans(tokens, i + 1, close));
      } else if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      }
    }
    return null;
  }

  /** The names of its columns. */
  List<String> columns(Tokens tokens) {
    List<String> names = new ArrayList<>();
    items.forEach(item -> names.add(tokens.get(item[0]).value()));
    return names;
  }

  /** Explains the names that it gives. */
  void explain(Analysis analysis) {
    Tokens tokens = analysis.tokens();
    items.forEach(item -> analysis.explain(item[0]));
    for (int i = open + 1; hasNamespaces(tokens) && i < tokens.partner(open + 2); i++) {
      if (tokens.isWord(i, "as")) {
        analysis.explain(i + 1);
      }
    }
  }

  private boolean hasNamespaces(Tokens tokens) {
    return tokens.isWord(open + 1, "xmlnamespaces") && tokens.is(open + 2, "(");
  }

  /** Makes the expressions in it arguments, in their order. */
  void mask(Tokens tokens, MaskedText text) {
    if (hasNamespaces(tokens)) {
      text.putName(open + 1);
      for (int[] item : CommaList.at(tokens, open + 2).items()) {
        if (tokens.isWord(item[0], "default")) {
          text.drop(item[0]);
        } else if (tokens.isWord(item[1] - 1, "as")) {
          text.drop(item[1] - 1, item[1]);
        }
      }
    }
    text.put(keyword, ",");
    items.forEach(item -> mask(tokens, text, item));
  }

  private static void mask(Tokens tokens, MaskedText text, int[] item) {
    text.put(item[0], "1");
    int at = item[0] + 1;
    while (at <= item[1] && !tokens.isAnyWord(at, BEHIND_TYPE)) {
      text.drop(at);
      at++;
    }
    for (; at <= item[1]; at++) {
      if (tokens.isAnyWord(at, "path", "default")) {
        text.put(at, ",");
      } else if (tokens.isWord(at, "for")
          || (tokens.isWord(at, "not") && tokens.isWord(at + 1, "null") && at + 1 == item[1])) {
        text.drop(at, at + 1);
        at++;
      } else if (tokens.isWord(at, "null")
          && at == item[1]
          && !tokens.isAnyWord(at - 1, "path", "default", "is", "not")) {
        text.drop(at);
      } else if (tokens.partner(at) > at) {
        at = tokens.partner(at);
      }
    }
  }
}
