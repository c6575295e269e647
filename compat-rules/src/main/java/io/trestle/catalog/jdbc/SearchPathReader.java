package io.trestle.catalog.jdbc;

import io.trestle.catalog.DefaultSearchPaths;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what search_path sessions start with, and whether with the rights of another role. */
final class SearchPathReader {

  /** The settings of roles and of the database, the more specific ones last. */
  private static final String SETTINGS =
      """
      SELECT r.rolname, c.setting LIKE 'role=%',
             pg_catalog.substr(c.setting, pg_catalog.length('search_path=') + 1)
        FROM pg_catalog.pg_db_role_setting s
        LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
       CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS c(setting)
       WHERE (c.setting LIKE 'search\\_path=%' OR c.setting LIKE 'role=%')
         AND s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database
                                    WHERE datname = pg_catalog.current_database()))
       ORDER BY s.setrole <> 0, s.setdatabase <> 0
      """;

  /** The server's own value, visible where neither this role nor this database has one. */
  private static final String SERVER =
      """
      SELECT reset_val FROM pg_catalog.pg_settings WHERE name = 'search_path'
      """;

  private SearchPathReader() {}

  static DefaultSearchPaths read(Connection connection) throws SQLException {
    @Nullable String otherwise = null;
    boolean ofDatabase = false;
    Map<String, String> byRole = new HashMap<>();
    Set<String> otherRole = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SETTINGS)) {
      while (rows.next()) {
        if (rows.getBoolean(2)) {
          String role = rows.getString(1);
          otherRole.add(role == null ? DefaultSearchPaths.EVERY_ROLE : role);
        } else if (rows.getString(1) == null) {
          otherwise = rows.getString(3);
          ofDatabase = true;
        } else {
          byRole.put(rows.getString(1), rows.getString(3));
        }
      }
    }
    boolean hidden = byRole.containsKey(connection.getMetaData().getUserName());
    if (!ofDatabase && !hidden) {
      otherwise = server(connection);
    }
    return new DefaultSearchPaths(otherwise, byRole, otherRole);
  }

  private static String server(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SERVER)) {
      row.next();
      return row.getString(1);
    }
  }
}
