package io.trestle.rewrite;

import io.trestle.sql.Tokens;

/** {@code JOIN … USING (a, b) AS j}: a name for the columns that the join merges. */
final class JoinAlias {

  private JoinAlias() {}

  /** The alias of the list that stands behind a token USING; -1 where there is none. */
  static int at(Tokens tokens, int using) {
    int open = using + 1;
    if (!tokens.is(open, "(") || tokens.partner(open) <= open + 1) {
      return -1;
    }
    int close = tokens.partner(open);
    for (int i = open + 1; i < close; i++) {
      boolean wanted = (i - open) % 2 == 1 ? tokens.get(i).isName() : tokens.is(i, ",");
      if (!wanted) {
        return -1;
      }
    }
    boolean named =
        tokens.isWord(close + 1, "as")
            && close + 2 < tokens.size()
            && tokens.get(close + 2).isName();
    return named ? close + 2 : -1;
  }
}
