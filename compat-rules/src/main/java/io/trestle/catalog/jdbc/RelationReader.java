package io.trestle.catalog.jdbc;

import io.trestle.catalog.Relation;
import io.trestle.catalog.Relation.Relative;
import io.trestle.catalog.Relation.Tie;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads relations with their columns; temporary tables of sessions are left out. */
final class RelationReader {

  private static final String COLUMNS =
      """
      SELECT c.oid, n.nspname, c.relname, a.attname,
             a.attnotnull AND NOT EXISTS (
               SELECT FROM pg_catalog.pg_constraint k
                WHERE k.conrelid = c.oid AND k.contype = 'n' AND NOT k.convalidated
                  AND k.conkey = ARRAY[a.attnum]),
             a.atthasdef,
             a.attgenerated <> '' OR a.attidentity = 'a', a.attgenerated <> '',
             c.relkind = 'p',
             c.relkind = 'f'
             OR (c.relhastriggers AND EXISTS (
                   SELECT FROM pg_catalog.pg_trigger t
                    WHERE t.tgrelid = c.oid AND t.tgtype & 7 = 7 AND t.tgenabled <> 'D'))
             OR (c.relhasrules AND EXISTS (
                   SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid AND r.ev_type = '3')),
             (c.relhastriggers AND EXISTS (
                SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND a.attnum = ANY (t.tgattr)))
             OR (c.relhasindex AND EXISTS (
                SELECT FROM pg_catalog.pg_index i
                 WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey)))
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_attribute a
          ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't' AND c.oid %s
       ORDER BY c.oid, a.attnum
      """;

  private static final String INHERITANCE =
      """
      SELECT i.inhrelid, i.inhparent
        FROM pg_catalog.pg_inherits i
        JOIN pg_catalog.pg_class child ON child.oid = i.inhrelid
       WHERE child.relkind IN ('r', 'p', 'f')
      """;

  private final Map<Long, Set<Long>> parents = new HashMap<>();
  private final Map<Long, Set<Long>> children = new HashMap<>();
  private final Map<Long, Relation> alone = new LinkedHashMap<>();
  private final ViewReader views;

  private RelationReader(ViewReader views) {
    this.views = views;
  }

  /** Reads the relations that every database of a server's version has, by their oids. */
  static Map<Long, Relation> system(Connection connection) throws SQLException {
    return readRelations(connection, SystemObjects.OF_SYSTEM);
  }

  /** Reads all others beside those. */
  static Map<String, List<Relation>> read(Connection connection, Map<Long, Relation> system)
      throws SQLException {
    RelationReader reader = new RelationReader(ViewReader.read(connection));
    reader.readInheritance(connection);
    reader.alone.putAll(system);
    reader.alone.putAll(readRelations(connection, SystemObjects.OF_USERS));
    Map<String, List<Relation>> relations = new HashMap<>();
    reader.alone.forEach(
        (oid, relation) ->
            relations
                .computeIfAbsent(relation.name(), name -> new ArrayList<>(1))
                .add(reader.withRelatives(oid, relation)));
    return relations;
  }

  private void readInheritance(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(INHERITANCE)) {
      while (rows.next()) {
        long child = rows.getLong(1);
        long parent = rows.getLong(2);
        parents.computeIfAbsent(child, oid -> new HashSet<>()).add(parent);
        children.computeIfAbsent(parent, oid -> new HashSet<>()).add(child);
      }
    }
  }

  private static Map<Long, Relation> readRelations(Connection connection, String which)
      throws SQLException {
    Map<Long, Relation> relations = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COLUMNS.formatted(which))) {
      boolean more = rows.next();
      while (more) {
        long oid = rows.getLong(1);
        String schema = rows.getString(2);
        String name = rows.getString(3);
        boolean partitioned = rows.getBoolean(9);
        boolean hooked = rows.getBoolean(10);
        List<Relation.Column> columns = new ArrayList<>();
        do {
          if (rows.getString(4) != null) {
            columns.add(column(rows));
          }
          more = rows.next();
        } while (more && rows.getLong(1) == oid);
        relations.put(oid, new Relation(schema, name, columns, List.of(), partitioned, hooked));
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
        row.getBoolean(8),
        row.getBoolean(11));
  }

  private Relation withRelatives(long oid, Relation relation) {
    List<Relative> relatives = new ArrayList<>();
    reachable(oid, children).forEach(child -> addTable(relatives, Tie.DESCENDANT, child));
    reachable(oid, parents).forEach(parent -> addTable(relatives, Tie.ANCESTOR, parent));
    views
        .readersOf(oid)
        .forEach(
            (view, reads) -> {
              Relation named = alone.get(view);
              if (named != null) { // no temporary view of another session
                relatives.add(
                    new Relative(
                        Tie.VIEW, named.schema(), named.name(), reads.columns(), reads.wholeRow()));
              }
            });
    if (relatives.isEmpty()) {
      return relation;
    }
    boolean hookedBelow =
        reachable(oid, children).stream()
            .map(alone::get)
            .anyMatch(child -> child != null && child.hooked());
    return new Relation(
        relation.schema(),
        relation.name(),
        relation.columns(),
        relatives,
        relation.partitioned(),
        relation.hooked() || hookedBelow);
  }

  private void addTable(List<Relative> relatives, Tie tie, long oid) {
    Relation named = alone.get(oid);
    if (named != null) {
      Set<String> columns =
          named.columns().stream().map(Relation.Column::name).collect(Collectors.toSet());
      relatives.add(new Relative(tie, named.schema(), named.name(), columns, false));
    }
  }

  private static List<Long> reachable(long oid, Map<Long, Set<Long>> neighbours) {
    Set<Long> seen = new HashSet<>(Set.of(oid));
    List<Long> open = new ArrayList<>(List.of(oid));
    List<Long> found = new ArrayList<>();
    while (!open.isEmpty()) {
      for (long next : neighbours.getOrDefault(open.remove(open.size() - 1), Set.of())) {
        if (seen.add(next)) {
          open.add(next);
          found.add(next);
        }
      }
    }
    return found;
  }
}
