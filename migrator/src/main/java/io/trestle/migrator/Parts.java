package io.trestle.migrator;

import io.trestle.migrator.plan.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What holds the rows of a table: itself, or its partitions and children. Stateless. */
final class Parts {

  private Parts() {}

  /** Their names, in SQL. */
  static List<String> of(Connection connection, Table table) throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            WITH RECURSIVE tree AS (
              SELECT ?::regclass::oid AS relation
              UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN tree ON relation = i.inhparent)
            SELECT format('%I.%I', n.nspname, c.relname)
              FROM tree JOIN pg_catalog.pg_class c ON c.oid = relation
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'r' ORDER BY c.oid
            """)) {
      select.setString(1, table.sql());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(row.getString(1));
        }
      }
    }
    return found;
  }

  /** How many pages one of them has now. */
  static long pages(Connection connection, String part) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_catalog.pg_relation_size('%s') / pg_catalog.current_setting('block_size')::bigint"
                    .formatted(part.replace("'", "''")))) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The condition that a row is on some pages, up to the one before the last named. */
  static String onPages(long from, long to) {
    return "ctid >= '(%d,0)' AND ctid < '(%d,0)'".formatted(from, to);
  }
}
