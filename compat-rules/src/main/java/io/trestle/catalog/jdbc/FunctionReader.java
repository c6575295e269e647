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

/** What is known of functions by their names alone. */
final class FunctionReader {

  /**
   * What columns functions give in FROM: the names of output parameters; else the columns of a
   * composite result; else none. NULL where a statement itself must name the columns.
   */
  private static final String FUNCTIONS =
      """
      SELECT DISTINCT p.proname, p.prokind = 'f', p.prokind = 'a', p.proretset,
             CASE WHEN p.prokind <> 'f' THEN NULL
                  WHEN p.proargmodes && '{o,b,t}'::pg_catalog."char"[] THEN
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
             END,
             p.prokind IN ('f', 'a') AND p.pronargs >= 1 AND p.pronargs - p.pronargdefaults <= 1
               AND (f.typtype = 'c' OR f.typname IN ('record', 'any', 'anyelement', 'anynonarray',
                    'anycompatible', 'anycompatiblenonarray'))
        FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_type t ON t.oid = p.prorettype
        LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
        LEFT JOIN pg_catalog.pg_type f ON f.oid = p.proargtypes[0]
       WHERE p.oid\s""";

  /** Of nearly all functions, whose arrays need not be read. */
  private static final String NO_NAMES = "{}";

  private final Map<String, List<String>> columns = new HashMap<>();
  private final Set<String> differing = new HashSet<>();
  private final Set<String> ofRows = new HashSet<>();
  private final Set<String> aggregates = new HashSet<>();
  private final Set<String> setReturning = new HashSet<>();

  private FunctionReader() {}

  /** Reads the functions that every database of a server's version has. */
  static FunctionReader system(Connection connection) throws SQLException {
    FunctionReader reader = new FunctionReader();
    reader.read(connection, SystemObjects.OF_SYSTEM);
    return reader;
  }

  /** Reads all others beside those. */
  static FunctionReader read(Connection connection, FunctionReader system) throws SQLException {
    FunctionReader reader = new FunctionReader();
    reader.columns.putAll(system.columns);
    reader.differing.addAll(system.differing);
    reader.ofRows.addAll(system.ofRows);
    reader.aggregates.addAll(system.aggregates);
    reader.setReturning.addAll(system.setReturning);
    reader.read(connection, SystemObjects.OF_USERS);
    return reader;
  }

  private void read(Connection connection, String which) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(FUNCTIONS + which)) {
      while (rows.next()) {
        String function = rows.getString(1);
        if (rows.getBoolean(2)) {
          addColumns(function, rows);
        }
        if (rows.getBoolean(3)) {
          aggregates.add(function);
        }
        if (rows.getBoolean(4)) {
          setReturning.add(function);
        }
        if (rows.getBoolean(6)) {
          ofRows.add(function);
        }
      }
    }
  }

  private void addColumns(String function, ResultSet row) throws SQLException {
    String written = row.getString(5);
    if (written == null) {
      differing.add(function);
      return;
    }
    List<String> names =
        written.equals(NO_NAMES) ? List.of() : Arrays.asList((String[]) row.getArray(5).getArray());
    List<String> before = columns.putIfAbsent(function, names);
    if (names.contains("") || (before != null && !before.equals(names))) {
      differing.add(function);
    }
  }

  /**
   * The names of the columns that functions give in FROM; functions whose overloads differ left
   * out.
   */
  Map<String, List<String>> columns() {
    Map<String, List<String>> known = new HashMap<>(columns);
    known.keySet().removeAll(differing);
    return known;
  }

  /** Those that can be called with a row alone. */
  Set<String> ofRows() {
    return ofRows;
  }

  Set<String> aggregates() {
    return aggregates;
  }

  /** Those that may give several rows. */
  Set<String> setReturning() {
    return setReturning;
  }
}
