package io.trestle.driver.wrap;

import io.trestle.engine.SessionState;
import io.trestle.engine.SqlError;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.JdbcCallParseInfo;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.TransactionState;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PreferQueryMode;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/**
 * What has to be asked of the PostgreSQL driver beyond JDBC's interfaces: all uses of its own
 * classes but {@code PGConnection} and its like are here, in {@link JdbcText} and in {@link
 * Reported}.
 */
final class Pgjdbc {

  /** The server's FirstNormalObjectId: types below it are its own. */
  private static final int FIRST_OID_OF_USERS = 16_384;

  private final BaseConnection base;
  private final QueryExecutor executor;
  private final Reported searchPath;

  /**
   * @param connection one of the driver, or of a pool before it
   * @throws SQLException when it is of another driver
   */
  Pgjdbc(Connection connection) throws SQLException {
    this.base = connection.unwrap(BaseConnection.class);
    this.executor = base.getQueryExecutor();
    this.searchPath = new Reported(executor, "search_path");
  }

  boolean inTransaction() {
    return executor.getTransactionState() != TransactionState.IDLE;
  }

  static boolean inTransaction(BaseConnection connection) {
    return connection.getTransactionState() != TransactionState.IDLE;
  }

  /** Closed by whomever, or lost. */
  static boolean isClosed(BaseConnection connection) {
    return connection.getQueryExecutor().isClosed();
  }

  boolean inFailedTransaction() {
    return executor.getTransactionState() == TransactionState.FAILED;
  }

  boolean standardConformingStrings() {
    return executor.getStandardConformingStrings();
  }

  /** As the server has reported it last, or null: before version 18 it does not. */
  @Nullable String searchPath() {
    return searchPath.value();
  }

  /** The {@code application_name} that the server has reported last; empty where it has none. */
  String applicationName() {
    return executor.getApplicationName();
  }

  String user() throws SQLException {
    return base.getQueryExecutor().getUser();
  }

  /** Asks the server for it; begins no transaction, as getCatalog does without autocommit. */
  String database() throws SQLException {
    try (ResultSet row = base.execSQLQuery("SELECT pg_catalog.current_database()")) {
      row.next();
      return row.getString(1);
    }
  }

  /**
   * Tells what the session begins with, by its URL, its options or what a pool has set: before
   * version 18 the server does not report it.
   */
  void tellStart(SessionState state) {
    if (searchPath() != null) {
      return;
    }
    try (ResultSet row =
        base.execSQLQuery("SELECT pg_catalog.current_setting('search_path'), current_user")) {
      row.next();
      state.startupSearchPath(row.getString(1));
      if (!row.getString(2).equals(state.user())) {
        state.startupRole(row.getString(2));
      }
    } catch (SQLException unknown) { // as in a transaction that has failed
      state.names().lose();
    }
  }

  /** A type in SQL. */
  String type(int oid) throws SQLException {
    String name = base.getTypeInfo().getPGType(oid);
    if (name == null) {
      throw new PSQLException("no type has the OID " + oid, PSQLState.DATA_ERROR);
    }
    if (name.indexOf('"') >= 0) {
      return name; // with its schema, which is not in the search_path
    }
    String quoted = '"' + name + '"';
    return oid < FIRST_OID_OF_USERS ? "pg_catalog." + quoted : quoted;
  }

  /** Of the data of a COPY that says no other. */
  String encoding() throws SQLException {
    return base.getEncoding().name();
  }

  int serverMajorVersion() {
    return executor.getServerVersionNum() / 10_000;
  }

  /** For how long an answer is waited for, in milliseconds; 0 for no limit. */
  int networkTimeout() throws SQLException {
    return base.getNetworkTimeout();
  }

  BaseConnection base() {
    return base;
  }

  /**
   * A text as the driver sends it: statement by statement, its placeholders as {@code $1}, JDBC's
   * escapes replaced; counted from 1 in each statement.
   *
   * @param returning the columns for which the driver adds RETURNING, {@code *} for all; empty for
   *     none
   * @throws SQLException where the driver cannot read it
   */
  List<NativeQuery> statements(String sql, Form form, String[] returning) throws SQLException {
    boolean strings = standardConformingStrings();
    String replaced = sql;
    if (form.callable()) {
      replaced = call(sql).getSql();
    } else if (form.escapes()) {
      replaced = Parser.replaceProcessing(replaced, true, strings);
    }
    return Parser.parseJdbcSql(
        replaced,
        strings,
        form.parameters(),
        form.parameters() || splits(),
        false,
        executor.getQuoteReturningIdentifiers(),
        returning);
  }

  /** Whether a text given to prepareCall is a call, of which the driver makes a text of its own. */
  boolean isCall(String sql) throws SQLException {
    return call(sql).isFunction();
  }

  private JdbcCallParseInfo call(String sql) throws SQLException {
    boolean strings = standardConformingStrings();
    return Parser.modifyJdbcCall(
        Parser.replaceProcessing(sql, true, strings),
        strings,
        executor.getServerVersionNum(),
        executor.getEscapeSyntaxCallMode());
  }

  /** Whether a text without parameters is cut at its semicolons. */
  private boolean splits() {
    return executor.getPreferQueryMode().compareTo(PreferQueryMode.EXTENDED) >= 0;
  }

  /** Whether a text is sent without being cut: a doubled question mark in it stays one. */
  boolean sendsAsItIs(Form form, String[] returning) {
    return !form.parameters() && !splits() && returning.length == 0;
  }

  /**
   * Sends a text as one message of the simple protocol, whatever the driver's mode, and wants no
   * results.
   *
   * @param begins whether it begins a transaction where the connection is not in autocommit mode
   */
  void query(String sql, boolean begins) throws SQLException {
    Query query = executor.wrap(List.of(new NativeQuery(sql, SqlCommand.BLANK)));
    int flags =
        QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
            | QueryExecutor.QUERY_NO_RESULTS
            | QueryExecutor.QUERY_NO_METADATA
            | (begins && !base.getAutoCommit() ? 0 : QueryExecutor.QUERY_SUPPRESS_BEGIN);
    executor.execute(query, null, new NoResults(), 0, 0, flags);
  }

  /** Sends a text as the driver sends a COPY; it is expected to fail. */
  void copy(String sql) throws SQLException {
    executor.startCopy(sql, base.getAutoCommit());
  }

  /** Takes errors, and nothing else. */
  private static final class NoResults extends ResultHandlerBase {
    @Override
    public void handleResultRows(
        Query fromQuery, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {}

    @Override
    public void handleCommandStatus(String status, long updateCount, long insertOid) {}

    @Override
    public void handleWarning(SQLWarning warning) {}
  }

  /** How a text comes to a statement. */
  record Form(boolean parameters, boolean escapes, boolean callable) {
    static final Form TEXT = new Form(false, true, false);
    static final Form TEXT_AS_IT_IS = new Form(false, false, false);
    static final Form PREPARED = new Form(true, true, false);
    static final Form CALL = new Form(true, true, true);
  }

  /** An error of ours, as the driver gives those of the server. */
  static SQLException error(SqlError error) {
    Fields fields = new Fields();
    fields.add('S', "ERROR").add('V', "ERROR").add('C', error.sqlState());
    fields.add('M', error.message()).add('D', error.detail()).add('H', error.hint());
    fields.add('P', error.position() == 0 ? null : String.valueOf(error.position()));
    fields.add('W', error.context()).add('s', error.schema()).add('t', error.table());
    fields.add('c', error.column()).add('R', error.routine());
    return new PSQLException(fields.message());
  }

  /** What the server said, or null where the driver itself failed. */
  static @Nullable ServerErrorMessage server(SQLException failure) {
    return failure instanceof PSQLException own ? own.getServerErrorMessage() : null;
  }

  /**
   * The same error at another place of the text.
   *
   * @param position in characters from 1; 0 for none
   */
  static SQLException at(SQLException failure, int position) {
    ServerErrorMessage server = server(failure);
    if (server == null || server.getPosition() == position) {
      return failure;
    }
    Fields fields = new Fields();
    fields.add('S', server.getSeverity()).add('C', server.getSQLState());
    fields.add('M', server.getMessage()).add('D', server.getDetail()).add('H', server.getHint());
    fields.add('P', position == 0 ? null : String.valueOf(position));
    fields.add('W', server.getWhere()).add('s', server.getSchema()).add('t', server.getTable());
    fields.add('c', server.getColumn()).add('d', server.getDatatype());
    fields.add('n', server.getConstraint()).add('F', server.getFile());
    fields.add('L', server.getLine() == 0 ? null : String.valueOf(server.getLine()));
    fields.add('R', server.getRoutine());
    int internal = server.getInternalPosition();
    fields.add('p', internal == 0 ? null : String.valueOf(internal));
    fields.add('q', server.getInternalQuery());
    PSQLException moved = new PSQLException(fields.message());
    moved.setStackTrace(failure.getStackTrace());
    if (failure.getNextException() != null) {
      moved.setNextException(failure.getNextException());
    }
    return moved;
  }

  private static final class Fields {
    private final List<String> fields = new ArrayList<>();

    Fields add(char type, @Nullable String value) {
      if (value != null) {
        fields.add(type + value.replace('\0', ' '));
      }
      return this;
    }

    ServerErrorMessage message() {
      return new ServerErrorMessage(String.join("\0", fields));
    }
  }
}
