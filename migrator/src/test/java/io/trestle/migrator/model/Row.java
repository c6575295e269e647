package io.trestle.migrator.model;

/**
 * The row, in the database under migration and in the target side by side.
 *
 * @param source the column that a derived V reads: 0 or 1
 * @param stored C as the database holds it
 * @param expected C as the target holds it; NULL where nobody has written it and nothing has frozen
 *     it, so that it is V of the row
 */
record Row(int source, Value stored, Value expected) {

  /** A number below 64, other than 0. */
  @SuppressWarnings("EnumOrdinal") // what is packed lives no longer than a walk
  int pack() {
    return 32 | source << 4 | stored.ordinal() << 2 | expected.ordinal();
  }

  static Row unpack(int packed) {
    return new Row(packed >> 4 & 1, VALUES[packed >> 2 & 3], VALUES[packed & 3]);
  }

  private static final Value[] VALUES = Value.values();

  /** C as a service that knows it is to see it. */
  Value answer(Column column) {
    return expected == Value.NULL ? column.value(source) : expected;
  }
}
