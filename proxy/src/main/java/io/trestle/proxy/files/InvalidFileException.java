package io.trestle.proxy.files;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file of the settings that cannot be read or holds what it should not; the message says which.
 */
public final class InvalidFileException extends IOException {

  private static final long serialVersionUID = 1L;

  public InvalidFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public InvalidFileException(String message) {
    super(message);
  }
}
