package io.trestle.proxy;

import io.trestle.rules.RuleSet;
import io.trestle.rules.store.RuleStore;
import io.trestle.rules.store.StoreRuleSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.postgresql.ds.PGSimpleDataSource;

/** Rules from the store of a database, by connections of pgjdbc's. */
public final class StoreRules {

  private static final int CONNECT_SECONDS = 5;

  private StoreRules() {}

  /**
   * Becomes a member of the store.
   *
   * @param jdbcUrl {@code jdbc:postgresql://host:port/database?user=…&password=…}: the database
   *     under migration
   * @param name says to operators which proxy this is
   * @throws IllegalArgumentException when it is no such URL
   * @throws SQLException when the store cannot be followed: with a message for an operator
   */
  public static StoreRuleSource open(String jdbcUrl, String name) throws SQLException {
    String version =
        Objects.requireNonNullElse(StoreRules.class.getPackage().getImplementationVersion(), "dev");
    return StoreRuleSource.open(
        source(jdbcUrl), CatalogDataSources.NOTIFICATIONS, "proxy", name, version);
  }

  /**
   * Reads the rules of now, without being a member.
   *
   * @throws SQLException when the store cannot be read: with a message for an operator
   */
  public static RuleSet read(String jdbcUrl) throws SQLException {
    try (Connection connection = source(jdbcUrl).getConnection()) {
      RuleStore.check(connection);
      RuleStore.Stored stored = RuleStore.read(connection);
      return new RuleSet(stored.rules(), stored.epoch(), null);
    }
  }

  private static PGSimpleDataSource source(String jdbcUrl) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl);
    source.setApplicationName("trestle-store");
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setLoginTimeout(CONNECT_SECONDS);
    return source;
  }
}
