package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import net.sf.jsqlparser.schema.Table;

/**
 * The table that a statement writes to.
 *
 * @param binding as its expressions see it
 * @param behind the token behind its name and alias
 */
record Target(Binding binding, int behind) {

  /**
   * Binds the target in a scope.
   *
   * @param aliasWantsAs whether an alias must be introduced by AS, as in INSERT
   */
  static Target of(QueryWalker walker, Scope scope, Table table, boolean aliasWantsAs) {
    return of(walker, scope, walker.structure().first(table), aliasWantsAs);
  }

  /** Binds the target whose name starts at a token. */
  static Target of(QueryWalker walker, Scope scope, int first, boolean aliasWantsAs) {
    Tokens tokens = walker.analysis().tokens();
    NamePath path = NamePath.at(tokens, first);
    int next = path.last() + 1;
    boolean star = tokens.is(next, "*"); // the default, said aloud: descendants too
    if (star) {
      walker.analysis().explain(next);
      next++;
    }
    boolean mayHaveAlias = !aliasWantsAs || tokens.isWord(next, "as");
    AliasClause alias =
        mayHaveAlias ? AliasClause.at(tokens, next) : new AliasClause(-1, null, next - 1);
    int last = alias.exists() ? alias.token() : next - 1;
    AliasClause withoutList = new AliasClause(alias.token(), null, last);
    Binding binding = new FromClause(walker, scope, null).bindNamed(path, withoutList, false);
    return new Target(binding, last + 1);
  }

  /** The token behind a SET list: a clause keyword or a bracket that closes, or the end. */
  static int endOfList(Tokens tokens, int from, int end) {
    for (int i = from; i < end; i++) {
      boolean distinctFrom = tokens.isWord(i, "from") && tokens.isWord(i - 1, "distinct");
      if (!distinctFrom && tokens.isAnyWord(i, "from", "where", "returning")) {
        return i;
      }
      if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      } else if (tokens.partner(i) >= 0) {
        return i; // the parentheses around the statement
      }
    }
    return end;
  }
}
