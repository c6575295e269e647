package io.trestle.cli.config;

import io.trestle.proxy.DatabaseSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A database of the file.
 *
 * @param rules its rules file; null for none
 * @param store the JDBC URL of the rule store that it follows; null for none
 * @param migrator the JDBC URL by which the console runs its migrations; null where it may not
 * @param catalog the JDBC URL of the proxy's own look-ups; null for that of the store, or else of
 *     the upstream
 * @param origin where it stands: file and line
 */
public record DatabaseConfig(
    DatabaseSettings settings,
    @Nullable Path rules,
    @Nullable String store,
    @Nullable String migrator,
    @Nullable String catalog,
    String origin) {

  @Override
  public String toString() {
    return "DatabaseConfig[" + settings + ", rules=" + rules + "]"; // the URL may hold a password
  }
}
