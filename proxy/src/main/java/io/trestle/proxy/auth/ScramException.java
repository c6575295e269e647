package io.trestle.proxy.auth;

/** An exchange that cannot go on: the client broke the protocol, or has not proved its password. */
public final class ScramException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String sqlState;

  private ScramException(String sqlState, String message) {
    super(message);
    this.sqlState = sqlState;
  }

  static ScramException malformed(String what) {
    return new ScramException("08P01", "malformed SCRAM message: " + what);
  }

  static ScramException wrongPassword() {
    return new ScramException("28P01", "password authentication failed");
  }

  /** 08P01 for a broken protocol, 28P01 for a wrong password. */
  public String sqlState() {
    return sqlState;
  }
}
