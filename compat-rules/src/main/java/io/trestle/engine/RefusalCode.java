package io.trestle.engine;

/**
 * Why a statement is not run: one SQLSTATE a cause, all in class {@code TR}, which no connection
 * pool evicts on.
 */
public enum RefusalCode {
  /** The statement concerns a ruled column in a way that is not treated. */
  CONSTRUCT("TR001", "Rewrite the statement without the construct, or run it after the migration."),
  /** A value other than V for a column whose writes are held. */
  HELD_WRITE(
      "TR002",
      "Wait for phase writable, write the rule's value, or set held-writes: discard in the rule."),
  /** JSqlParser cannot read the statement. */
  UNREADABLE("TR003", "Write the statement in a simpler form, or run it after the migration."),
  /** A name may mean several things. */
  AMBIGUOUS_NAME("TR004", "Qualify the name with its schema or its table."),
  /** Longer or deeper than the bounds of analysis. */
  TOO_LARGE("TR005", "Split the statement, or send its values as parameters."),
  /** The database's catalog could not be read. */
  NO_CATALOG(
      "TR006",
      "See Trestle's log. The proxy's --database, or the driver's trestle.catalog, says where it looks."),
  /**
   * A kind of statement that is not treated yet: DDL that may concern the column, what the database
   * would keep.
   */
  STATEMENT_KIND(
      "TR007",
      "Run the statement on a connection that goes to PostgreSQL directly, or after the migration."),
  /** The session's client_encoding is unknown to Java. */
  ENCODING("TR008", "Set client_encoding to UTF8."),
  /** A rewritten text did not pass verification: a bug of ours. */
  VERIFICATION("TR009", "Please report the statement; meanwhile write it in a simpler form."),
  /** Not an error: the SQLSTATE of the WARNING for a value that was discarded. */
  DISCARDED("TR010", "");

  private final String sqlState;
  private final String wayOut;

  RefusalCode(String sqlState, String wayOut) {
    this.sqlState = sqlState;
    this.wayOut = wayOut;
  }

  public String sqlState() {
    return sqlState;
  }

  /** What one can do about it: the HINT of the error. */
  public String wayOut() {
    return wayOut;
  }
}
