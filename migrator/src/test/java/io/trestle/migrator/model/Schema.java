package io.trestle.migrator.model;

/**
 * The table as the catalog shows it.
 *
 * @param column whether C is there
 * @param filler whether it has its DEFAULT; where V is derived, its trigger
 * @param notNull whether it is NOT NULL
 */
record Schema(boolean column, boolean filler, boolean notNull) {

  static final Schema WITHOUT_COLUMN = new Schema(false, false, false);

  Schema withFiller(boolean there) {
    return new Schema(column, there, notNull);
  }

  Schema withNotNull(boolean there) {
    return new Schema(column, filler, there);
  }

  /** A number below 8. */
  int pack() {
    return (column ? 4 : 0) | (filler ? 2 : 0) | (notNull ? 1 : 0);
  }

  static Schema unpack(int packed) {
    return ALL[packed];
  }

  private static final Schema[] ALL = new Schema[8];

  static {
    for (int i = 0; i < ALL.length; i++) {
      ALL[i] = new Schema((i & 4) != 0, (i & 2) != 0, (i & 1) != 0);
    }
  }
}
