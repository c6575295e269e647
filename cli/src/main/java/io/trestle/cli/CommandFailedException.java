package io.trestle.cli;

import org.jspecify.annotations.Nullable;

/** A command that ends with one clear line and an exit code. */
public final class CommandFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Failed: what was asked for could not be done. */
  public static final int FAILED = 1;

  /** Bad usage or input: what was asked for makes no sense as it stands. */
  public static final int BAD_INPUT = 2;

  private final int exitCode;

  private CommandFailedException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** Something went wrong on the way. */
  public static CommandFailedException failed(String message, @Nullable Throwable cause) {
    return new CommandFailedException(FAILED, message, cause);
  }

  /** The user has to change what was given. */
  public static CommandFailedException badInput(String message, @Nullable Throwable cause) {
    return new CommandFailedException(BAD_INPUT, message, cause);
  }

  int exitCode() {
    return exitCode;
  }
}
