package io.trestle.rewrite;

/**
 * Ends the analysis of a statement that is an error in the target database. Internal: becomes an
 * outcome.
 */
final class TargetErrorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;
  private final int token;

  TargetErrorException(String sqlState, String message, int token) {
    super(message, null, false, false);
    this.sqlState = sqlState;
    this.token = token;
  }

  String sqlState() {
    return sqlState;
  }

  int token() {
    return token;
  }
}
