package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import io.trestle.engine.SessionState;
import io.trestle.sql.Tokens;

/**
 * Keeps track of SQL-level PREPARE, so that a later EXECUTE can be judged under the rules of its
 * own time.
 */
final class SqlPrepared {

  private SqlPrepared() {}

  /** Remembers every PREPARE of a text. */
  static void remember(Tokens tokens, SessionState session) {
    for (int[] range : tokens.statements()) {
      if (isPrepare(tokens, range[0])) {
        remember(tokens, range[0], range[1], session);
      }
    }
  }

  static boolean isPrepare(Tokens tokens, int from) {
    return tokens.isWord(from, "prepare") && !tokens.isWord(from + 1, "transaction");
  }

  /** Remembers the PREPARE in the tokens {@code [from, to)}. */
  static void remember(Tokens tokens, int from, int to, SessionState session) {
    boolean named = from + 1 < to;
    if (named
        && !session.rememberPrepared(tokens.get(from + 1).value(), tokens.text(from, to - 1))) {
      throw new UntreatableException(
          RefusalCode.TOO_LARGE,
          "more than " + SessionState.MAX_SQL_PREPARED + " SQL-level PREPARE statements",
          from);
    }
  }
}
