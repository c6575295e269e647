package io.trestle.migrator;

import io.trestle.migrator.MigrationStore.State;
import io.trestle.migrator.MigrationStore.Stored;
import io.trestle.migrator.PlanStore.StoredStep;
import io.trestle.migrator.backfill.Backfill;
import io.trestle.migrator.plan.NewColumn;
import io.trestle.migrator.plan.PlanStep;
import io.trestle.migrator.plan.Table;
import io.trestle.rules.Phase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the plan of one migration back: a phase is entered first, and what was done in it is taken
 * back when all nodes are there. Before {@code absent} the columns are emptied: a node there reads
 * V whatever a row holds. What somebody else has made stays, and of what is gone nothing is taken
 * back. For one thread.
 */
final class WayBack {

  private final Connection connection;
  private final long id;
  private final Phases phases;
  private final LockedStatements locked;
  private final Resumption resumption;
  private final Events events;

  WayBack(
      Connection connection,
      long id,
      Phases phases,
      LockedStatements locked,
      Resumption resumption,
      Events events) {
    this.connection = connection;
    this.id = id;
    this.phases = phases;
    this.locked = locked;
    this.resumption = resumption;
    this.events = events;
  }

  /**
   * Goes back until all nodes are in a phase, and what was done after it is taken back. One that is
   * stopped on the way has to be finished before anything else is done: {@code back_to} in the
   * store says so.
   *
   * @param loseValues whether values may be lost that services have written, on the way to absent
   * @return false where it was told to stop before
   * @throws MigrationException when there are such values and they may not be lost
   */
  boolean to(Phase target, boolean loseValues) throws SQLException, MigrationException {
    MigrationStore.backTo(connection, id, target.label(), loseValues);
    boolean there = walkBack(target, loseValues);
    if (there) {
      MigrationStore.backTo(connection, id, null, false);
    }
    return there;
  }

  private boolean walkBack(Phase target, boolean loseValues)
      throws SQLException, MigrationException {
    List<StoredStep> steps = PlanStore.steps(connection, id);
    List<StoredStep> entered =
        steps.stream()
            .filter(each -> each.step().kind() == PlanStep.Kind.PUBLISH && each.started() != null)
            .toList();
    for (int i = entered.size() - 1; i > 0; i--) {
      StoredStep from = entered.get(i);
      StoredStep to = entered.get(i - 1);
      if (from.step().phase().compareTo(target) <= 0) {
        break;
      }
      // Beyond the phase that was entered last, too, steps may have been done.
      int end = i == entered.size() - 1 ? steps.size() : entered.get(i + 1).ordinal();
      boolean done =
          undo(steps.subList(from.ordinal() + 1, end))
              && (to.step().phase() != Phase.ABSENT || empty(loseValues))
              && enterAgain(to)
              && undo(steps.subList(to.ordinal() + 1, from.ordinal()));
      if (!done) {
        return false;
      }
      PlanStore.undone(connection, id, from.ordinal()); // the last, so that it is all done again
    }
    return true;
  }

  private boolean enterAgain(StoredStep to) throws SQLException {
    if (!resumption.await()) {
      return false;
    }
    long began = System.nanoTime();
    events.begins(to.step(), true);
    if (!phases.backTo(to.step().phase())) {
      return false;
    }
    PlanStore.finished(connection, id, to.ordinal()); // what is watched counts from now
    events.done(to.step(), true, Duration.ofNanos(System.nanoTime() - began));
    return true;
  }

  /**
   * Has the columns hold nothing that nodes in {@code absent} would not see. Services write nothing
   * any more, so that what is counted is all that would be lost.
   */
  private boolean empty(boolean loseValues) throws SQLException, MigrationException {
    Stored migration = MigrationStore.read(connection, id);
    if (migration.phase() == Phase.ABSENT) {
      return true; // it was emptied before that was published
    } else if (!isThere(migration.table())) {
      events.says("there is no table " + migration.table() + ": nothing is taken back in it");
      return phases.fence("empty");
    }
    if (!loseValues) {
      requireNoOtherValues();
    }
    events.says("empties " + migration.name());
    List<NewColumn> own = new ArrayList<>();
    for (NewColumn column : PlanStore.columns(connection, id)) {
      if (!column.existed() && exists(migration, column)) {
        own.add(column);
      }
    }
    return new Emptying(connection, migration, own, locked).empty()
        && resumption.await()
        && phases.fence("empty");
  }

  /** Takes steps back, the last one first. */
  private boolean undo(List<StoredStep> steps) throws SQLException {
    for (int i = steps.size() - 1; i >= 0; i--) {
      StoredStep stored = steps.get(i);
      PlanStep step = stored.step();
      // What is done in one transaction with its note was not done where that is missing.
      boolean nothing = step.kind() == PlanStep.Kind.DDL && !stored.isDone();
      if (stored.started() == null || nothing) {
        continue;
      }
      long began = System.nanoTime();
      events.begins(step, true);
      LockedStatements.Noted noted =
          within -> {
            PlanStore.undone(within, id, stored.ordinal());
            if (step.kind() == PlanStep.Kind.BACKFILL) {
              Backfill.reopen(within, id); // rows may be left unfilled from here on
            }
            Runner.tellOfSchema(within);
          };
      if (!locked.back(step.id(), step.undo(), noted)) {
        return false;
      }
      events.done(step, true, Duration.ofNanos(System.nanoTime() - began));
    }
    return true;
  }

  /**
   * Goes back to {@code absent}, takes everything back that the migration made, and withdraws its
   * rules.
   *
   * @param loseValues whether values may be lost that services have written
   * @return false where it was told to stop before
   */
  boolean abort(boolean loseValues) throws SQLException, MigrationException {
    MigrationStore.backTo(connection, id, MigrationStore.NOTHING, loseValues);
    return walkBack(Phase.ABSENT, loseValues)
        && undo(PlanStore.steps(connection, id))
        && resumption.await()
        && phases.withdraw("abort", State.ABORTED);
  }

  /**
   * Sees to it that nothing is lost when the columns are dropped.
   *
   * @throws MigrationException when services have written other values than V
   */
  void requireNoOtherValues() throws SQLException, MigrationException {
    if (!hasAdded()) {
      return; // a column that is there nevertheless is somebody else's
    }
    Stored migration = MigrationStore.read(connection, id);
    for (NewColumn column : PlanStore.columns(connection, id)) {
      if (column.existed() || !exists(migration, column)) {
        continue;
      }
      long others = others(migration, column);
      if (others > 0) {
        throw refused(
            migration,
            "%d rows hold another value in %s than %s, which services have written and which would be lost; --lose-values of `trestle migrate back` and `abort` says that they may be"
                .formatted(others, column.name(), column.value()),
            null);
      }
    }
  }

  /** How many rows hold another value than V. */
  private long others(Stored migration, NewColumn column) throws SQLException, MigrationException {
    Table table = migration.table();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM %s WHERE %s".formatted(table.sql(), column.holdsOther()))) {
      row.next();
      return row.getLong(1);
    } catch (SQLException failure) {
      if (!FailingRow.caused(failure)) {
        throw failure;
      }
      String found = FailingRow.of(connection, table, column.holdsOther()).orElse("that is gone");
      throw refused(
          migration,
          "what row %s of %s holds in %s cannot be compared with %s: %s; repair the row, or say by --lose-values of `trestle migrate back` and `abort` that values may be lost which services have written"
              .formatted(found, table, column.name(), column.value(), failure.getMessage()),
          failure);
    }
  }

  /** Nothing is emptied yet: it is as if the way back had not been begun. */
  private MigrationException refused(Stored migration, String message, @Nullable SQLException cause)
      throws SQLException {
    if (!migration.emptying()) {
      MigrationStore.backTo(connection, id, null, false);
    }
    return cause == null ? new MigrationException(message) : new MigrationException(message, cause);
  }

  private boolean hasAdded() throws SQLException {
    return PlanStore.steps(connection, id).stream()
        .anyMatch(stored -> stored.step().id().equals(PlanStep.ADD) && stored.isDone());
  }

  private boolean isThere(Table table) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT pg_catalog.to_regclass(?) IS NOT NULL")) {
      select.setString(1, table.sql());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private boolean exists(Stored migration, NewColumn column) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass(?)"
                + " AND attname = ? AND NOT attisdropped")) {
      select.setString(1, migration.table().sql());
      select.setString(2, column.name());
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }
}
