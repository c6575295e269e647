package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;
import org.jspecify.annotations.Nullable;

/**
 * Ends the analysis of a statement that cannot be treated with certainty. Internal: becomes an
 * outcome.
 */
final class UntreatableException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  static final int NO_TOKEN = -1;

  private final RefusalCode code;
  private final int token;
  private final transient @Nullable ActiveRule rule;

  private UntreatableException(
      @Nullable ActiveRule rule, RefusalCode code, String construct, int token) {
    super(construct, null, false, false);
    this.rule = rule;
    this.code = code;
    this.token = token;
  }

  UntreatableException(RefusalCode code, String construct, int token) {
    this(null, code, construct, token);
  }

  /** For a statement that cannot be treated because of one certain rule. */
  static UntreatableException under(
      ActiveRule rule, RefusalCode code, String construct, int token) {
    return new UntreatableException(rule, code, construct, token);
  }

  UntreatableException(String construct, int token) {
    this(RefusalCode.CONSTRUCT, construct, token);
  }

  UntreatableException(String construct) {
    this(RefusalCode.CONSTRUCT, construct, NO_TOKEN);
  }

  /** The rule because of which, where it is one certain rule. */
  @Nullable ActiveRule rule() {
    return rule;
  }

  RefusalCode code() {
    return code;
  }

  /** Where: a token's index, or {@link #NO_TOKEN}. */
  int token() {
    return token;
  }
}
