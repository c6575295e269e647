package io.trestle.migrator.model;

import io.trestle.rules.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the migrator does, in its order: the steps forward, then the steps back.
 *
 * <p>Before a phase is published, the migrator waits for replicas more often than is modelled here;
 * where it does here, it has to.
 */
final class Walk {

  private static final int NOWHERE = -1;

  /** What a step does. */
  enum Action {
    /** Publishes an epoch; one that changes nothing is a fence. */
    PUBLISH("publishes"),
    /** On the way back: only now is what was done in the next phase taken back. */
    AWAIT("sees all nodes in the phase"),
    /** From here on older snapshots are waited for again, when it turns. */
    UNDO_FENCE("takes the fence back"),
    /** Services that know C are deployed. */
    DEPLOY("lets services be deployed that know C"),
    ADD("adds C"),
    /** Where the DEFAULT is V, it comes and goes with C. */
    SET_FILLER("sets the DEFAULT or trigger"),
    FILL("has filled all rows"),
    SET_NOT_NULL("sets NOT NULL"),
    AWAIT_REPLAY("has seen the replica replay all"),
    DROP_NOT_NULL("drops NOT NULL"),
    DROP_FILLER("drops the DEFAULT or trigger"),
    /** In one statement, which waits for all that have written. */
    DROP_FILLING("drops NOT NULL and the DEFAULT"),
    /** What is stored goes, in the target too: the operator has agreed to lose it. */
    EMPTY("empties C"),
    DROP_COLUMN("drops C"),
    /** Forward or back, it is done. */
    END("ends");

    final String text;

    Action(String text) {
      this.text = text;
    }
  }

  /** Which ways are walked. */
  enum Direction {
    FORWARD,
    /** Forward, and from any step back. */
    BACK,
    /** Forward and back, turning at any step, any number of times. */
    TO_AND_FRO
  }

  /**
   * @param phase the phase that is published or in which the step is done
   * @param acknowledged whether all members must have acknowledged the epoch of now
   * @param again on the way back: the step forward that comes next, where it turns before this one
   */
  record Step(Action action, Phase phase, boolean acknowledged, int again) {}

  private final Planned planned;
  private final Set<Fault> faults;
  private final Direction direction;
  private final List<Step> steps = new ArrayList<>();
  private int forwardEnd;
  private int deployed;
  private int again = NOWHERE;

  Walk(Planned planned, Direction direction, Set<Fault> faults) {
    this.planned = planned;
    this.direction = direction;
    this.faults = faults;
    forward();
    back();
  }

  private void forward() {
    publish(Phase.ABSENT);
    boolean early = faults.contains(Fault.ADD_UNACKNOWLEDGED);
    if (early) {
      add(Action.ADD, Phase.ABSENT, false);
    }
    deployed = steps.size();
    add(Action.DEPLOY, Phase.ABSENT, true);
    if (!early) {
      add(Action.ADD, Phase.ABSENT, true);
    }
    awaitReplay(Phase.ABSENT);
    if (!faults.contains(Fault.SKIP_READABLE)) {
      publish(Phase.READABLE);
    }
    if (planned.column.isFilledLater()) {
      add(Action.SET_FILLER, Phase.READABLE, true);
    }
    publish(Phase.WRITABLE);
    if (!planned.atOnce) {
      boolean waits = !faults.contains(Fault.NOT_NULL_BEFORE_WRITABLE);
      add(Action.FILL, Phase.WRITABLE, waits);
      add(Action.SET_NOT_NULL, Phase.WRITABLE, waits);
    }
    if (!faults.contains(Fault.FENCE_BEFORE_REPLAY)) {
      awaitReplay(Phase.WRITABLE);
    }
    if (!faults.contains(Fault.NO_FENCE)) {
      publish(Phase.WRITABLE);
    }
    if (faults.contains(Fault.FENCE_BEFORE_REPLAY)) {
      awaitReplay(Phase.WRITABLE);
    }
    publish(Phase.BACKFILLED);
    publish(Phase.COMPLETE);
    forwardEnd = steps.size();
    add(Action.END, Phase.COMPLETE, true);
  }

  private void back() {
    enterAgain(Phase.BACKFILLED, forwardEnd);
    again = indexOf(Action.PUBLISH, Phase.COMPLETE, 0);
    if (faults.contains(Fault.DROP_NOT_NULL_IN_BACKFILLED)) {
      add(Action.DROP_NOT_NULL, Phase.BACKFILLED, false);
    }
    enterAgain(Phase.WRITABLE, again);
    again = indexOf(Action.PUBLISH, Phase.BACKFILLED, 0);
    add(Action.UNDO_FENCE, Phase.WRITABLE, false);
    again = indexOf(Action.PUBLISH, Phase.WRITABLE, 0) + 1;
    if (!planned.atOnce && !faults.contains(Fault.KEEP_NOT_NULL)) {
      add(Action.DROP_NOT_NULL, Phase.WRITABLE, false);
    }
    if (faults.contains(Fault.DROP_FILLER_IN_WRITABLE)) {
      add(Action.DROP_FILLER, Phase.WRITABLE, false);
    }
    enterAgain(Phase.READABLE, again);
    again = behindReadable();
    if (planned.column.isFilledLater() && !faults.contains(Fault.KEEP_FILLER)) {
      add(Action.DROP_FILLER, Phase.READABLE, false);
    }
    empty();
    enterAbsent();
  }

  /** From here on it is gone through with until C is dropped, whatever an operator wants next. */
  private void empty() {
    if (!faults.contains(Fault.KEEP_FILLER)) {
      add(Action.DROP_FILLING, Phase.READABLE, false);
      again = ifBroken(Fault.TURN_EMPTIED, again);
    }
    if (!faults.contains(Fault.NO_EMPTYING)) {
      add(Action.EMPTY, Phase.READABLE, false);
      again = ifBroken(Fault.TURN_EMPTIED, again);
    }
    awaitReplay(Phase.READABLE);
    if (!faults.contains(Fault.EMPTYING_WITHOUT_FENCE)) {
      publish(Phase.READABLE, false);
    }
  }

  private void enterAbsent() {
    publish(Phase.ABSENT, true);
    again = ifBroken(Fault.TURN_HALF_WAY, behindReadable());
    add(Action.AWAIT, Phase.ABSENT, !faults.contains(Fault.DROP_UNACKNOWLEDGED));
    again = NOWHERE;
    add(Action.DROP_COLUMN, Phase.ABSENT, false);
    again = indexOf(Action.ADD, Phase.ABSENT, 0);
    add(Action.END, Phase.ABSENT, false);
  }

  /**
   * What was begun is gone through with, before it turns.
   *
   * @param undone the step forward that comes next by what has been taken back so far: that is one
   *     of the phase that is being left
   */
  private void enterAgain(Phase phase, int undone) {
    publish(phase, false);
    again = ifBroken(Fault.TURN_HALF_WAY, undone);
    add(Action.AWAIT, phase, true);
  }

  private int ifBroken(Fault fault, int position) {
    return faults.contains(fault) ? position : NOWHERE;
  }

  private int behindReadable() {
    return faults.contains(Fault.SKIP_READABLE)
        ? indexOf(Action.PUBLISH, Phase.WRITABLE, 0)
        : indexOf(Action.PUBLISH, Phase.READABLE, 0) + 1;
  }

  private void publish(Phase phase) {
    publish(phase, true);
  }

  private void publish(Phase phase, boolean acknowledged) {
    add(Action.PUBLISH, phase, acknowledged);
  }

  private void awaitReplay(Phase phase) {
    if (!faults.contains(Fault.NO_REPLAY)) {
      add(Action.AWAIT_REPLAY, phase, false);
    }
  }

  private void add(Action action, Phase phase, boolean acknowledged) {
    boolean waits = acknowledged && !faults.contains(Fault.PUBLISH_UNACKNOWLEDGED);
    steps.add(new Step(action, phase, waits, again));
  }

  Step step(int position) {
    return steps.get(position);
  }

  int behindDeploy() {
    return deployed + 1;
  }

  /** Whether services that know C may be at work. */
  boolean isDeployed(int position) {
    return position > deployed;
  }

  /** Whether rows have been filled since the start, so that a migrator may still be at it. */
  boolean hasFilled(int position) {
    return !planned.atOnce
        && (position > forwardEnd || position > indexOf(Action.FILL, Phase.WRITABLE, 0));
  }

  /** Where it goes on when it turns at a step; -1 where it does not turn. */
  int turned(int position, @Nullable Phase phase) {
    if (!isDeployed(position) || phase == null || direction == Direction.FORWARD) {
      return NOWHERE;
    } else if (position > forwardEnd) {
      return direction == Direction.TO_AND_FRO ? steps.get(position).again() : NOWHERE;
    } else if (phase == Phase.COMPLETE) {
      return forwardEnd + 1;
    } else if (phase != published(position)) {
      return NOWHERE; // it has lost its way
    }
    // Not all nodes may be in that phase yet; the others are in the one that is entered again.
    int entered = indexOf(Action.AWAIT, phase, forwardEnd) + 1;
    return steps.get(entered).action() == Action.UNDO_FENCE ? entered + 1 : entered;
  }

  /** The phase that has been published before a step forward. */
  private @Nullable Phase published(int position) {
    for (int i = position - 1; i >= 0; i--) {
      if (steps.get(i).action() == Action.PUBLISH) {
        return steps.get(i).phase();
      }
    }
    return null;
  }

  private int indexOf(Action action, Phase phase, int from) {
    for (int i = from; i < steps.size(); i++) {
      if (steps.get(i).action() == action && steps.get(i).phase() == phase) {
        return i;
      }
    }
    throw new IllegalArgumentException(action + " in " + phase + " from " + from);
  }

  /** Whether a state at that position has gone all the way in its direction. */
  boolean isEnd(int position) {
    return steps.get(position).action() == Action.END;
  }
}
