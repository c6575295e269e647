package io.trestle.migrator;

import io.trestle.migrator.MigrationStore.Stored;
import io.trestle.migrator.plan.NewColumn;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Fills the rows of a migration. */
@FunctionalInterface
interface Filling {

  /**
   * Fills all rows, or goes on where it was stopped.
   *
   * @return false where it was told to stop before all rows were filled
   * @throws MigrationException when a row cannot be filled, with a message for an operator
   */
  boolean fill(Stored migration, List<NewColumn> columns, BooleanSupplier stop)
      throws SQLException, MigrationException;
}
