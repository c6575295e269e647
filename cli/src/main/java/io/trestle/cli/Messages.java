package io.trestle.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;

/** What an exception says to a user: one line, with what was expected where that is known. */
public final class Messages {

  private Messages() {}

  /** The exception in one line. */
  public static String of(Throwable exception) {
    if (exception instanceof NoSuchFileException missing) {
      return missing.getFile() + ": no such file";
    }
    if (exception instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    String message = exception.getMessage();
    if (message == null || message.isBlank()) {
      return exception.getClass().getSimpleName();
    }
    String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
    if (exception instanceof SQLException sql && sql.getSQLState() != null) {
      return line + " (SQLSTATE " + sql.getSQLState() + ")";
    }
    return line;
  }
}
