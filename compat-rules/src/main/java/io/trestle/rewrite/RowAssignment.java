package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * An assignment to several columns: {@code (a, b) = (x, y)}, {@code = ROW(x, y)} or {@code =
 * (SELECT …)}.
 *
 * @param targets the columns
 * @param close the parenthesis behind them
 * @param values the values, null where they come from a query
 * @param valuesFirst the parenthesis that opens them
 * @param valuesLast the parenthesis that closes them
 */
record RowAssignment(
    CommaList targets, int close, @Nullable CommaList values, int valuesFirst, int valuesLast) {

  /** The row assignment between two tokens of a SET list; null where there is none. */
  static @Nullable RowAssignment at(Tokens tokens, int first, int last) {
    int close = tokens.is(first, "(") ? tokens.partner(first) : -1;
    if (close <= first + 1 || !tokens.is(close + 1, "=")) {
      return null;
    }
    int open = tokens.isWord(close + 2, "row") ? close + 3 : close + 2;
    if (!tokens.is(open, "(") || tokens.partner(open) != last) {
      return null;
    }
    CommaList targets = CommaList.at(tokens, first);
    boolean query = tokens.is(open - 1, "=") && tokens.startsQuery(open + 1);
    if (targets.size() == 0) {
      return null;
    }
    return new RowAssignment(targets, close, query ? null : CommaList.at(tokens, open), open, last);
  }
}
