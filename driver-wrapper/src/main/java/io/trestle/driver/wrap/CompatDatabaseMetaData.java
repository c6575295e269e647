package io.trestle.driver.wrap;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the driver tells of the database, leading back to the connection. */
final class CompatDatabaseMetaData extends DelegatingDatabaseMetaData {

  private final DatabaseMetaData delegate;
  private final CompatConnection connection;

  CompatDatabaseMetaData(DatabaseMetaData delegate, CompatConnection connection) {
    this.delegate = delegate;
    this.connection = connection;
  }

  @Override
  protected DatabaseMetaData delegate() {
    return delegate;
  }

  @Override
  void begins() {
    connection.session().begins();
  }

  @Override
  void rests() {
    connection.session().rests();
  }

  @Override
  public Connection getConnection() throws SQLException {
    return connection;
  }

  @Override
  public ResultSet getColumns(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      @Nullable String column)
      throws SQLException {
    if (!connection.wrapping().targetMetadata()) {
      return super.getColumns(catalog, schema, table, column);
    }
    begins();
    try {
      return new TargetColumns(connection, delegate).columns(catalog, schema, table, column);
    } finally {
      rests();
    }
  }

  @Override
  protected ResultSet results(ResultSet raw) throws SQLException {
    return connection.results(raw);
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Unwrapping.unwrap(this, delegate, type, connection.wrapping().events());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return Unwrapping.isWrapperFor(this, delegate, type);
  }
}
