package io.trestle.migrator.plan;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What a table and its new columns have to be for rows to be filled one by one. */
final class LongWay {

  private static final String NOT_NULL_VIOLATION = "23502";

  /** The rows of a partition are filled in it, so that its own rules count. */
  private static final String UPDATE_RULES =
      """
      SELECT n.nspname, c.relname, pg_catalog.string_agg(r.rulename, ', ' ORDER BY r.rulename)
        FROM pg_catalog.pg_rewrite r
        JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE r.ev_type = '2'
         AND (c.oid = ?::pg_catalog.oid
              OR c.oid IN (SELECT relid FROM pg_catalog.pg_partition_tree(?::pg_catalog.oid)))
       GROUP BY n.nspname, c.relname
       ORDER BY n.nspname, c.relname
      """;

  private static final String COMPOSITE =
      """
      WITH RECURSIVE base AS (
        SELECT typtype, typbasetype FROM pg_catalog.pg_type WHERE oid = ?::pg_catalog.regtype
        UNION ALL
        SELECT t.typtype, t.typbasetype
          FROM base JOIN pg_catalog.pg_type t ON base.typtype = 'd' AND t.oid = base.typbasetype)
      SELECT bool_or(typtype = 'c') FROM base
      """;

  private LongWay() {}

  /**
   * Refuses what would stop half way.
   *
   * @throws UnplannableException with what it is, and the way out
   */
  static void require(Connection connection, TableFacts facts, List<ResolvedColumn> columns)
      throws UnplannableException, SQLException {
    for (ResolvedColumn column : columns) {
      requireNullAtFirst(connection, column);
      requireNotComposite(connection, column);
    }
    requireNoRules(connection, facts);
  }

  /** Rows hold NULL until they are filled. */
  private static void requireNullAtFirst(Connection connection, ResolvedColumn column)
      throws UnplannableException, SQLException {
    if (!column.added().constrainedDomain() || column.existing() != null) {
      return;
    }
    String type = column.column().type();
    try {
      Queries.execute(connection, "SELECT CAST(NULL AS " + type + ")");
    } catch (SQLException refused) {
      if (!NOT_NULL_VIOLATION.equals(refused.getSQLState())) {
        throw refused;
      }
      throw new UnplannableException(
          "column %s is of domain %s, which does not allow NULL, and rows cannot be filled one by one then; expected the domain's type, with NOT NULL and its CHECKs"
              .formatted(column.name(), type),
          refused);
    }
  }

  /** A value with a NULL field IS NOT NULL for NOT NULL, and is not for an expression. */
  private static void requireNotComposite(Connection connection, ResolvedColumn column)
      throws UnplannableException, SQLException {
    String type = column.column().type();
    boolean composite =
        !column.nullable()
            && Queries.list(connection, COMPOSITE, row -> row.getBoolean(1), type).get(0);
    if (composite) {
      throw new UnplannableException(
          "column %s is of composite type %s, whose values are not IS NOT NULL where one of their fields is NULL, so that rows that are filled could not be told from others; expected a column for each field, or a constant that is the DEFAULT, which fills all rows at once"
              .formatted(column.name(), type));
    }
  }

  /** A rule rewrites the statement that fills rows. */
  private static void requireNoRules(Connection connection, TableFacts facts)
      throws UnplannableException, SQLException {
    List<String> ruled =
        Queries.list(
            connection,
            UPDATE_RULES,
            row ->
                "%s has rule %s ON UPDATE"
                    .formatted(new Table(row.getString(1), row.getString(2)), row.getString(3)),
            facts.oid(),
            facts.oid());
    if (!ruled.isEmpty()) {
      throw new UnplannableException(
          ruled.get(0)
              + ", and rows are filled by UPDATE; expected a table without: drop the rule, or make it a trigger");
    }
  }
}
