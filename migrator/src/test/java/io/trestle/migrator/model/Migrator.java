package io.trestle.migrator.model;

import io.trestle.migrator.model.Bounds.Part;
import io.trestle.migrator.model.Sink.Actor;
import io.trestle.migrator.model.Walk.Action;
import io.trestle.migrator.model.Walk.Step;
import io.trestle.rules.Phase;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the migrator may do next. Each step is whole: a migrator that is killed goes on with it. */
final class Migrator {

  private final Planned planned;
  private final Column column;
  private final Walk walk;
  private final Bounds bounds;
  private final Set<Fault> faults;

  Migrator(Planned planned, Walk walk, Bounds bounds, Set<Fault> faults) {
    this.planned = planned;
    this.column = planned.column;
    this.walk = walk;
    this.bounds = bounds;
    this.faults = faults;
  }

  void next(State state, Sink sink) {
    Step step = walk.step(state.position());
    check(state, step, sink);
    if (!step.acknowledged() || state.isAcknowledged()) {
      State done = done(state, step);
      if (done != null) {
        String what =
            step.action() == Action.PUBLISH ? "publishes " + step.phase() : step.action().text;
        sink.next(-1, Actor.MIGRATOR, what, done);
      }
    }
    int turned = walk.turned(state.position(), state.phase());
    if (turned >= 0) {
      sink.next(-1, Actor.MIGRATOR, "turns", state.at(turned));
    }
    boolean filling =
        step.action() == Action.FILL && (!step.acknowledged() || state.isAcknowledged());
    boolean stray = faults.contains(Fault.STRAY_BACKFILL) && walk.hasFilled(state.position());
    if ((filling || stray) && isUnfilled(state) && !state.isLocked() && state.schema().column()) {
      sink.next(-1, Actor.MIGRATOR, "fills the row", state.with(filled(state.row())));
    }
  }

  /** Whether the database allows a step, and is what it is to be in the end. */
  private void check(State state, Step step, Sink sink) {
    Schema schema = state.schema();
    if (step.action() == Action.EMPTY && schema.notNull() && isEmptied(state.row())) {
      sink.violation(-1, "the migrator empties C, which is NOT NULL: 23502");
    } else if (step.action() == Action.END) {
      Schema expected =
          step.phase() == Phase.ABSENT
              ? Schema.WITHOUT_COLUMN
              : new Schema(true, true, column != Column.NULLABLE);
      if (state.phase() != step.phase() || !schema.equals(expected)) {
        sink.violation(
            -1,
            "the migrator ends in %s with %s, the target has %s"
                .formatted(state.phase(), schema, expected));
      }
    }
  }

  /** The state after a step; null while it has to wait. */
  private @Nullable State done(State state, Step step) {
    State next = state.at(state.position() + 1);
    Schema schema = state.schema();
    boolean locked = state.isLocked(); // what changes the table waits for those who wrote to it
    return switch (step.action()) {
      case END -> null;
      case PUBLISH -> next.publish(step.phase());
      case DEPLOY, AWAIT, UNDO_FENCE -> next;
      case AWAIT_REPLAY -> !bounds.have(Part.REPLICA) || state.isReplayed() ? next : null;
      case ADD -> locked ? null : added(next);
      case SET_FILLER -> locked ? null : next.with(schema.withFiller(true));
      case FILL -> isUnfilled(state) ? null : next;
      case SET_NOT_NULL -> locked ? null : notNull(state);
      case DROP_NOT_NULL -> // what has not been done is not taken back
          locked && schema.notNull() ? null : next.with(schema.withNotNull(false));
      case DROP_FILLER -> locked && schema.filler() ? null : next.with(schema.withFiller(false));
      case DROP_FILLING -> locked ? null : next.with(withoutFilling(schema));
      case EMPTY -> { // a row that is not committed is not seen
        if (!isEmptied(state.row())) {
          yield next;
        }
        yield locked ? null : next.with(emptied(state.row()));
      }
      case DROP_COLUMN ->
          locked ? null : allRows(next.with(Schema.WITHOUT_COLUMN), Migrator::dropped);
    };
  }

  private State added(State state) {
    boolean filler =
        switch (column) {
          case CONSTANT, NULLABLE -> true;
          case OWN_DEFAULT -> faults.contains(Fault.OWN_DEFAULT_WITH_ADD);
          case DERIVED -> faults.contains(Fault.TRIGGER_WITH_ADD);
        };
    State added = state.with(new Schema(true, filler, planned.atOnce && column != Column.NULLABLE));
    return planned.atOnce ? allRows(added, this::filled) : added;
  }

  /** What ALTER TABLE makes of columns is seen in all rows, in old snapshots too. */
  private static State allRows(State state, UnaryOperator<Row> change) {
    State changed = state.row() == null ? state : state.with(change.apply(state.row()));
    return snapshots(changed, false, change);
  }

  /** The replica replays all; what ALTER TABLE makes of columns is seen in old snapshots there. */
  State replay(State state) {
    State replayed = state.replay();
    if (state.replicaColumn() == replayed.replicaColumn()) {
      return replayed;
    } else if (!replayed.replicaColumn()) {
      return snapshots(replayed, true, Migrator::dropped);
    }
    return planned.atOnce ? snapshots(replayed, true, this::filled) : replayed;
  }

  private static State snapshots(State state, boolean onReplica, UnaryOperator<Row> change) {
    State changed = state;
    for (int i = 0; i < state.nodes().size(); i++) {
      Node node = state.nodes().get(i);
      Transaction open = node.open();
      if (open != null && open.snapshot() != null && open.kind().onReplica == onReplica) {
        Row snapshot = change.apply(open.snapshot());
        changed = changed.with(i, node.with(open.withSnapshot(snapshot)));
      }
    }
    return changed;
  }

  /** The database proves it; a row that is still unfilled has the migrator fill again. */
  private State notNull(State state) {
    if (!isUnfilled(state)) {
      return state.at(state.position() + 1).with(state.schema().withNotNull(true));
    }
    int fill = state.position();
    while (walk.step(fill).action() != Action.FILL) {
      fill--;
    }
    return state.at(fill);
  }

  private static boolean isUnfilled(State state) {
    return state.row() != null && state.row().stored() == Value.NULL;
  }

  /** A row that is filled no longer follows the column that V reads. */
  private Row filled(@Nullable Row row) {
    if (row == null || row.stored() != Value.NULL) {
      throw new IllegalArgumentException("no unfilled row: " + row);
    }
    Value value = column.value(row.source());
    return new Row(row.source(), value, column == Column.DERIVED ? value : row.expected());
  }

  /**
   * A trigger is dropped by itself; a default that gives rows what they would not read else stays.
   */
  private Schema withoutFilling(Schema schema) {
    boolean kept = planned.atOnce && faults.contains(Fault.KEEP_NOT_NULL) && schema.notNull();
    boolean stays = column == Column.DERIVED || column == Column.NULLABLE;
    return schema.withFiller(stays && schema.filler()).withNotNull(kept);
  }

  /**
   * "Rows that hold anything but V (of a derived V all rows) are set to NULL." A derived V follows
   * its row again. Where the target allows NULL they are set to V.
   */
  private boolean isEmptied(@Nullable Row row) {
    if (row == null || row.stored() == Value.NULL) {
      return false;
    }
    boolean all = column == Column.DERIVED && !faults.contains(Fault.KEEP_DERIVED_VALUE);
    return all || row.stored() != column.value(row.source());
  }

  private @Nullable Row emptied(@Nullable Row row) {
    if (row == null) {
      return null;
    }
    Value value = column == Column.NULLABLE ? column.value(row.source()) : Value.NULL;
    return new Row(row.source(), value, Value.NULL);
  }

  private static Row dropped(Row row) {
    return new Row(row.source(), Value.NULL, row.expected());
  }
}
