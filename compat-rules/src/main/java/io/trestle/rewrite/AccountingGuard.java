package io.trestle.rewrite;

import io.trestle.sql.Token;
import io.trestle.sql.Tokens;

/**
 * Refuses a statement in which something was overlooked: every token that is spelled like the
 * column or the table, and every star that stands for columns, must have been explained by whoever
 * walked the tree.
 */
final class AccountingGuard {

  private static final String[] BEFORE_STAR = {"select", "distinct", "all", "returning"};
  private static final String[] BEHIND_STAR = {
    "from",
    "where",
    "into",
    "group",
    "having",
    "window",
    "union",
    "intersect",
    "except",
    "order",
    "limit",
    "offset",
    "fetch",
    "for",
    "on",
    "returning"
  };

  private AccountingGuard() {}

  static void check(Analysis analysis, int from, int to) {
    for (int i = from; i < to; i++) {
      if (analysis.isExplained(i)) {
        continue;
      }
      if (analysis.isColumnName(i) && !isTypeName(analysis.tokens(), i)) {
        throw new UntreatableException("a use of the column's name that is not understood", i);
      }
      if (analysis.isTableName(i)) {
        throw new UntreatableException("a use of the table's name that is not understood", i);
      }
      if (analysis.isWatchedAlias(i) && !analysis.tokens().is(i + 1, ".")) {
        throw new UntreatableException("a use of the table's alias that is not understood", i);
      }
      if (isStarOfColumns(analysis.tokens(), i, to)) {
        throw new UntreatableException("a star that is not understood", i);
      }
    }
  }

  private static boolean isTypeName(Tokens tokens, int index) {
    return tokens.is(index - 1, "::");
  }

  private static boolean isStarOfColumns(Tokens tokens, int index, int to) {
    if (!tokens.is(index, "*")) {
      return false;
    }
    boolean before =
        tokens.is(index - 1, ".")
            || tokens.is(index - 1, ",")
            || tokens.is(index - 1, "(")
            || tokens.isAnyWord(index - 1, BEFORE_STAR);
    if (before || index + 1 >= to) {
      return true;
    }
    Token next = tokens.get(index + 1);
    return next.is(",") || next.is(")") || tokens.isAnyWord(index + 1, BEHIND_STAR);
  }
}
