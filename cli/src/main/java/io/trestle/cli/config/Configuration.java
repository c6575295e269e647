package io.trestle.cli.config;

import io.trestle.proxy.ProxySettings;
import io.trestle.proxy.UpstreamSettings;
import java.nio.file.Path;
import java.util.List;

/** A configuration file that has been read, and that makes sense. */
public record Configuration(Path file, ProxySettings settings, List<DatabaseConfig> databases) {

  public Configuration {
    databases = List.copyOf(databases);
  }

  /** The server of a database. */
  public UpstreamSettings upstream(DatabaseConfig database) {
    return settings.upstreams().stream()
        .filter(each -> each.name().equals(database.settings().upstream()))
        .findFirst()
        .orElseThrow();
  }
}
