package io.trestle.migrator.backfill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a relation is, as trestle.progress has it. Immutable.
 *
 * @param cursor what the last committed batch ended with, or null at the beginning of a pass
 * @param upper where the pass ends, or null before the first
 * @param rowsDone rows that were filled
 * @param rowsExpected rows that will have been filled at the end
 * @param finished whether a pass has found nothing unfilled
 */
record RelationProgress(
    @Nullable List<String> cursor,
    @Nullable List<String> upper,
    long rowsDone,
    long rowsExpected,
    boolean finished) {

  /** How many rows are expected to be filled still. */
  long remaining() {
    return Math.max(0, rowsExpected - rowsDone);
  }

  /** After a batch. */
  RelationProgress after(Batch batch) {
    return new RelationProgress(batch.end(), upper, batch.rowsDone(), batch.rowsExpected(), false);
  }

  /** At the beginning of a pass. */
  RelationProgress pass(List<String> newUpper) {
    return new RelationProgress(null, newUpper, rowsDone, rowsExpected, false);
  }

  /** Further on in a pass that writes nothing. */
  RelationProgress at(List<String> newCursor) {
    return new RelationProgress(newCursor, upper, rowsDone, rowsExpected, false);
  }

  /** At the end. */
  RelationProgress end() {
    return new RelationProgress(cursor, upper, rowsDone, rowsDone, true);
  }
}
