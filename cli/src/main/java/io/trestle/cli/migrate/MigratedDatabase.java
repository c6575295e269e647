package io.trestle.cli.migrate;

import io.trestle.cli.JdbcUrls;
import org.jspecify.annotations.Nullable;

/**
 * A database whose rule store a proxy follows.
 *
 * @param store the JDBC URL by which it does
 * @param migrator the JDBC URL by which its console runs migrations; null where it may not
 */
public record MigratedDatabase(String store, @Nullable String migrator) {

  /** Its name at the server. */
  String name() {
    return JdbcUrls.databaseOf(store);
  }

  @Override
  public String toString() {
    return "MigratedDatabase[" + name() + "]"; // the URLs may hold passwords
  }
}
