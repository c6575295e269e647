package io.trestle.catalog.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what columns functions give when they stand in FROM. */
final class FunctionReader {

  /**
   * The names of output parameters; else the columns of a composite result; else none. NULL where a
   * statement itself must name the columns.
   */
  private static final String FUNCTIONS =
      """
      SELECT DISTINCT p.proname,
             CASE WHEN p.proargmodes && '{o,b,t}'::pg_catalog."char"[] THEN
                    ARRAY(SELECT COALESCE(p.proargnames[i], '')
                            FROM pg_catalog.generate_subscripts(p.proargmodes, 1) AS i
                           WHERE p.proargmodes[i] IN ('o', 'b', 't') ORDER BY i)
                  WHEN t.typtype = 'c' THEN
                    ARRAY(SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute a
                           WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
                           ORDER BY a.attnum)
                  WHEN t.typname IN ('record', 'anyelement', 'anycompatible') THEN NULL
                  WHEN t.typtype = 'd' AND b.typtype = 'c' THEN NULL
                  ELSE '{}'::pg_catalog.text[]
             END
        FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_type t ON t.oid = p.prorettype
        LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
       WHERE p.prokind = 'f'
      """;

  private FunctionReader() {}

  /**
   * The names of the columns, by the function's name; functions whose overloads differ left out.
   */
  static Map<String, List<String>> read(Connection connection) throws SQLException {
    Map<String, List<String>> columns = new HashMap<>();
    Set<String> differing = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(FUNCTIONS)) {
      while (rows.next()) {
        String function = rows.getString(1);
        if (rows.getArray(2) == null) {
          differing.add(function);
          continue;
        }
        List<String> names = Arrays.asList((String[]) rows.getArray(2).getArray());
        List<String> before = columns.putIfAbsent(function, names);
        if (names.contains("") || (before != null && !before.equals(names))) {
          differing.add(function);
        }
      }
    }
    columns.keySet().removeAll(differing);
    return columns;
  }
}
