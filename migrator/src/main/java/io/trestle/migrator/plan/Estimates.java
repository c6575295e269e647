package io.trestle.migrator.plan;

/**
 * How long steps may take, in milliseconds. A guide for an operator, no bound: rows and pages are
 * the catalog's estimate (pg_class.reltuples, the size of the files), times a constant that was
 * measured elsewhere or is assumed; waiting for a lock, for nodes and for brakes comes on top.
 * Immutable.
 *
 * @param rows rows of the table, -1 where that is not known
 * @param pages its pages of 8 kB
 */
record Estimates(long rows, long pages) {

  /** Nothing is known. */
  static final long UNKNOWN = -1;

  /** A change of the catalog: 5.5 ms for ADD COLUMN … DEFAULT on 2,000,000 rows; rounded up. */
  static final long CATALOG = 10;

  /**
   * Rows a second of a backfill in batches. Published: 9,000 to 56,000 (pgroll), 11,000 (pg-osc).
   */
  private static final long FILLED_ROWS_PER_SECOND = 20_000;

  /** Pages a second of a scan: 80 MB/s. Assumed; from the cache it is some ten times as many. */
  private static final long SCANNED_PAGES_PER_SECOND = 10_000;

  /** Rows a second that are sorted into an index. Assumed. */
  private static final long INDEXED_ROWS_PER_SECOND = 500_000;

  /** One scan of the table. */
  long scan() {
    return CATALOG + pages * 1000 / SCANNED_PAGES_PER_SECOND;
  }

  /** Filling all rows. */
  long fill() {
    return rows < 0 ? UNKNOWN : CATALOG + rows * 1000 / FILLED_ROWS_PER_SECOND;
  }

  /** Writing the table anew: it is read and written. */
  long rewrite() {
    return CATALOG + 2 * (scan() - CATALOG);
  }

  /** CREATE INDEX CONCURRENTLY: two scans and a sort. */
  long index() {
    return rows < 0 ? UNKNOWN : 2 * scan() + rows * 1000 / INDEXED_ROWS_PER_SECOND;
  }
}
