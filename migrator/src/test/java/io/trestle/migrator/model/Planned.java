package io.trestle.migrator.model;

/** What is migrated, and by which way. */
enum Planned {
  /** V is a constant, and the default; rows are filled, as where C is there already. */
  CONSTANT(Column.CONSTANT, false),
  /** V is a constant, and the default: ADD COLUMN … DEFAULT V NOT NULL fills all rows at once. */
  CONSTANT_AT_ONCE(Column.CONSTANT, true),
  /** The same with C allowing NULL. */
  NULLABLE(Column.NULLABLE, true),
  /** V is a constant, the default is another one. */
  OWN_DEFAULT(Column.OWN_DEFAULT, false),
  /** V is computed from the row's source column. */
  DERIVED(Column.DERIVED, false);

  final Column column;

  /** Whether the way is the short one. */
  final boolean atOnce;

  Planned(Column column, boolean atOnce) {
    this.column = column;
    this.atOnce = atOnce;
  }
}
