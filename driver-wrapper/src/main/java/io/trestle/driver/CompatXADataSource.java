package io.trestle.driver;

import io.trestle.driver.wrap.CompatXAConnection;
import io.trestle.driver.wrap.DelegatingXADataSource;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import javax.sql.XAConnection;
import javax.sql.XADataSource;

/**
 * The PostgreSQL driver's data source for distributed transactions, with statements treated as the
 * rules say. Thread-safe. {@code trestle.catalog} has to be set: connections of such a data source
 * are not to be borrowed for anything else.
 */
public class CompatXADataSource extends DelegatingXADataSource {

  private final XADataSource delegate;
  private final SharedWrapping shared;

  /**
   * @param delegate what connections are taken of
   * @param settings by the names of {@link DriverSetting}
   * @throws SQLException SQLSTATE 22023 for a setting that is unknown, wrong or missing, or rules
   *     that cannot be read
   */
  public CompatXADataSource(XADataSource delegate, Map<String, String> settings)
      throws SQLException {
    this.delegate = Objects.requireNonNull(delegate);
    this.shared = new SharedWrapping(Settings.of(settings).requiringCatalog());
  }

  @Override
  protected XADataSource delegate() {
    return delegate;
  }

  @Override
  public XAConnection getXAConnection() throws SQLException {
    return new CompatXAConnection(delegate.getXAConnection(), shared, delegate.getLoginTimeout());
  }

  @Override
  public XAConnection getXAConnection(String user, String password) throws SQLException {
    return new CompatXAConnection(
        delegate.getXAConnection(user, password), shared, delegate.getLoginTimeout());
  }
}
