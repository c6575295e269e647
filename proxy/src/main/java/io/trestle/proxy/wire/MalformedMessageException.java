package io.trestle.proxy.wire;

/** Bytes that are no message of the protocol. Its message is fit for the one who sent them. */
public final class MalformedMessageException extends Exception {

  private static final long serialVersionUID = 1L;

  public MalformedMessageException(String message) {
    super(message, null, false, false);
  }
}
