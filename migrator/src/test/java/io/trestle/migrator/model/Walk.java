package io.trestle.migrator.model;

import io.trestle.rules.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the migrator does, in its order: the steps forward, then the steps back. */
final class Walk {

  /** What a step does. */
  enum Action {
    /** Publishes an epoch; one that changes nothing is a fence. */
    PUBLISH("publishes"),
    /** Services that know C are deployed. */
    DEPLOY("lets services be deployed that know C"),
    ADD("adds C"),
    SET_FILLER("sets the DEFAULT or trigger"),
    FILL("has filled all rows"),
    SET_NOT_NULL("sets NOT NULL"),
    AWAIT_REPLAY("has seen the replica replay all"),
    DROP_NOT_NULL("drops NOT NULL"),
    DROP_FILLER("drops the DEFAULT or trigger"),
    /** What is stored goes, in the target too: the operator has agreed to lose it. */
    RESET("empties C"),
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
   */
  record Step(Action action, @Nullable Phase phase, boolean acknowledged) {}

  private final Set<Fault> faults;
  private final Direction direction;
  private final List<Step> steps = new ArrayList<>();
  private int forwardEnd;
  private int deployed;

  Walk(Direction direction, Set<Fault> faults) {
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
    add(Action.DEPLOY, Phase.ABSENT);
    if (!early) {
      add(Action.ADD, Phase.ABSENT);
    }
    awaitReplay(Phase.ABSENT);
    if (!faults.contains(Fault.SKIP_READABLE)) {
      publish(Phase.READABLE);
    }
    add(Action.SET_FILLER, Phase.READABLE);
    publish(Phase.WRITABLE);
    boolean waits = !faults.contains(Fault.NOT_NULL_BEFORE_WRITABLE);
    add(Action.FILL, Phase.WRITABLE, waits);
    add(Action.SET_NOT_NULL, Phase.WRITABLE, waits);
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
    add(Action.END, Phase.COMPLETE);
  }

  private void back() {
    publish(Phase.BACKFILLED);
    if (faults.contains(Fault.DROP_NOT_NULL_IN_BACKFILLED)) {
      add(Action.DROP_NOT_NULL, Phase.BACKFILLED);
    }
    publish(Phase.WRITABLE);
    if (!faults.contains(Fault.KEEP_NOT_NULL)) {
      add(Action.DROP_NOT_NULL, Phase.WRITABLE);
    }
    if (faults.contains(Fault.DROP_FILLER_IN_WRITABLE)) {
      add(Action.DROP_FILLER, Phase.WRITABLE);
    }
    publish(Phase.READABLE);
    if (!faults.contains(Fault.KEEP_FILLER)) {
      add(Action.DROP_FILLER, Phase.READABLE);
    }
    if (!faults.contains(Fault.NO_RESET)) {
      add(Action.RESET, Phase.READABLE);
    }
    awaitReplay(Phase.READABLE);
    if (!faults.contains(Fault.RESET_WITHOUT_FENCE)) {
      publish(Phase.READABLE);
    }
    publish(Phase.ABSENT);
    add(Action.DROP_COLUMN, Phase.ABSENT, !faults.contains(Fault.DROP_UNACKNOWLEDGED));
    add(Action.END, Phase.ABSENT);
  }

  private void publish(Phase phase) {
    add(Action.PUBLISH, phase);
  }

  private void awaitReplay(Phase phase) {
    if (!faults.contains(Fault.NO_REPLAY)) {
      add(Action.AWAIT_REPLAY, phase, false);
    }
  }

  private void add(Action action, Phase phase) {
    add(action, phase, true);
  }

  private void add(Action action, Phase phase, boolean acknowledged) {
    boolean waits = acknowledged && !faults.contains(Fault.PUBLISH_UNACKNOWLEDGED);
    steps.add(new Step(action, phase, waits));
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
    return position > forwardEnd || position > indexOf(Action.FILL, Phase.WRITABLE, 0);
  }

  /** Where it goes on when it turns at a step; -1 where it does not turn. */
  int turned(int position, @Nullable Phase phase) {
    if (!isDeployed(position) || phase == null || direction == Direction.FORWARD) {
      return -1;
    } else if (position > forwardEnd) {
      return direction == Direction.TO_AND_FRO ? behindPublish(phase, 0) : -1;
    } else if (phase == Phase.COMPLETE) {
      return forwardEnd + 1;
    }
    return behindPublish(phase, forwardEnd + 1);
  }

  private int behindPublish(Phase phase, int from) {
    int published = indexOf(Action.PUBLISH, phase, from);
    return phase == Phase.ABSENT && from == 0 ? deployed + 1 : published + 1;
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
