package io.trestle.cli.workload;

import io.trestle.rules.Phase;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that the column may hold in a row, for what a service can know: nothing (then it is read as V
 * of the row as it is), or one of some values. What becomes of it is what docs/contract.md says:
 *
 * <ul>
 *   <li>an unfilled row follows the columns that V reads, until it is filled;
 *   <li>from {@code writable} on an UPDATE of such a column freezes what V was before it;
 *   <li>from {@code writable} on new rows are filled; in {@code readable} it is not known whether
 *       the trigger is there yet, so that a new row may be either;
 *   <li>rows are filled at any time in {@code writable}, all of them before {@code backfilled};
 *   <li>on the way back to {@code absent} each row is emptied at some time.
 * </ul>
 *
 * While nodes are in two phases, both may have become of it. The next answer tells which.
 * Immutable.
 *
 * @param unfilled whether it may hold nothing
 * @param values what it may hold else
 */
record Holding(boolean unfilled, Set<String> values) {

  /** A row that was there before the migration. */
  static final Holding NOTHING = new Holding(true, Set.of());

  Holding {
    values = Set.copyOf(values);
  }

  static Holding of(String value) {
    return new Holding(false, Set.of(value));
  }

  /**
   * In a row that has just been inserted without a value for the column.
   *
   * @param v V of the row
   */
  static Holding inserted(String v, Moment moment) {
    return new Holding(!moment.freezes(), moment.fillsNewRows() ? Set.of(v) : Set.of());
  }

  /**
   * After a time in which the row was left alone.
   *
   * @param v V of the row
   */
  Holding after(Moment moment, String v) {
    if (moment.highest() == Phase.ABSENT) {
      return NOTHING;
    }
    Holding emptied = moment.empties() ? new Holding(true, values) : this;
    if (!emptied.unfilled || !moment.fills()) {
      return emptied;
    }
    Set<String> filled = new TreeSet<>(values);
    filled.add(v);
    return new Holding(!moment.isFilled(), filled);
  }

  /** After an UPDATE of a column that V reads; that the row may have been filled is known. */
  Holding changed(Moment moment) {
    return moment.freezes() ? new Holding(false, values) : this;
  }

  /** What the column may be read as, V included where it may hold nothing. */
  Set<String> readings(String v) {
    if (!unfilled || values.contains(v)) {
      return values;
    }
    Set<String> readings = new TreeSet<>(values);
    readings.add(v);
    return readings;
  }

  /** What is left where it was read as one of these. */
  Holding read(Set<String> as, String v) {
    Set<String> left = new TreeSet<>(values);
    left.retainAll(as);
    return new Holding(unfilled && as.contains(v), left);
  }
}
