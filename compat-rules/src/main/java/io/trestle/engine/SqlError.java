package io.trestle.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An error for a client, with the fields of PostgreSQL's ErrorResponse.
 *
 * @param sqlState five characters
 * @param message one line: what, and why
 * @param detail more, or null
 * @param hint the way out, or null
 * @param position in characters of the client's text, from 1; 0 where there is none
 * @param schema the schema of the table the error is about, or null
 * @param table that table, or null
 * @param column that column, or null
 * @param context where it came about (the CONTEXT that psql shows), or null
 * @param routine the function of the server's that raises such an error, by which drivers know it,
 *     or null
 */
public record SqlError(
    String sqlState,
    String message,
    @Nullable String detail,
    @Nullable String hint,
    int position,
    @Nullable String schema,
    @Nullable String table,
    @Nullable String column,
    @Nullable String context,
    @Nullable String routine) {

  public SqlError {
    Objects.requireNonNull(message);
    if (sqlState.length() != 5) {
      throw new IllegalArgumentException("SQLSTATE has five characters: " + sqlState);
    }
  }

  public SqlError(String sqlState, String message, @Nullable String hint, int position) {
    this(sqlState, message, null, hint, position, null, null, null);
  }

  /** Without a context. */
  public SqlError(
      String sqlState,
      String message,
      @Nullable String detail,
      @Nullable String hint,
      int position,
      @Nullable String schema,
      @Nullable String table,
      @Nullable String column) {
    this(sqlState, message, detail, hint, position, schema, table, column, null, null);
  }

  /** Whether it is a refusal of Trestle's: an error that the target database does not give. */
  public boolean isRefusal() {
    return sqlState.startsWith("TR");
  }

  /** The same error with a context. */
  public SqlError in(String newContext) {
    return new SqlError(
        sqlState, message, detail, hint, position, schema, table, column, newContext, routine);
  }
}
