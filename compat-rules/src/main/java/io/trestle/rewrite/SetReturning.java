package io.trestle.rewrite;

import io.trestle.sql.Tokens;

/**
 * Values that call functions which give several rows, or none: so many rows there will be. They
 * cannot be put into another expression, nor left out.
 */
final class SetReturning {

  private SetReturning() {}

  /** Whether such a function may be called between two tokens; subqueries are values. */
  static boolean isCalled(Analysis analysis, int first, int last) {
    Tokens tokens = analysis.tokens();
    for (int i = first; i < last; i++) {
      if (tokens.opensQuery(i)) {
        i = Math.max(i, tokens.partner(i));
      } else if (tokens.is(i + 1, "(")
          && analysis.catalog().isSetReturning(tokens.get(i).value())) {
        return true;
      }
    }
    return false;
  }

  /** Refuses a value that calls such a function. */
  static void refuse(Analysis analysis, AssignedValue value) {
    if (isCalled(analysis, value.first(), value.last())) {
      throw new UntreatableException(
          "a function that returns a set, for the column", value.first());
    }
  }
}
