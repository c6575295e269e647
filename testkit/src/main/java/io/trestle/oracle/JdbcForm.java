package io.trestle.oracle;

/** What of JDBC sends a statement. */
public enum JdbcForm {
  /** A Statement; parameters are written into the text as literals. */
  STATEMENT,
  /** A PreparedStatement, which stays open for all runs of a case. */
  PREPARED;

  boolean prepares() {
    return this != STATEMENT;
  }
}
