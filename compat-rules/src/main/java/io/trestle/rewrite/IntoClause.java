package io.trestle.rewrite;

import io.trestle.sql.Keywords;
import io.trestle.sql.Keywords.Category;
import io.trestle.sql.Tokens;

/**
 * The INTO of SELECT INTO: names a new table, which is none of the statement's relations.
 *
 * @param first the word INTO
 * @param last the last token of the name
 */
record IntoClause(int first, int last) {

  /** Whether an INTO stands at a token that is not a part of INSERT or MERGE. */
  static boolean isAt(Tokens tokens, int index) {
    return tokens.isWord(index, "into")
        && !tokens.isAnyWord(index - 1, "insert", "merge")
        && index + 1 < tokens.size()
        && tokens.get(index + 1).isName();
  }

  /** The clause that starts at a token. */
  static IntoClause at(Tokens tokens, int index) {
    int at = index + 1;
    while (tokens.isAnyWord(at, "temporary", "temp", "local", "global", "unlogged", "table")
        && isNameOrModifier(tokens, at + 1)) {
      at++;
    }
    return new IntoClause(index, NamePath.at(tokens, at).last());
  }

  private static boolean isNameOrModifier(Tokens tokens, int index) {
    if (index >= tokens.size() || !tokens.get(index).isName()) {
      return false;
    }
    boolean quoted = !tokens.isWord(index, tokens.get(index).value());
    return quoted
        || tokens.isWord(index, "table")
        || Keywords.category(tokens.get(index).value()) != Category.RESERVED;
  }

  /** Explains the names that clauses between two tokens give to new tables. */
  static void explain(Analysis analysis, int from, int to) {
    for (int i = from; i < to; i++) {
      if (isAt(analysis.tokens(), i)) {
        IntoClause into = at(analysis.tokens(), i);
        NewRelations.requireOtherName(analysis, into.last());
        analysis.explain(into.first(), into.last());
      }
    }
  }
}
