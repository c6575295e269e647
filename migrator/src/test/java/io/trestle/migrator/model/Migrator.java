package io.trestle.migrator.model;

import io.trestle.migrator.model.Bounds.Part;
import io.trestle.migrator.model.Sink.Actor;
import io.trestle.migrator.model.Walk.Action;
import io.trestle.migrator.model.Walk.Step;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the migrator may do next. Each step is whole: a migrator that is killed goes on with it. */
final class Migrator {

  private final Column column;
  private final Walk walk;
  private final Bounds bounds;
  private final Set<Fault> faults;

  Migrator(Column column, Walk walk, Bounds bounds, Set<Fault> faults) {
    this.column = column;
    this.walk = walk;
    this.bounds = bounds;
    this.faults = faults;
  }

  void next(State state, Sink sink) {
    Step step = walk.step(state.position());
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

  /** The state after a step; null while it has to wait. */
  private @Nullable State done(State state, Step step) {
    State next = state.at(state.position() + 1);
    Schema schema = state.schema();
    boolean locked = state.isLocked(); // what changes the table waits for those who wrote to it
    return switch (step.action()) {
      case END -> null;
      case PUBLISH -> next.publish(step.phase());
      case DEPLOY -> next;
      case AWAIT_REPLAY -> !bounds.have(Part.REPLICA) || state.isReplayed() ? next : null;
      case ADD -> locked ? null : added(next);
      case SET_FILLER -> locked ? null : next.with(schema.withFiller(true));
      case FILL -> isUnfilled(state) ? null : next;
      case SET_NOT_NULL -> locked ? null : notNull(state);
      case DROP_NOT_NULL -> locked ? null : next.with(schema.withNotNull(false));
      case DROP_FILLER -> locked ? null : next.with(schema.withFiller(false));
      case RESET -> // a row that is not committed is not seen
          locked && state.row() != null ? null : next.with(reset(state.row()));
      case DROP_COLUMN ->
          locked ? null : allRows(next.with(Schema.WITHOUT_COLUMN), Migrator::dropped);
    };
  }

  private State added(State state) {
    if (state.schema().column()) {
      return state;
    }
    boolean shortWay = faults.contains(Fault.SHORT_WAY_NOT_NULL);
    boolean filler =
        switch (column) {
          case CONSTANT -> true;
          case OWN_DEFAULT -> faults.contains(Fault.OWN_DEFAULT_WITH_ADD);
          case DERIVED -> faults.contains(Fault.TRIGGER_WITH_ADD);
        };
    State added = state.with(new Schema(true, filler, shortWay));
    return shortWay ? allRows(added, this::filled) : added;
  }

  /** What ALTER TABLE makes of columns is seen in all rows, in old snapshots too. */
  private static State allRows(State state, UnaryOperator<Row> change) {
    State changed = state.row() == null ? state : state.with(change.apply(state.row()));
    for (int i = 0; i < state.nodes().size(); i++) {
      Node node = state.nodes().get(i);
      Transaction open = node.open();
      if (open != null && open.snapshot() != null && !open.kind().onReplica) {
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

  private static @Nullable Row reset(@Nullable Row row) {
    return row == null ? null : new Row(row.source(), Value.NULL, Value.NULL);
  }

  private static Row dropped(Row row) {
    return new Row(row.source(), Value.NULL, row.expected());
  }
}
