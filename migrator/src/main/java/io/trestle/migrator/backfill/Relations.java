package io.trestle.migrator.backfill;

import io.trestle.migrator.plan.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what holds a table's rows, and how each may be cut. */
final class Relations {

  private static final Pattern PLAN_ROWS = Pattern.compile("\"Plan Rows\": (\\d+)");

  private static final String TREE =
      """
      WITH RECURSIVE tree AS (
        SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ?
        UNION SELECT i.inhrelid FROM pg_inherits i JOIN tree ON i.inhparent = tree.oid)
      SELECT c.oid, n.nspname, c.relname, c.relkind
      FROM tree JOIN pg_class c ON c.oid = tree.oid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind <> 'p'
      ORDER BY n.nspname, c.relname
      """;

  /**
   * The columns of the best unique index: the primary key, or the one of fewest columns. All must
   * be NOT NULL, in one direction, and compared by what their type has built in, so that {@code <}
   * and {@code ORDER BY} mean the index's order.
   */
  private static final String KEY =
      """
      SELECT a.attname, format_type(a.atttypid, a.atttypmod),
        CASE WHEN i.indcollation[n] <> 0
            AND (i.indcollation[n] <> a.attcollation OR a.attcollation <> t.typcollation)
          THEN (SELECT quote_ident(s.nspname) || '.' || quote_ident(o.collname)
            FROM pg_collation o JOIN pg_namespace s ON s.oid = o.collnamespace
            WHERE o.oid = i.indcollation[n]) END
      FROM (
        SELECT i.* FROM pg_index i
          JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
        WHERE i.indrelid = ?::oid AND i.indisunique AND i.indisvalid AND i.indisready
          AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL AND m.amname = 'btree'
          AND NOT EXISTS (
            SELECT FROM generate_series(0, i.indnkeyatts - 1) AS n
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n]
              JOIN pg_opclass o ON o.oid = i.indclass[n]
            WHERE NOT a.attnotnull OR NOT o.opcdefault
              OR o.opcnamespace <> 'pg_catalog'::regnamespace
              OR i.indoption[n] <> i.indoption[0] OR i.indoption[n] NOT IN (0, 3)
              OR EXISTS (SELECT FROM pg_constraint k
                WHERE k.conrelid = i.indrelid AND k.contype = 'n' AND NOT k.convalidated
                  AND k.conkey = ARRAY[a.attnum]))
        ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1) AS i
        CROSS JOIN LATERAL generate_series(0, i.indnkeyatts - 1) AS n
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n]
        JOIN pg_type t ON t.oid = a.atttypid
      ORDER BY n
      """;

  private Relations() {}

  /**
   * The relations that hold the rows of a table: itself, its partitions, its children; sorted by
   * name. None where there is no such table.
   *
   * @param without the oids of those to leave out
   * @throws BackfillException where one of them cannot be filled
   */
  static List<Relation> of(Connection connection, Table table, Set<Long> without)
      throws SQLException, BackfillException {
    List<Relation> relations = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(TREE)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (without.contains(row.getLong(1))) {
            continue;
          }
          Table name = new Table(row.getString(2), row.getString(3));
          if (!row.getString(4).equals("r")) {
            throw new BackfillException(
                name.sql()
                    + " is no ordinary table (pg_class.relkind = '"
                    + row.getString(4)
                    + "'): its rows cannot be filled in batches. Detach it, or fill it yourself",
                null);
          }
          relations.add(new Relation(row.getLong(1), name, key(connection, row.getLong(1))));
        }
      }
    }
    return relations;
  }

  /** Whether there is such a table, though it may have no partitions. */
  static boolean exists(Connection connection, Table table) throws SQLException {
    Sql sql = new Sql().add("SELECT to_regclass(").value(table.sql(), "text").add(") IS NOT NULL");
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static List<KeyColumn> key(Connection connection, long oid) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(KEY)) {
      statement.setLong(1, oid);
      try (ResultSet row = statement.executeQuery()) {
        List<KeyColumn> columns = new ArrayList<>();
        while (row.next()) {
          columns.add(new KeyColumn(row.getString(1), row.getString(2), row.getString(3)));
        }
        return columns;
      }
    }
  }

  /** How many rows the planner believes a relation to have, by its size now. */
  static long rows(Connection connection, Relation relation) throws SQLException {
    Sql sql = new Sql().add("EXPLAIN (FORMAT JSON) SELECT FROM ONLY " + relation.name());
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      Matcher rows = PLAN_ROWS.matcher(row.getString(1));
      return rows.find() ? Long.parseLong(rows.group(1)) : 0;
    }
  }

  /** How a relation is cut: by its key, or by its blocks where it has none. */
  static Cut cut(Connection connection, Fill fill) throws SQLException {
    Relation relation = fill.relation();
    if (!relation.key().isEmpty()) {
      return new KeyCut(fill);
    }
    long blocks = Math.max(1, BlockCut.blocks(connection, relation.oid()));
    return new BlockCut(fill, Math.max(1, (double) rows(connection, relation) / blocks));
  }
}
