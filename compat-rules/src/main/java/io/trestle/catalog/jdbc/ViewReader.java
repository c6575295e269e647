package io.trestle.catalog.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads which views' stored queries read which columns of which relations, by the dependencies that
 * the server keeps. What a view reads through another view counts as read by both.
 */
final class ViewReader {

  /** A whole-row reference is column 0 of its relation; no dependency tells of it. */
  private static final String READS =
      """
      SELECT DISTINCT r.ev_class, d.refobjid, a.attname,
             pg_catalog.strpos(r.ev_action::pg_catalog.text,
                               ':varattno 0 :vartype ' || t.reltype || ' ') > 0
        FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
        JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
       WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
         AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
         AND r.ev_type = '1' AND r.ev_class <> d.refobjid AND r.ev_class >= 16384
         AND t.oid >= 16384 AND t.relkind IN ('r', 'p', 'v', 'm', 'f')
      """;

  private final Map<Long, Map<Long, Reads>> readersByRelation = new HashMap<>();

  private ViewReader() {}

  /** What one view's query reads of one relation. */
  static final class Reads {
    private final Set<String> columns = new HashSet<>();
    private boolean wholeRow;

    Set<String> columns() {
      return columns;
    }

    boolean wholeRow() {
      return wholeRow;
    }

    private void add(@Nullable String column, boolean row) {
      if (column != null) {
        columns.add(column);
      }
      wholeRow |= row;
    }

    private void add(Reads other) {
      columns.addAll(other.columns);
      wholeRow |= other.wholeRow;
    }
  }

  static ViewReader read(Connection connection) throws SQLException {
    ViewReader reader = new ViewReader();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(READS)) {
      while (rows.next()) {
        reader
            .readersByRelation
            .computeIfAbsent(rows.getLong(2), relation -> new HashMap<>())
            .computeIfAbsent(rows.getLong(1), view -> new Reads())
            .add(rows.getString(3), rows.getBoolean(4));
      }
    }
    return reader;
  }

  /** The views that read a relation, themselves or through others, with what they read of it. */
  Map<Long, Reads> readersOf(long relation) {
    Map<Long, Reads> found = new HashMap<>();
    readersByRelation
        .getOrDefault(relation, Map.of())
        .forEach(
            (view, reads) -> {
              for (long reader : withReaders(view)) {
                found.computeIfAbsent(reader, oid -> new Reads()).add(reads);
              }
            });
    return found;
  }

  private List<Long> withReaders(long view) {
    Set<Long> seen = new HashSet<>(Set.of(view));
    List<Long> all = new ArrayList<>();
    Deque<Long> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      long next = open.remove();
      all.add(next);
      for (long reader : readersByRelation.getOrDefault(next, Map.of()).keySet()) {
        if (seen.add(reader)) {
          open.add(reader);
        }
      }
    }
    return all;
  }
}
