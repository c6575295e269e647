package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * FOR UPDATE and the like, with the tables it names and what is done while waiting.
 *
 * @param first its first token
 * @param last its last token
 */
record LockingClause(int first, int last) {

  /** The clause that a token FOR begins; null where it begins none. */
  static @Nullable LockingClause at(Tokens tokens, int start) {
    int at = start + 1;
    if (tokens.isWord(at, "no") && tokens.isWord(at + 1, "key")) {
      at += 2;
    } else if (tokens.isWord(at, "key")) {
      at++;
    }
    if (!tokens.isWord(start, "for") || !tokens.isAnyWord(at, "update", "share")) {
      return null;
    }
    if (tokens.isWord(at + 1, "of")) {
      at++;
      do {
        at = NamePath.at(tokens, at + 1).last() + 1;
      } while (tokens.is(at, ","));
      at--;
    }
    if (tokens.isWord(at + 1, "nowait")) {
      at++;
    } else if (tokens.isWord(at + 1, "skip") && tokens.isWord(at + 2, "locked")) {
      at += 2;
    }
    return new LockingClause(start, at);
  }

  /** Explains the names of all locking clauses: they are relations of the query, or wrong. */
  static void explain(Analysis analysis, int from, int to) {
    for (int i = from; i < to; i++) {
      LockingClause clause = at(analysis.tokens(), i);
      if (clause != null) {
        analysis.explain(clause.first(), clause.last());
        i = clause.last();
      }
    }
  }
}
