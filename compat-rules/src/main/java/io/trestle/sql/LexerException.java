package io.trestle.sql;

/**
 * A text that PostgreSQL's lexer would not take either: an unterminated string, comment or quoted
 * name.
 */
public final class LexerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int offset;

  LexerException(String message, int offset) {
    super(message);
    this.offset = offset;
  }

  /** Where the unfinished token starts: a UTF-16 offset. */
  public int offset() {
    return offset;
  }
}
