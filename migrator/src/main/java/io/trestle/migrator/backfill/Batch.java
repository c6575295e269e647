package io.trestle.migrator.backfill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch did. It is committed.
 *
 * @param covered about how many rows it went over
 * @param filled how many rows it wrote
 * @param unfilled how many of these are unfilled still, since V is NULL for them
 * @param example the key of one of those, or null
 * @param end the cursor that was committed with it
 * @param last whether that is the upper bound
 * @param rowsDone rows of the relation that are filled now
 * @param rowsExpected rows of the relation that are expected to be filled at the end
 */
record Batch(
    long covered,
    long filled,
    long unfilled,
    @Nullable List<String> example,
    List<String> end,
    boolean last,
    long rowsDone,
    long rowsExpected) {

  /** The same, where it has turned out to end at the upper bound. */
  Batch asLast() {
    return new Batch(covered, filled, unfilled, example, end, true, rowsDone, rowsDone);
  }
}
