package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SEARCH and CYCLE behind a query of WITH RECURSIVE: they name columns of its output, and add some
 * to it. JSqlParser does not read them.
 *
 * @param columns the names of the columns they add, in order
 * @param last their last token
 */
record SearchAndCycle(List<String> columns, int last) {

  /** The clauses that begin at a token; null where there are none. */
  static @Nullable SearchAndCycle at(Tokens tokens, int start) {
    List<String> columns = new ArrayList<>();
    int at = start;
    if (tokens.isWord(at, "search") && tokens.isAnyWord(at + 1, "depth", "breadth")) {
      int set = tokens.isWord(at + 3, "by") ? behindNames(tokens, at + 4) : -1;
      at = named(tokens, set, "set", columns);
    }
    if (at > 0 && tokens.isWord(at, "cycle")) {
      at = cycle(tokens, at, columns);
    }
    return at <= start ? null : new SearchAndCycle(columns, at - 1);
  }

  private static int cycle(Tokens tokens, int start, List<String> columns) {
    int at = named(tokens, behindNames(tokens, start + 1), "set", columns);
    if (at > 0 && tokens.isWord(at, "to")) {
      int constant = behind(tokens, at, "default");
      at = constant < 0 ? -1 : behind(tokens, constant, "using") - 1;
    }
    return named(tokens, at, "using", columns);
  }

  /** The token behind a keyword that stands at most a typed constant away; -1 for none. */
  private static int behind(Tokens tokens, int from, String word) {
    for (int i = from + 1; i <= from + 4; i++) {
      if (tokens.isWord(i, word)) {
        return i + 1;
      }
    }
    return -1;
  }

  private static int behindNames(Tokens tokens, int first) {
    int at = first;
    while (at < tokens.size() && tokens.get(at).isName()) {
      if (!tokens.is(at + 1, ",")) {
        return at + 1;
      }
      at += 2;
    }
    return -1;
  }

  /** Reads a keyword and a name; gives the token behind them, -1 where they are not there. */
  private static int named(Tokens tokens, int at, String word, List<String> columns) {
    boolean named =
        at > 0 && tokens.isWord(at, word) && at + 1 < tokens.size() && tokens.get(at + 1).isName();
    if (!named) {
      return -1;
    }
    columns.add(tokens.get(at + 1).value());
    return at + 2;
  }
}
