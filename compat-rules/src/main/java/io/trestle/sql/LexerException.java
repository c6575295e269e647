package io.trestle.sql;

/**
 * A text that cannot be cut into tokens: an unterminated string, comment or quoted name, which
 * PostgreSQL's lexer would not take either, or an escape that ours does not read.
 */
public final class LexerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int offset;
  private final boolean ofPostgres;

  /**
   * @param ofPostgres whether PostgreSQL's lexer fails there too
   */
  LexerException(String message, int offset, boolean ofPostgres) {
    super(message);
    this.offset = offset;
    this.ofPostgres = ofPostgres;
  }

  LexerException(String message, int offset) {
    this(message, offset, true);
  }

  /**
   * Whether PostgreSQL's lexer fails there too; where not, it is ours that cannot read the text.
   */
  public boolean isOfPostgres() {
    return ofPostgres;
  }

  /** Where the unfinished token starts: a UTF-16 offset. */
  public int offset() {
    return offset;
  }
}
