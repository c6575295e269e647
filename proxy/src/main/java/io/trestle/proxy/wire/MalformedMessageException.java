package io.trestle.proxy.wire;

/** Bytes that are no message of the protocol. Its message is fit for the one who sent them. */
public final class MalformedMessageException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean isAnswered;

  public MalformedMessageException(String message) {
    this(message, true);
  }

  private MalformedMessageException(String message, boolean isAnswered) {
    super(message, null, false, false);
    this.isAnswered = isAnswered;
  }

  /** Of bytes whose sender does not seem to speak the protocol: the server would say nothing. */
  static MalformedMessageException unanswered(String message) {
    return new MalformedMessageException(message, false);
  }

  /** Whether the sender is told. */
  public boolean isAnswered() {
    return isAnswered;
  }
}
