package io.trestle.rewrite;

import io.trestle.engine.RefusalCode;

/**
 * Ends the analysis of a statement that cannot be treated with certainty. Internal: becomes an
 * outcome.
 */
final class UntreatableException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  static final int NO_TOKEN = -1;

  private final RefusalCode code;
  private final int token;

  UntreatableException(RefusalCode code, String construct, int token) {
    super(construct, null, false, false);
    this.code = code;
    this.token = token;
  }

  UntreatableException(String construct, int token) {
    this(RefusalCode.CONSTRUCT, construct, token);
  }

  UntreatableException(String construct) {
    this(RefusalCode.CONSTRUCT, construct, NO_TOKEN);
  }

  RefusalCode code() {
    return code;
  }

  /** Where: a token's index, or {@link #NO_TOKEN}. */
  int token() {
    return token;
  }
}
