package io.trestle.migrator.plan;

import io.trestle.catalog.DerivedValue;
import io.trestle.migrator.plan.Added.AddedColumn;
import io.trestle.migrator.plan.TableFacts.ExistingColumn;
import org.jspecify.annotations.Nullable;

/**
 * A column with its V.
 *
 * @param column the column as plans have it
 * @param added the column as PostgreSQL understood its definition
 * @param value V where it is derived, else null
 * @param defaultSql what its DEFAULT is to be; null where V is derived, or NULL
 * @param existing the column as it is there already, else null
 */
record ResolvedColumn(
    NewColumn column,
    AddedColumn added,
    @Nullable DerivedValue value,
    @Nullable String defaultSql,
    @Nullable ExistingColumn existing) {

  String name() {
    return column.name();
  }

  /** Whether rows hold it from the moment it is there, so that none is to be filled. */
  boolean nullable() {
    return column.nullable();
  }

  /** Whether DEFAULT means something else than V. */
  boolean hasOwnDefault() {
    return column.defaultValue() != null;
  }

  /** V over the row of a relation, as SQL. */
  String valueOver(String relation) {
    return value == null ? column.resolvedValue() : value.over(relation);
  }
}
