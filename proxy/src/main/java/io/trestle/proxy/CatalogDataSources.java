package io.trestle.proxy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.trestle.catalog.CatalogSource;
import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.jdbc.DatabaseListener.Notifications;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Small connection pools for the proxy's own look-ups, one a database, made at first use.
 * Thread-safe.
 *
 * <p>A client's connection is never used for them: a query of ours there would destroy its unnamed
 * statement and be part of its transaction.
 */
public final class CatalogDataSources implements Function<String, DataSource>, AutoCloseable {

  /** How a connection of the driver's is notified. */
  static final Notifications NOTIFICATIONS =
      (connection, atMost) ->
          connection.unwrap(PGConnection.class).getNotifications((int) atMost.toMillis()).length
              > 0;

  /** How many databases may have a pool. */
  static final int MAX_POOLS = 100;

  /** One of them listens for changes of the schema. */
  private static final int MAX_CONNECTIONS = 3;

  private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;
  private static final long IDLE_TIMEOUT_MILLIS = 60_000;

  private final String jdbcUrl;
  private final Map<String, HikariDataSource> pools = new HashMap<>();
  private boolean closed;

  /**
   * @param jdbcUrl {@code jdbc:postgresql://host:port/any?user=…&password=…}; its database is
   *     replaced by the one asked for
   * @throws IllegalArgumentException when it is no such URL
   */
  public CatalogDataSources(String jdbcUrl) {
    this.jdbcUrl = Objects.requireNonNull(jdbcUrl);
    source("any");
  }

  /**
   * The pool of a database. Never connects by itself.
   *
   * @throws IllegalStateException when there are too many, or after {@link #close}
   */
  @Override
  public synchronized DataSource apply(String database) {
    HikariDataSource known = pools.get(database);
    if (known != null) {
      return known;
    }
    if (closed) {
      throw new IllegalStateException("the catalog connections are closed");
    }
    if (pools.size() >= MAX_POOLS) {
      throw new IllegalStateException(
          "catalog connections to more than " + MAX_POOLS + " databases: " + database);
    }
    HikariDataSource pool = new HikariDataSource(configuration(database));
    pools.put(database, pool);
    return pool;
  }

  /** Reads catalogs by these connections, and has one of each pool told of changes. */
  public CatalogSource catalogs() {
    return new JdbcCatalogSource(this, NOTIFICATIONS, () -> {});
  }

  private HikariConfig configuration(String database) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source(database));
    config.setPoolName("trestle-catalog-" + database);
    config.setMaximumPoolSize(MAX_CONNECTIONS);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
    config.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
    config.setInitializationFailTimeout(-1);
    return config;
  }

  private PGSimpleDataSource source(String database) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl);
    source.setDatabaseName(database);
    if (source.getApplicationName() == null) {
      source.setApplicationName("trestle-catalog");
    }
    return source;
  }

  @Override
  public synchronized void close() {
    closed = true;
    pools.values().forEach(HikariDataSource::close);
    pools.clear();
  }

  @Override
  public String toString() {
    return "CatalogDataSources[" + source("*").getUrl().replaceAll("\\?.*", "") + "]";
  }
}
