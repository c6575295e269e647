package io.trestle.sql;

/**
 * A token of a statement. Comments and white space are none.
 *
 * @param kind what it is
 * @param start its first UTF-16 offset in the text
 * @param end the offset behind its last
 * @param value of an identifier its name as PostgreSQL folds it, of a string its content, of
 *     anything else its text
 */
public record Token(Kind kind, int start, int end, String value) {

  /** The kinds of tokens. */
  public enum Kind {
    /** A name or keyword without quotes. */
    WORD,
    /** A name in double quotes. */
    QUOTED_NAME,
    /**
     * A literal in single quotes, of any prefix, or in dollar quotes; with its continuation lines.
     */
    STRING,
    NUMBER,
    /** {@code $1}. */
    PARAMETER,
    OPERATOR,
    /** One of {@code ( ) [ ] , ; . :} and {@code :: := ..}. */
    PUNCTUATION
  }

  /** Whether this is the unquoted word. */
  public boolean isWord(String word) {
    return kind == Kind.WORD && value.equals(word);
  }

  /** Whether this is the punctuation or operator. */
  public boolean is(String symbol) {
    return (kind == Kind.PUNCTUATION || kind == Kind.OPERATOR) && value.equals(symbol);
  }

  /** Whether this can be a name: quoted, or a word of any kind. */
  public boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
  }

  /** Whether this is a name that folds to {@code name}. */
  public boolean isName(String name) {
    return isName() && value.equals(name);
  }
}
