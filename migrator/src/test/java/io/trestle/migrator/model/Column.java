package io.trestle.migrator.model;

/** What V and the default of C are. */
enum Column {
  /** V is a constant, and the default. */
  CONSTANT,
  /** V is a constant, the default is another one. */
  OWN_DEFAULT,
  /** V is computed from the row's source column. */
  DERIVED;

  /** V of a row with that source. */
  Value value(int source) {
    return this == DERIVED && source == 1 ? Value.ONE : Value.ZERO;
  }
}
