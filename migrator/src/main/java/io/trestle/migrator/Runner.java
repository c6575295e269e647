package io.trestle.migrator;

import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.migrator.MigrationStore.State;
import io.trestle.migrator.MigrationStore.Stored;
import io.trestle.migrator.PlanStore.StoredStep;
import io.trestle.migrator.plan.NewColumn;
import io.trestle.migrator.plan.PlanStep;
import io.trestle.migrator.plan.Table;
import io.trestle.migrator.plan.TargetCheck;
import io.trestle.rules.Phase;
import io.trestle.rules.store.Publisher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Carries the plan of one migration out, forward until a phase is reached. Each step is written
 * down in the transaction in which it is done, or can be told to have been done, so that a runner
 * that is killed goes on where it stood. A step is done when all nodes are in the phase before the
 * next one: on the {@link WayBack} it has the same nodes around it. For one thread; that no other
 * runner has the same migration is up to the caller.
 */
final class Runner {

  private static final int EXAMPLES = 5;

  /** duplicate_column, duplicate_object, duplicate_table (or index), duplicate_function. */
  private static final Set<String> TAKEN = Set.of("42701", "42710", "42P07", "42723");

  private final Connection connection;
  private final long id;
  private final Filling filling;
  private final Events events;
  private final BooleanSupplier stop;
  private final Phases phases;
  private final LockedStatements locked;
  private final Resumption resumption;

  /**
   * @param connection used for nothing else, in auto-commit mode
   * @param ignoredReplicas application names of replicas that are not waited for
   * @param stop asked again and again; true ends it after the statement under way
   */
  Runner(
      Connection connection,
      Stored migration,
      Filling filling,
      Set<String> ignoredReplicas,
      Events events,
      BooleanSupplier stop) {
    this.connection = connection;
    this.id = migration.id();
    this.filling = filling;
    this.events = events;
    this.stop = stop;
    Publisher publisher = new Publisher(connection, stop, events::waitsFor);
    this.phases = new Phases(connection, id, publisher, ignoredReplicas, events, stop);
    this.resumption = new Resumption(connection, id, events, stop);
    this.locked =
        new LockedStatements(connection, migration.table(), publisher, resumption, events, stop);
  }

  Phases phases() {
    return phases;
  }

  /** The same migration's way back. */
  WayBack wayBack() {
    return new WayBack(connection, id, phases, locked, resumption, events);
  }

  /**
   * Goes on until all nodes are in a phase, and what is done in it is done. For {@code absent} that
   * is nothing: the column is added on the way to the next one.
   *
   * @return false where it was told to stop before
   * @throws MigrationException when a step fails; it is written down, and tried again next time
   */
  boolean forward(Phase target) throws SQLException, MigrationException {
    for (StoredStep stored : PlanStore.steps(connection, id)) {
      PlanStep step = stored.step();
      if (isBeyond(step, target)) {
        return true;
      }
      if (!stored.isDone() && !run(stored)) {
        return false;
      }
      if (target == Phase.ABSENT && step.kind() == PlanStep.Kind.PUBLISH) {
        return true; // services can be deployed; nothing is there yet that they would know
      }
    }
    return true;
  }

  /** A phase that is asked for is reached before it is watched. */
  private static boolean isBeyond(PlanStep step, Phase target) {
    return switch (step.kind()) {
      case PUBLISH -> step.phase().compareTo(target) > 0;
      case WATCH -> step.phase().compareTo(target) >= 0;
      default -> false;
    };
  }

  private boolean run(StoredStep stored) throws SQLException, MigrationException {
    if (!resumption.await()) {
      return false;
    }
    PlanStep step = stored.step();
    long began = System.nanoTime();
    events.begins(step, false);
    MigrationStore.message(connection, id, step.id());
    PlanStore.begun(connection, id, stored.ordinal());
    boolean done = isDone(step) ? note(stored) : carryOut(stored);
    if (done) {
      events.done(step, false, Duration.ofNanos(System.nanoTime() - began));
    }
    return done;
  }

  /**
   * Waits for the rest of the time, and while it is paused.
   *
   * @return false where it was told to stop
   */
  private boolean watch(StoredStep stored) throws SQLException {
    Instant until = Objects.requireNonNull(PlanStore.watchesUntil(PlanStore.steps(connection, id)));
    String what = "watches until " + until.truncatedTo(ChronoUnit.SECONDS);
    events.says(what + "; stopped before that, `trestle migrate back` takes it back");
    MigrationStore.message(connection, id, what);
    MigrationStore.record(connection, id, "watch", null, null, what);
    while (resumption.await()) {
      if (isPast(until)) {
        return note(stored);
      } else if (!Pause.of(Resumption.LOOK, stop)) {
        return false;
      }
    }
    return false;
  }

  private boolean isPast(Instant time) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT clock_timestamp() >= ?::timestamptz")) {
      select.setTimestamp(1, Timestamp.from(time));
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private boolean carryOut(StoredStep stored) throws SQLException, MigrationException {
    PlanStep step = stored.step();
    return switch (step.kind()) {
      case PUBLISH -> {
        if (step.phase().compareTo(Phase.BACKFILLED) >= 0) {
          requireTarget();
        }
        yield phases.enter(step.phase()) && note(stored);
      }
      case FENCE -> phases.fence("fence") && note(stored);
      case DDL -> made(step, () -> locked.together(step.id(), step.sql(), noted(stored)));
      case CONCURRENTLY -> made(step, () -> locked.oneByOne(step.id(), step.sql(), noted(stored)));
      case BACKFILL ->
          filling.fill(MigrationStore.read(connection, id), columnsToFill(), stop) && note(stored);
      case CHECK -> check(step) && note(stored);
      case WATCH -> watch(stored);
    };
  }

  private interface Making {
    boolean make() throws SQLException;
  }

  private static boolean made(PlanStep step, Making making)
      throws SQLException, MigrationException {
    try {
      return making.make();
    } catch (SQLException failure) {
      if (!TAKEN.contains(String.valueOf(failure.getSQLState()))) {
        throw failure;
      }
      throw new MigrationException(
          "%s: %s; somebody has made it since this was planned. Drop or rename it, then `trestle migrate resume`; or `trestle migrate abort`, which leaves it as it is"
              .formatted(step.id(), failure.getMessage()),
          failure);
    }
  }

  /**
   * Sees to it that the table still is what was planned, where nodes are to rely on that from here
   * on.
   */
  private void requireTarget() throws SQLException, MigrationException {
    for (StoredStep stored : PlanStore.steps(connection, id)) {
      if (stored.step().id().equals(PlanStep.CHECK_TARGET)) {
        check(stored.step());
      }
    }
  }

  /**
   * Withdraws the rules of a migration that is complete.
   *
   * @return false where it was told to stop before
   */
  boolean withdraw() throws SQLException, MigrationException {
    check(
        TargetCheck.ofWithdrawal(
            MigrationStore.read(connection, id).table(), PlanStore.columns(connection, id)));
    return phases.withdraw("withdraw", State.DONE);
  }

  private List<NewColumn> columnsToFill() throws SQLException {
    return PlanStore.columns(connection, id).stream().filter(each -> !each.nullable()).toList();
  }

  private LockedStatements.Noted noted(StoredStep stored) {
    return within -> {
      PlanStore.finished(within, id, stored.ordinal());
      tellOfSchema(within);
    };
  }

  /** So nodes have read it when the next phase is published, or have begun to. */
  static void tellOfSchema(Connection within) throws SQLException {
    try (Statement statement = within.createStatement()) {
      statement.execute("NOTIFY " + JdbcCatalogSource.SCHEMA_CHANNEL);
    }
  }

  private boolean note(StoredStep stored) throws SQLException {
    PlanStore.finished(connection, id, stored.ordinal());
    return true;
  }

  /** Whether the database shows that the step was done. */
  private boolean isDone(PlanStep step) throws SQLException {
    if (step.doneWhen() == null) {
      return false;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(step.doneWhen())) {
      return row.next() && row.getBoolean(1);
    }
  }

  private boolean check(PlanStep step) throws SQLException, MigrationException {
    for (String query : step.sql()) {
      List<String> found;
      try {
        found = examples(query);
      } catch (SQLException failure) {
        if (!FailingRow.caused(failure)) {
          throw failure;
        }
        throw named(step, failure);
      }
      if (!found.isEmpty()) {
        throw new MigrationException(TargetCheck.message(step, found));
      }
    }
    return true;
  }

  /** Some rows that are not as they have to be, with what is wrong. */
  private List<String> examples(String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.setMaxRows(EXAMPLES);
      try (ResultSet row = statement.executeQuery(query)) {
        while (row.next()) {
          found.add(text(row));
        }
      }
    }
    return found;
  }

  /** An error that a row has caused, with the row where it is one for which V is an error. */
  private MigrationException named(PlanStep step, SQLException failure) throws SQLException {
    Table table = MigrationStore.read(connection, id).table();
    String row =
        FailingRow.of(connection, table, columnsToFill())
            .map(found -> "row %s of %s: ".formatted(found, table))
            .orElse("");
    return new MigrationException(
        "%s: %s%s; repair the row, then `trestle migrate resume`; or `trestle migrate abort`, to begin with another value"
            .formatted(step.id(), row, failure.getMessage()),
        failure);
  }

  private static String text(ResultSet row) throws SQLException {
    List<String> values = new ArrayList<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      values.add(row.getMetaData().getColumnLabel(i) + " " + row.getString(i));
    }
    return String.join(", ", values);
  }
}
