package io.trestle.rewrite;

/**
 * The column must exist in a relation: the reference to the table has to become a derived table of
 * the target's shape. Internal: the analysis begins again with that known.
 */
final class NeedsRelationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int token;

  /**
   * @param construct what needs the relation
   * @param token the first token of the reference to the table
   */
  NeedsRelationException(String construct, int token) {
    super(construct, null, false, false);
    this.token = token;
  }

  int token() {
    return token;
  }
}
