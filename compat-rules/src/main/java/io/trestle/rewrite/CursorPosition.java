package io.trestle.rewrite;

import io.trestle.sql.Tokens;

/**
 * {@code WHERE CURRENT OF cursor}: a condition that JSqlParser cannot read and that names neither
 * column nor table. It finds the row by the cursor's scan of the table, which is the same one
 * whatever its query reads in place of a column.
 */
final class CursorPosition {

  /** A condition of the same place. */
  static final String MASK = "1 = 1";

  private CursorPosition() {}

  /** Whether the word CURRENT of such a condition stands at a token. */
  static boolean isAt(Tokens tokens, int index) {
    return tokens.isWord(index, "current")
        && tokens.isWord(index - 1, "where")
        && tokens.isWord(index + 1, "of")
        && index + 2 < tokens.size();
  }

  /** Explains the names of cursors between two tokens. */
  static void explain(Analysis analysis, int from, int to) {
    for (int i = from; i < to; i++) {
      if (isAt(analysis.tokens(), i)) {
        analysis.explain(i + 2);
      }
    }
  }
}
