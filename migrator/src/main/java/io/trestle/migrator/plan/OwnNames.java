package io.trestle.migrator.plan;

import io.trestle.migrator.plan.Plan.Way;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The names of what a migration makes on its table, but for the constraints that are tried. */
final class OwnNames {

  private static final String TAKEN =
      """
      WITH parts AS (SELECT ?::pg_catalog.oid AS oid UNION
                     SELECT relid FROM pg_catalog.pg_partition_tree(?::pg_catalog.oid))
      SELECT 'constraint ' || conname FROM pg_catalog.pg_constraint
       WHERE conrelid IN (SELECT oid FROM parts)
      UNION
      SELECT 'trigger ' || tgname FROM pg_catalog.pg_trigger
       WHERE tgrelid IN (SELECT oid FROM parts)
      """;

  private OwnNames() {}

  /** The CHECK that proves a column to be filled. */
  static String proof(ResolvedColumn column) {
    return SqlText.name("trestle_not_null", column.name());
  }

  /**
   * Sees to it that nothing on the table, or on a partition, has such a name.
   *
   * @throws UnplannableException with what has it
   */
  static void requireFree(
      Connection connection, TableFacts facts, List<ResolvedColumn> columns, Way way)
      throws UnplannableException, SQLException {
    Set<String> taken =
        new HashSet<>(
            Queries.list(connection, TAKEN, row -> row.getString(1), facts.oid(), facts.oid()));
    for (String wanted : wanted(facts, columns, way)) {
      if (!taken.add(wanted)) {
        throw new UnplannableException(
            "%s: the name is taken on %s, and the migration needs it; expected it to be free: drop or rename what has it"
                .formatted(wanted, facts.table()));
      }
    }
  }

  private static List<String> wanted(TableFacts facts, List<ResolvedColumn> columns, Way way) {
    List<String> wanted = new ArrayList<>();
    for (ResolvedColumn column : columns) {
      if (way == Way.THREE_STEPS && !column.nullable()) {
        wanted.add("constraint " + proof(column));
      }
      if (column.added().notNullName() != null && facts.namesNotNull()) {
        wanted.add("constraint " + column.added().notNullName());
      }
      if (column.value() != null) {
        wanted.add("trigger " + new FillTrigger(facts, column).name());
      }
    }
    return wanted;
  }
}
