package io.trestle.driver.wrap;

import io.trestle.driver.wrap.CompatPreparedStatement.Maker;
import io.trestle.driver.wrap.CompatPreparedStatement.Start;
import io.trestle.driver.wrap.Pgjdbc.Form;
import io.trestle.engine.SqlNotice;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;

/** A connection whose statements are executed as the engine says. */
final class CompatConnection extends DelegatingConnection {

  private static final String[] NONE = CompatStatement.NONE;

  private final Connection delegate;
  private final DriverSession session;
  private final Wrapping wrapping;
  private final Warnings warnings = new Warnings();

  CompatConnection(Connection delegate, DriverSession session, Wrapping wrapping) {
    this.delegate = delegate;
    this.session = session;
    this.wrapping = wrapping;
  }

  @Override
  protected Connection delegate() {
    return delegate;
  }

  DriverSession session() {
    return session;
  }

  Wrapping wrapping() {
    return wrapping;
  }

  @Override
  void begins() {
    session.begins();
  }

  @Override
  void rests() {
    session.rests();
  }

  @Override
  public void close() throws SQLException {
    try {
      delegate.close();
    } finally {
      session.left();
    }
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    try {
      delegate.abort(executor);
    } finally {
      session.left();
    }
  }

  // --- links -----------------------------------------------------------------------------------

  /** Results of the driver's own statements. */
  @Nullable ResultSet results(@Nullable ResultSet raw) throws SQLException {
    if (raw == null) {
      return null;
    }
    return new CompatStatement(this, raw.getStatement()).results(raw);
  }

  @Override
  protected Array array(Array raw) {
    return raw == null ? null : new CompatArray(raw, this);
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    return new CompatDatabaseMetaData(delegate.getMetaData(), this);
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Unwrapping.unwrap(this, delegate, type, wrapping.events());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return Unwrapping.isWrapperFor(this, delegate, type);
  }

  // --- statements ------------------------------------------------------------------------------

  @Override
  public Statement createStatement() throws SQLException {
    return new CompatStatement(this, delegate.createStatement());
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
    return new CompatStatement(this, delegate.createStatement(type, concurrency));
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    return new CompatStatement(this, delegate.createStatement(type, concurrency, holdability));
  }

  private PreparedStatement prepare(String sql, String[] returning, Maker maker)
      throws SQLException {
    return new CompatPreparedStatement(new Start(this, sql, Form.PREPARED, returning, maker));
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return prepare(sql, NONE, (connection, text, keys) -> connection.prepareStatement(text));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    return prepare(
        sql,
        NONE,
        (connection, text, keys) -> connection.prepareStatement(text, type, concurrency));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return prepare(
        sql,
        NONE,
        (connection, text, keys) ->
            connection.prepareStatement(text, type, concurrency, holdability));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int generatedKeys) throws SQLException {
    return prepare(
        sql,
        CompatStatement.columns(generatedKeys),
        (connection, text, keys) -> connection.prepareStatement(text, generatedKeys));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
    return prepare(
        sql, NONE, (connection, text, keys) -> connection.prepareStatement(text, columns));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
    return prepare(
        sql,
        CompatStatement.columns(columns),
        (connection, text, keys) ->
            keys
                ? connection.prepareStatement(text, Statement.RETURN_GENERATED_KEYS)
                : connection.prepareStatement(text, columns));
  }

  private CallableStatement call(String sql, Maker maker) throws SQLException {
    return new CompatCallableStatement(new Start(this, sql, Form.CALL, NONE, maker));
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    return call(sql, (connection, text, keys) -> connection.prepareCall(text));
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    return call(sql, (connection, text, keys) -> connection.prepareCall(text, type, concurrency));
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return call(
        sql,
        (connection, text, keys) -> connection.prepareCall(text, type, concurrency, holdability));
  }

  @Override
  public CopyManager getCopyAPI() throws SQLException {
    return new CompatCopyManager(this);
  }

  // --- warnings --------------------------------------------------------------------------------

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    return warnings.before(delegate.getWarnings());
  }

  @Override
  public void clearWarnings() throws SQLException {
    delegate.clearWarnings();
    warnings.clear();
  }

  /** Of a COPY, which is of no statement. */
  void warn(List<SqlNotice> notices) {
    warnings.add(notices);
  }

  // --- what changes the session without a text ---------------------------------------------------

  /** Does something to the session. */
  private interface Step {
    void run() throws SQLException;
  }

  private void ends(boolean commits, Step step) throws SQLException {
    boolean commitsAll = commits && !session.driver().inFailedTransaction();
    boolean failed = true;
    session.begins();
    try {
      step.run();
      failed = false;
    } finally {
      try {
        session.ended(commitsAll && !failed, failed);
      } finally {
        session.rests();
      }
    }
  }

  @Override
  public void commit() throws SQLException {
    ends(true, delegate::commit);
  }

  @Override
  public void rollback() throws SQLException {
    ends(false, delegate::rollback);
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    ends(false, () -> delegate.rollback(savepoint));
  }

  @Override
  public void setAutoCommit(boolean autoCommit) throws SQLException {
    ends(true, () -> delegate.setAutoCommit(autoCommit));
  }

  /** As the driver does it, by SET. */
  @Override
  public void setSchema(String schema) throws SQLException {
    String path =
        schema == null
            ? "SET SESSION search_path TO DEFAULT"
            : "SET SESSION search_path TO "
                + "'"
                + session.driver().base().escapeString(schema)
                + "'";
    session.begins();
    try (CompatStatement own = new CompatStatement(this, delegate.createStatement())) {
      Treated treated = session.treat(path, Form.TEXT_AS_IT_IS, NONE);
      Execution.of(
          own,
          treated,
          null,
          () -> {
            delegate.setSchema(schema);
            return null;
          });
    } finally {
      session.rests();
    }
  }

  @Override
  public void setClientInfo(String name, String value) throws SQLClientInfoException {
    delegate.setClientInfo(name, value);
    session.readReports();
  }

  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    delegate.setClientInfo(properties);
    session.readReports();
  }

  @Override
  public String toString() {
    return "trestle: " + delegate;
  }
}
