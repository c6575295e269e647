package io.trestle.catalog.jdbc;

import io.trestle.catalog.Relation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads all relations with their columns; temporary tables of sessions are left out. */
final class RelationReader {

  private static final String COLUMNS =
      """
      SELECT c.oid, n.nspname, c.relname, a.attname, a.attnotnull, a.atthasdef,
             a.attgenerated <> '' OR a.attidentity = 'a', a.attgenerated <> '',
             c.relkind = 'p'
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_attribute a
          ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'
       ORDER BY c.oid, a.attnum
      """;

  private static final String INHERITANCE =
      """
      SELECT i.inhrelid, i.inhparent, child.relname, parent.relname
        FROM pg_catalog.pg_inherits i
        JOIN pg_catalog.pg_class child ON child.oid = i.inhrelid
        JOIN pg_catalog.pg_class parent ON parent.oid = i.inhparent
       WHERE child.relkind IN ('r', 'p', 'f')
      """;

  private final Map<Long, Set<Long>> neighbours = new HashMap<>();
  private final Map<Long, String> names = new HashMap<>();

  private RelationReader() {}

  static Map<String, List<Relation>> read(Connection connection) throws SQLException {
    RelationReader reader = new RelationReader();
    reader.readInheritance(connection);
    return reader.readRelations(connection);
  }

  private void readInheritance(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(INHERITANCE)) {
      while (rows.next()) {
        long child = rows.getLong(1);
        long parent = rows.getLong(2);
        names.put(child, rows.getString(3));
        names.put(parent, rows.getString(4));
        neighbours.computeIfAbsent(child, oid -> new HashSet<>()).add(parent);
        neighbours.computeIfAbsent(parent, oid -> new HashSet<>()).add(child);
      }
    }
  }

  private Map<String, List<Relation>> readRelations(Connection connection) throws SQLException {
    Map<String, List<Relation>> relations = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COLUMNS)) {
      boolean more = rows.next();
      while (more) {
        long oid = rows.getLong(1);
        String schema = rows.getString(2);
        String name = rows.getString(3);
        boolean partitioned = rows.getBoolean(9);
        List<Relation.Column> columns = new ArrayList<>();
        do {
          if (rows.getString(4) != null) {
            columns.add(column(rows));
          }
          more = rows.next();
        } while (more && rows.getLong(1) == oid);
        relations
            .computeIfAbsent(name, key -> new ArrayList<>(1))
            .add(new Relation(schema, name, columns, relatives(oid), partitioned));
      }
    }
    return relations;
  }

  private static Relation.Column column(ResultSet row) throws SQLException {
    return new Relation.Column(
        row.getString(4),
        row.getBoolean(5),
        row.getBoolean(6),
        row.getBoolean(7),
        row.getBoolean(8));
  }

  /** The names of all tables that inheritance or partitioning ties to this one, near or far. */
  private List<String> relatives(long oid) {
    if (!neighbours.containsKey(oid)) {
      return List.of();
    }
    Set<Long> seen = new HashSet<>(Set.of(oid));
    List<Long> open = new ArrayList<>(List.of(oid));
    List<String> relatives = new ArrayList<>();
    while (!open.isEmpty()) {
      for (long next : neighbours.get(open.remove(open.size() - 1))) {
        if (seen.add(next)) {
          open.add(next);
          relatives.add(names.get(next));
        }
      }
    }
    return relatives;
  }
}
