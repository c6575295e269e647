package io.trestle.rewrite;

import io.trestle.engine.SqlError;
import io.trestle.rules.Rule;
import io.trestle.sql.Tokens;
import org.jspecify.annotations.Nullable;

/** Words the errors of statements that are not run. */
final class Refusals {

  private Refusals() {}

  /**
   * The error for a statement that cannot be treated: names rule, phase, construct and the way out.
   */
  static SqlError error(Rule rule, UntreatableException refusal, @Nullable Tokens tokens) {
    String message =
        "trestle: refused under rule %s (phase %s): %s"
            .formatted(rule.name(), rule.phase().label(), refusal.getMessage());
    return new SqlError(
        refusal.code().sqlState(),
        message,
        "Rule: " + rule.origin(),
        refusal.code().wayOut(),
        position(refusal.token(), tokens),
        rule.schema(),
        rule.table(),
        rule.column());
  }

  /** The error for a statement that cannot be treated though no rule holds. */
  static SqlError error(UntreatableException refusal, @Nullable Tokens tokens) {
    return new SqlError(
        refusal.code().sqlState(),
        "trestle: refused: " + refusal.getMessage(),
        refusal.code().wayOut(),
        position(refusal.token(), tokens));
  }

  /** An error that the target database raises. */
  static SqlError error(TargetErrorException error, Tokens tokens) {
    return new SqlError(
        error.sqlState(),
        String.valueOf(error.getMessage()),
        null,
        position(error.token(), tokens));
  }

  private static int position(int token, @Nullable Tokens tokens) {
    if (token < 0 || tokens == null || token >= tokens.size()) {
      return 0;
    }
    return tokens.text().codePointCount(0, tokens.get(token).start()) + 1;
  }
}
