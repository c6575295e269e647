package io.trestle.sql;

/**
 * A token of a statement. Comments and white space are none.
 *
 * <p>It notes whether anybody has looked at its value. What is found out about a statement without
 * looking at a literal holds for every statement that differs from it in that literal only. For
 * that to be so, a literal's length must not be looked at either: {@link #start} and {@link #end}
 * are for places, never to be subtracted. Confined to one thread.
 */
public final class Token {

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

  private final Kind kind;
  private final int start;
  private final int end;
  private final String value;
  private boolean lookedAt;

  Token(Kind kind, int start, int end, String value) {
    this.kind = kind;
    this.start = start;
    this.end = end;
    this.value = value;
  }

  /** What it is. */
  public Kind kind() {
    return kind;
  }

  /** Its first UTF-16 offset in the text. */
  public int start() {
    return start;
  }

  /** The offset behind its last. */
  public int end() {
    return end;
  }

  /**
   * Of an identifier its name as PostgreSQL folds it, of a string its content, of anything else its
   * text. Counts as a look at it.
   */
  public String value() {
    lookedAt = true;
    return value;
  }

  /** Whether {@link #value} was asked for. */
  boolean isLookedAt() {
    return lookedAt;
  }

  void lookAt() {
    lookedAt = true;
  }

  /** Whether this is a string or a number. */
  public boolean isLiteral() {
    return kind == Kind.STRING || kind == Kind.NUMBER;
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

  @Override
  public String toString() {
    return kind + "[" + start + "," + end + ") " + value;
  }
}
