package io.trestle.cli.statements;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * What the extension pg_stat_statements has seen in a database: texts with parameters for literals.
 * Statements within functions are left out, for no client sends them.
 */
public final class PgStatStatements implements StatementSource {

  private static final int FETCH = 500;

  /** Who may not read the others' statements sees this instead. */
  private static final String HIDDEN = "<insufficient privilege>";

  private final Connection connection;
  private final Statement statement;
  private final ResultSet rows;
  private final String database;
  private long skipped;
  private long hidden;

  private PgStatStatements(
      Connection connection, Statement statement, ResultSet rows, String database) {
    this.connection = connection;
    this.statement = statement;
    this.rows = rows;
    this.database = database;
  }

  /**
   * Reads the view over a connection, which the source takes over.
   *
   * @throws SQLException when it cannot be asked
   * @throws MalformedSourceException when the extension is not there
   */
  public static PgStatStatements open(Connection connection)
      throws SQLException, MalformedSourceException {
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    Statement statement = connection.createStatement();
    String schema = text(statement, SCHEMA);
    String database = String.valueOf(text(statement, "SELECT pg_catalog.current_database()"));
    if (schema == null) {
      throw new MalformedSourceException(
          "database " + database,
          "the extension pg_stat_statements is not there",
          "CREATE EXTENSION pg_stat_statements, with the library of that name in"
              + " shared_preload_libraries");
    }
    boolean nested = "t".equals(text(statement, HAS_TOPLEVEL.formatted(literal(schema))));
    statement.setFetchSize(FETCH);
    ResultSet rows =
        statement.executeQuery(STATEMENTS.formatted(schema, nested ? "AND s.toplevel" : ""));
    return new PgStatStatements(connection, statement, rows, database);
  }

  private static final String SCHEMA =
      """
      SELECT pg_catalog.quote_ident(n.nspname)
        FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
       WHERE e.extname = 'pg_stat_statements'
      """;

  private static final String HAS_TOPLEVEL =
      """
      SELECT EXISTS (
        SELECT FROM pg_catalog.pg_attribute
         WHERE attrelid = (%s || '.pg_stat_statements')::pg_catalog.regclass
           AND attname = 'toplevel')
      """;

  private static final String STATEMENTS =
      """
      SELECT s.query, s.calls, r.rolname
        FROM %s.pg_stat_statements s LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.userid
       WHERE s.dbid = (SELECT oid FROM pg_catalog.pg_database
                        WHERE datname = pg_catalog.current_database()) %s
       ORDER BY s.calls DESC
      """;

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static @Nullable String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  @Override
  public @Nullable LoggedStatement next() throws IOException {
    try {
      while (rows.next()) {
        String text = rows.getString(1);
        if (text == null) {
          skipped++;
        } else if (text.equals(HIDDEN)) {
          hidden++;
        } else {
          return statement(text);
        }
      }
      return null;
    } catch (SQLException broken) {
      throw new IOException(broken.getMessage(), broken);
    }
  }

  private LoggedStatement statement(String text) throws SQLException {
    boolean cut = text.length() > MAX_CHARACTERS;
    return new LoggedStatement(
        cut ? text.substring(0, MAX_CHARACTERS) : text,
        "pg_stat_statements",
        rows.getLong(2),
        rows.getString(3),
        null,
        database,
        cut);
  }

  @Override
  public long skipped() {
    return skipped;
  }

  /** How many statements of others the role of the connection may not read. */
  public long hidden() {
    return hidden;
  }

  @Override
  public void close() throws IOException {
    try (connection;
        statement) {
      rows.close();
    } catch (SQLException broken) {
      throw new IOException(broken.getMessage(), broken);
    }
  }
}
