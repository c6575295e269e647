package io.trestle.migrator.plan;

/**
 * A statement of which no plan can be made. The message names what, where, and what was expected or
 * the way out.
 */
public final class UnplannableException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message for an operator: what is wrong; expected what
   */
  public UnplannableException(String message) {
    super(message);
  }

  /**
   * @param message for an operator: what is wrong; expected what
   * @param cause what the database said
   */
  public UnplannableException(String message, Throwable cause) {
    super(message, cause);
  }
}
