package io.trestle.migrator;

import io.trestle.migrator.MigrationStore.Stored;
import io.trestle.migrator.plan.NewColumn;
import io.trestle.migrator.plan.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Empties columns on the way back to {@code absent}, while all nodes read them as COALESCE(C, V),
 * or as they stand where they allow NULL, and nobody writes them: where a row holds V nothing is to
 * be done, but of a derived V, which follows its row again.
 */
final class Emptying {

  /**
   * How many pages are gone through in one transaction, 0.8 MB: a service that updates one of their
   * rows waits for its end.
   */
  private static final long PAGES = 100;

  /** After so many passes that have found something, something keeps rows from being emptied. */
  private static final int PASSES = 20;

  private final Connection connection;
  private final Table table;
  private final List<NewColumn> columns;
  private final LockedStatements locked;
  private final Stored migration;

  /**
   * @param columns those that the migration has added, and that are still there
   */
  Emptying(
      Connection connection, Stored migration, List<NewColumn> columns, LockedStatements locked) {
    this.connection = connection;
    this.migration = migration;
    this.table = migration.table();
    this.columns = List.copyOf(columns);
    this.locked = locked;
  }

  /**
   * Drops what fills the columns, which also waits for transactions that have written and not
   * ended, prepared ones too; then sets all to what reads as V that holds anything else.
   *
   * @return false where it was told to stop before
   * @throws MigrationException when something keeps rows from being emptied, with one of them
   */
  boolean empty() throws SQLException, MigrationException {
    if (columns.isEmpty()) {
      return true; // what rows hold was theirs before, or went with the column
    }
    if (!locked.together("empty", List.of(dropFilling()), this::noteBegun)) {
      return false;
    }
    // A row may move to a page that has been gone through; no new values come, so it ends.
    for (int passes = 1; ; passes++) {
      long emptied = pass();
      if (emptied < 0) {
        return false;
      }
      String left = filledRow();
      if (left == null) {
        return true;
      } else if (emptied == 0 || passes == PASSES) {
        throw new MigrationException(
            "rows of %s cannot be emptied, one of them %s: a trigger or rule keeps them as they are; disable it (ALTER TABLE … DISABLE TRIGGER), then `trestle migrate resume %s`"
                .formatted(table, left, migration.name()));
      }
    }
  }

  private void noteBegun(Connection within) throws SQLException {
    MigrationStore.emptying(within, migration.id());
  }

  /** Goes over all rows. Returns how many it has emptied; -1 where it was told to stop. */
  private long pass() throws SQLException {
    long emptied = 0;
    for (String relation : Parts.of(connection, table)) {
      long pages = Parts.pages(connection, relation);
      for (long from = 0; from <= pages; from += PAGES) {
        long rows = locked.update("empty", update(relation, from));
        if (rows < 0) {
          return rows;
        }
        emptied += rows;
      }
    }
    return emptied;
  }

  /** A row that holds something still, in one snapshot; null where there is none. */
  private @Nullable String filledRow() throws SQLException {
    String query =
        "SELECT %s FROM %s WHERE %s LIMIT 1"
            .formatted(RowNames.expression(connection, table), table.sql(), filled());
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  private String dropFilling() {
    return columns.stream()
        .map(
            column ->
                ("ALTER COLUMN %1$s DROP NOT NULL"
                        + (column.nullable() ? "" : ", ALTER COLUMN %1$s DROP DEFAULT"))
                    .formatted(Table.quote(column.name())))
        .collect(Collectors.joining(", ", "ALTER TABLE " + table.sql() + " ", ""));
  }

  private String update(String relation, long from) {
    String set =
        columns.stream()
            .map(
                column ->
                    "%s = %s"
                        .formatted(
                            Table.quote(column.name()),
                            column.nullable() ? column.resolvedValue() : "NULL"))
            .collect(Collectors.joining(", "));
    return "UPDATE ONLY %s SET %s WHERE %s AND (%s)"
        .formatted(relation, set, Parts.onPages(from, from + PAGES), filled());
  }

  private String filled() {
    return columns.stream().map(Emptying::filled).collect(Collectors.joining(" OR "));
  }

  private static String filled(NewColumn column) {
    return column.derived() ? Table.quote(column.name()) + " IS NOT NULL" : column.holdsOther();
  }
}
