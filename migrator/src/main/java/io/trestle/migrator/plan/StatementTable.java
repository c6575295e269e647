package io.trestle.migrator.plan;

import io.trestle.migrator.plan.AddColumns.Name;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Tells which table a statement means. Stateless. */
public final class StatementTable {

  private static final String TABLE =
      """
      SELECT n.nspname, c.relname
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.oid = pg_catalog.to_regclass(?)
      """;

  private StatementTable() {}

  /**
   * The table that an ALTER TABLE names, by the search_path of this session; empty where there is
   * none.
   *
   * @throws UnplannableException when the statement does anything but add columns
   */
  public static Optional<Table> of(Connection connection, String statement)
      throws UnplannableException, SQLException {
    AddColumns parsed = AddColumnsReader.read(statement);
    return Queries.list(
            connection,
            TABLE,
            row -> new Table(row.getString(1), row.getString(2)),
            new Name(parsed.schema(), parsed.table()).sql())
        .stream()
        .findFirst();
  }
}
