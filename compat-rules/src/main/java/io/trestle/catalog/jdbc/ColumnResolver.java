package io.trestle.catalog.jdbc;

import io.trestle.catalog.RuledColumn;
import io.trestle.rules.Rule;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets a database say what a rule's type, collation and value are, as an engine will have it: for
 * those who compute V themselves, and have to get the same.
 */
public final class ColumnResolver {

  /**
   * The forms in which values are written and read when a rule is resolved. Whoever compares what
   * rows hold with a resolved value, by their texts, needs the same.
   */
  public static final String FORMS =
      "SET datestyle = ISO; SET intervalstyle = postgres; SET timezone = 'UTC';"
          + " SET extra_float_digits = 3; SET bytea_output = hex; SET lc_monetary = 'C'";

  private ColumnResolver() {}

  /**
   * Resolves a rule. Ends the connection's transaction, and leaves the session with the settings
   * under which an engine resolves: search_path, time zone, the forms of dates and others.
   *
   * @param ruled the names of all columns of its table that are under a rule, its own too
   * @return null where the value is computed from the columns of a table that does not exist
   * @throws SQLException when the type or collation does not exist, or the value is none that a
   *     rule may have; the message begins with the rule's origin and name
   */
  public static @Nullable RuledColumn resolve(Connection connection, Rule rule, Set<String> ruled)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(JdbcCatalogSource.SETTINGS);
    }
    return RuleResolver.resolve(connection, rule, ruled);
  }
}
