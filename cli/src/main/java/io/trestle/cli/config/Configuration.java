package io.trestle.cli.config;

import io.trestle.cli.CatalogTls;
import io.trestle.cli.JdbcUrls;
import io.trestle.cli.migrate.MigratedDatabase;
import io.trestle.proxy.ProxySettings;
import io.trestle.proxy.UpstreamSettings;
import io.trestle.proxy.tls.ServerTls;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration file that has been read, and that makes sense.
 *
 * @param warnings what somebody should look at, a line each with file and line
 */
public record Configuration(
    Path file, ProxySettings settings, List<DatabaseConfig> databases, List<String> warnings) {

  public Configuration {
    databases = List.copyOf(databases);
    warnings = List.copyOf(warnings);
  }

  /** The databases whose rule stores are followed, each once. */
  List<MigratedDatabase> migrated() {
    Map<String, MigratedDatabase> byStore = new LinkedHashMap<>();
    for (DatabaseConfig database : databases) {
      String store = database.store();
      if (store != null) {
        byStore.merge(
            store,
            new MigratedDatabase(store, database.migrator()),
            (one, other) -> one.migrator() != null ? one : other);
      }
    }
    return List.copyOf(byStore.values());
  }

  /** The server of a database. */
  public UpstreamSettings upstream(DatabaseConfig database) {
    return settings.upstreams().stream()
        .filter(each -> each.name().equals(database.settings().upstream()))
        .findFirst()
        .orElseThrow();
  }

  /** What TLS with the server of a database comes to. */
  public ServerTls tls(DatabaseConfig database) {
    return upstream(database).tlsBeside(settings.security());
  }

  /**
   * The JDBC URL of the proxy's own look-ups in a database: its own, that of its store, or that of
   * its server, with the server's TLS.
   *
   * @param environment has user, password and database, and TLS that goes before the server's
   */
  public String catalogUrl(DatabaseConfig database, Map<String, String> environment) {
    String own = database.catalog() != null ? database.catalog() : database.store();
    return own != null
        ? own
        : JdbcUrls.forUpstream(
            upstream(database).endpoint(), CatalogTls.in(environment, tls(database)));
  }
}
