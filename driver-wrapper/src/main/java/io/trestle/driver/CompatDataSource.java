package io.trestle.driver;

import io.trestle.driver.wrap.DelegatingDataSource;
import io.trestle.driver.wrap.Wrapping;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Any data source that leads to connections of the PostgreSQL driver, with their statements treated
 * as the rules say. Best around the pool: then one object is wrapped for each time that a
 * connection is borrowed.
 *
 * <p>Where {@code trestle.catalog} is not set, the catalog is looked up on connections borrowed
 * from the data source itself, about once a second for a moment: a pool of one connection is too
 * small then for a service that waits for a change of the schema while it holds that one. It is
 * looked up, and the rules are followed, until a minute after the last connection was closed, by
 * the pool too. Thread-safe once it is set up.
 */
public class CompatDataSource extends DelegatingDataSource {

  private final Map<String, String> settings = new HashMap<>();
  private @Nullable DataSource delegate;
  private volatile @Nullable Wrapping wrapping;

  /** For frameworks that set properties; {@link #setDataSource} is needed. */
  public CompatDataSource() {}

  /**
   * @param delegate what connections are taken of
   * @param settings by the names of {@link DriverSetting}
   * @throws SQLException SQLSTATE 22023 for a setting that is unknown or wrong, or rules that
   *     cannot be read
   */
  public CompatDataSource(DataSource delegate, Map<String, String> settings) throws SQLException {
    this.delegate = Objects.requireNonNull(delegate);
    this.settings.putAll(settings);
    wrapping();
  }

  /** What connections are taken of. */
  public void setDataSource(DataSource dataSource) {
    delegate = Objects.requireNonNull(dataSource);
  }

  /** The rules file. */
  public void setRules(String file) {
    settings.put(DriverSetting.RULES.key(), file);
  }

  /** JDBC URL of the database under migration, in which the rule store is. */
  public void setStore(String url) {
    settings.put(DriverSetting.STORE.key(), url);
  }

  /** JDBC URL for looking up the catalog. */
  public void setCatalog(String url) {
    settings.put(DriverSetting.CATALOG.key(), url);
  }

  /** {@code truth} or {@code target}. */
  public void setMetadata(String which) {
    settings.put(DriverSetting.METADATA.key(), which);
  }

  @Override
  protected DataSource delegate() {
    DataSource known = delegate;
    if (known == null) {
      throw new IllegalStateException("setDataSource was not called");
    }
    return known;
  }

  private Wrapping wrapping() throws SQLException {
    Wrapping known = wrapping;
    if (known == null || known.hasEnded()) {
      known = Shelf.forSource(Settings.of(settings), delegate());
      known.prepare(delegate().getConnection());
      wrapping = known;
    }
    return known;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return wrapped(delegate()::getConnection);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return wrapped(() -> delegate().getConnection(user, password));
  }

  /** Takes a connection of the delegate. */
  private interface Taking {
    Connection take() throws SQLException;
  }

  private Connection wrapped(Taking taking) throws SQLException {
    while (true) {
      Wrapping now = wrapping();
      Connection taken = taking.take();
      Connection wrapped = now.wrap(taken, loginSeconds());
      if (wrapped != null) {
        return wrapped;
      }
      taken.close(); // it has ended meanwhile; to make it anew takes a connection of the pool, too
    }
  }

  private int loginSeconds() {
    try {
      return delegate().getLoginTimeout();
    } catch (SQLException | UnsupportedOperationException hasNone) {
      return 0;
    }
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    return type.isInstance(delegate()) ? type.cast(delegate()) : delegate().unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || type.isInstance(delegate()) || delegate().isWrapperFor(type);
  }

  @Override
  public String toString() {
    return "CompatDataSource[" + delegate + "]";
  }
}
