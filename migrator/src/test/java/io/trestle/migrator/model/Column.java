package io.trestle.migrator.model;

/** What V and the default of C are. */
enum Column {
  /** V is a constant, and the default. */
  CONSTANT,
  /** V is a constant, the default is another one. */
  OWN_DEFAULT,
  /**
   * V is a constant, and the default; the target allows NULL, which is one of the values that are
   * not V. All rows hold V from the moment C is there.
   */
  NULLABLE,
  /** V is computed from the row's source column. */
  DERIVED;

  /** Whether what fills C in new rows comes only when no node knows C missing any more. */
  boolean isFilledLater() {
    return this == OWN_DEFAULT || this == DERIVED;
  }

  /** V of a row with that source. */
  Value value(int source) {
    return this == DERIVED && source == 1 ? Value.ONE : Value.ZERO;
  }
}
