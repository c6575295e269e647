package io.trestle.driver;

import io.trestle.driver.wrap.CompatPooledConnection;
import io.trestle.driver.wrap.DelegatingConnectionPoolDataSource;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.PooledConnection;

/**
 * The PostgreSQL driver's data source for pools of application servers, with statements treated as
 * the rules say. Thread-safe. {@code trestle.catalog} has to be set: connections of such a data
 * source are not to be borrowed for anything else.
 */
public class CompatConnectionPoolDataSource extends DelegatingConnectionPoolDataSource {

  private final ConnectionPoolDataSource delegate;
  private final SharedWrapping shared;

  /**
   * @param delegate what connections are taken of
   * @param settings by the names of {@link DriverSetting}
   * @throws SQLException SQLSTATE 22023 for a setting that is unknown, wrong or missing, or rules
   *     that cannot be read
   */
  public CompatConnectionPoolDataSource(
      ConnectionPoolDataSource delegate, Map<String, String> settings) throws SQLException {
    this.delegate = Objects.requireNonNull(delegate);
    this.shared = new SharedWrapping(Settings.of(settings).requiringCatalog());
  }

  @Override
  protected ConnectionPoolDataSource delegate() {
    return delegate;
  }

  @Override
  public PooledConnection getPooledConnection() throws SQLException {
    return new CompatPooledConnection(
        delegate.getPooledConnection(), shared, delegate.getLoginTimeout());
  }

  @Override
  public PooledConnection getPooledConnection(String user, String password) throws SQLException {
    return new CompatPooledConnection(
        delegate.getPooledConnection(user, password), shared, delegate.getLoginTimeout());
  }
}
