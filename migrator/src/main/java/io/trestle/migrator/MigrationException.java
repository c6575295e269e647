package io.trestle.migrator;

/** A migration cannot go on, or not be begun. The message tells an operator why, and what to do. */
public final class MigrationException extends Exception {

  private static final long serialVersionUID = 1L;

  public MigrationException(String message) {
    super(message);
  }

  public MigrationException(String message, Throwable cause) {
    super(message, cause);
  }
}
