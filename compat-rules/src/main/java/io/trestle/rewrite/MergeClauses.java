package io.trestle.rewrite;

import io.trestle.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The clauses of a MERGE, by their tokens.
 *
 * @param from the statement's first token: WITH or MERGE
 * @param merge the token MERGE
 * @param target the first token behind INTO
 * @param using the token USING
 * @param on the token ON
 * @param whens its WHEN clauses
 * @param returning the token RETURNING, or -1
 * @param end the token behind the statement
 */
record MergeClauses(
    int from, int merge, int target, int using, int on, List<When> whens, int returning, int end) {

  /** Which rows a WHEN clause is for. */
  enum Kind {
    MATCHED,
    NOT_MATCHED_BY_SOURCE,
    NOT_MATCHED_BY_TARGET
  }

  /**
   * A WHEN clause.
   *
   * @param when the token WHEN
   * @param condition the first token of its condition, or -1
   * @param then the token THEN
   * @param end the token behind the clause
   */
  record When(Kind kind, int when, int condition, int then, int end) {}

  /** The clauses of a statement; null where it is no MERGE, or cannot be read as one. */
  static @Nullable MergeClauses find(Tokens tokens, int from, int end) {
    boolean possible = tokens.isAnyWord(from, "merge", "with");
    int merge = possible ? word(tokens, from, end, "merge") : -1;
    if (merge < 0 || !tokens.isWord(merge + 1, "into")) {
      return null;
    }
    int using = word(tokens, merge, end, "using");
    int on = using < 0 ? -1 : word(tokens, using, end, "on");
    int when = on < 0 ? -1 : word(tokens, on, end, "when");
    if (when < 0) {
      return null;
    }
    int returning = word(tokens, when, end, "returning");
    List<When> whens = new ArrayList<>();
    int limit = returning < 0 ? end : returning;
    while (when >= 0) {
      int next = word(tokens, when + 1, limit, "when");
      When clause = when(tokens, when, next < 0 ? limit : next);
      if (clause == null) {
        return null;
      }
      whens.add(clause);
      when = next;
    }
    return new MergeClauses(from, merge, merge + 2, using, on, whens, returning, end);
  }

  private static @Nullable When when(Tokens tokens, int when, int end) {
    int then = word(tokens, when + 1, end, "then");
    boolean not = tokens.isWord(when + 1, "not");
    int at = not ? when + 2 : when + 1;
    if (then < 0 || !tokens.isWord(at, "matched")) {
      return null;
    }
    at++;
    boolean bySource = tokens.isWord(at, "by") && tokens.isWord(at + 1, "source");
    at += tokens.isWord(at, "by") ? 2 : 0;
    boolean condition = tokens.isWord(at, "and");
    if (!condition && at != then) {
      return null;
    }
    Kind kind =
        bySource ? Kind.NOT_MATCHED_BY_SOURCE : not ? Kind.NOT_MATCHED_BY_TARGET : Kind.MATCHED;
    return new When(kind, when, condition ? at + 1 : -1, then, end);
  }

  /** The first such word outside brackets and CASE; -1 where there is none. */
  private static int word(Tokens tokens, int from, int end, String word) {
    int cases = 0;
    for (int i = from; i < end; i++) {
      if (tokens.isWord(i, "case")) {
        cases++;
      } else if (tokens.isWord(i, "end") && cases > 0) {
        cases--;
      } else if (cases == 0 && tokens.isWord(i, word)) {
        return i;
      } else if (tokens.partner(i) > i) {
        i = tokens.partner(i);
      }
    }
    return -1;
  }
}
