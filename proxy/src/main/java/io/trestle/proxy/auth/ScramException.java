package io.trestle.proxy.auth;

/** A SCRAM exchange that cannot go on. Its message is fit for the one who is to blame. */
public final class ScramException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String sqlState;

  ScramException(String sqlState, String message) {
    super(message, null, false, false);
    this.sqlState = sqlState;
  }

  static ScramException malformed(String what) {
    return new ScramException("08P01", "malformed SCRAM message: " + what);
  }

  public String sqlState() {
    return sqlState;
  }
}
