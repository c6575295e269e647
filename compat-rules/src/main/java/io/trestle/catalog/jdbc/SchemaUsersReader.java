package io.trestle.catalog.jdbc;

import io.trestle.catalog.SchemaUsers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads who may use which schema; only of those schemas where it matters, because a relation of
 * theirs has a namesake in another, and of which not all may.
 */
final class SchemaUsersReader {

  private static final String USERS =
      """
      SELECT n.nspname, r.rolname
        FROM pg_catalog.pg_namespace n
        LEFT JOIN pg_catalog.pg_roles r
               ON pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE')
       WHERE NOT pg_catalog.has_schema_privilege('public', n.oid, 'USAGE')
         AND n.oid IN (SELECT c.relnamespace
                         FROM pg_catalog.pg_class c
                         JOIN pg_catalog.pg_class other
                           ON other.relname = c.relname AND other.relnamespace <> c.relnamespace
                        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
                          AND other.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
                          AND c.relpersistence <> 't' AND other.relpersistence <> 't')
      """;

  private SchemaUsersReader() {}

  static SchemaUsers read(Connection connection) throws SQLException {
    Map<String, Set<String>> restricted = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(USERS)) {
      while (rows.next()) {
        Set<String> roles = restricted.computeIfAbsent(rows.getString(1), name -> new HashSet<>());
        if (rows.getString(2) != null) {
          roles.add(rows.getString(2));
        }
      }
    }
    return new SchemaUsers(restricted);
  }
}
