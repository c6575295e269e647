package io.trestle.cli.workload;

import io.trestle.rules.Phase;

/**
 * What is known of a migration while something is done.
 *
 * @param lowest the lowest phase in which a node may be
 * @param highest the highest phase in which a node may be
 * @param empties whether the column may be being emptied, on the way back to absent
 */
public record Moment(Phase lowest, Phase highest, boolean empties) {

  /** All nodes are in a phase. */
  public static Moment in(Phase phase) {
    return new Moment(phase, phase, false);
  }

  /** Nodes are in one of two phases or between them. */
  public static Moment between(Phase one, Phase other) {
    boolean upward = one.compareTo(other) <= 0;
    return new Moment(upward ? one : other, upward ? other : one, false);
  }

  /** The same while the column is being emptied. */
  public Moment emptying() {
    return new Moment(lowest, highest, true);
  }

  /** Whether services may give the column any value. */
  boolean writesTheColumn() {
    return lowest.compareTo(Phase.WRITABLE) >= 0;
  }

  /** Whether rows may be filled that are unfilled. */
  boolean fills() {
    return highest.compareTo(Phase.WRITABLE) >= 0;
  }

  /** Whether an UPDATE of what V reads surely freezes the column. */
  boolean freezes() {
    return lowest.compareTo(Phase.WRITABLE) >= 0;
  }

  /** Whether no row is unfilled. */
  boolean isFilled() {
    return lowest.compareTo(Phase.BACKFILLED) >= 0;
  }

  /** Whether the trigger may be there that fills new rows. */
  boolean fillsNewRows() {
    return highest.compareTo(Phase.READABLE) >= 0;
  }
}
