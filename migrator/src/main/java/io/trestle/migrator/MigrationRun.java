package io.trestle.migrator;

import io.trestle.catalog.jdbc.ColumnResolver;
import io.trestle.migrator.MigrationStore.State;
import io.trestle.migrator.MigrationStore.Stored;
import io.trestle.migrator.Migrations.Result;
import io.trestle.migrator.backfill.Backfill;
import io.trestle.migrator.backfill.BackfillException;
import io.trestle.migrator.plan.NewColumn;
import io.trestle.rules.Phase;
import io.trestle.rules.store.RuleStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One run of a migration: on a connection of its own, while nobody else runs it. What it does, and
 * how it ends, is written down. For one thread.
 */
final class MigrationRun {

  private static final String INVALID_VALUE = "22023";

  private final RunSettings settings;
  private final String what;
  private final Events events;
  private final BooleanSupplier stop;

  /**
   * @param what is to be done, for operators
   * @param stop asked again and again; true ends it safely
   */
  MigrationRun(RunSettings settings, String what, Events events, BooleanSupplier stop) {
    this.settings = settings;
    this.what = what;
    this.events = events;
    this.stop = stop;
  }

  /** What is to be done. */
  @FunctionalInterface
  interface Work {
    Result with(Runner runner, Stored migration) throws SQLException, MigrationException;
  }

  /**
   * Does it with the migration of a name.
   *
   * @throws MigrationException when there is none under way, somebody else runs it, or it fails
   */
  Result run(String name, Work work) throws SQLException, MigrationException {
    try (Connection connection = settings.source().getConnection()) {
      fixSettings(connection);
      RuleStore.check(connection);
      Stored migration = MigrationStore.open(connection, name);
      Replicas.requireSight(connection);
      long run = RunnerLock.take(connection, migration);
      try {
        return run(connection, migration, run, work);
      } finally {
        RunnerLock.giveBack(connection, migration.id());
      }
    }
  }

  private Result run(Connection connection, Stored migration, long run, Work work)
      throws SQLException, MigrationException {
    MigrationStore.runs(connection, migration.id(), what);
    MigrationStore.record(connection, migration.id(), "run", null, null, what);
    Runner runner =
        new Runner(
            connection,
            migration,
            (stored, columns, stopped) -> fill(stored, run, columns, stopped),
            settings.ignoredReplicas(),
            events,
            stop);
    try {
      Result result = work.with(runner, migration);
      switch (result) {
        case REACHED -> reached(connection, migration);
        case STOPPED -> stopped(connection, migration);
        case ENDED -> {} // that is noted where the rules are withdrawn
      }
      return result;
    } catch (SQLException | MigrationException failure) {
      failed(connection, migration, failure);
      throw failure;
    }
  }

  private boolean fill(Stored migration, long run, List<NewColumn> columns, BooleanSupplier stopped)
      throws MigrationException {
    try {
      return new Backfill(
                  settings.source(),
                  migration.id(),
                  migration.table(),
                  columns,
                  settings.backfill(),
                  settings.brakes(),
                  new FillingEvents(events),
                  connection -> RunnerLock.enter(connection, migration.id(), run))
              .run(stopped)
          == Backfill.Result.FILLED;
    } catch (BackfillException failure) {
      throw new MigrationException(String.valueOf(failure.getMessage()), failure);
    }
  }

  /**
   * What a role's or database's own settings could break, in hours of work or in what is counted;
   * and for whom it is done.
   */
  private void fixSettings(Connection connection) throws SQLException {
    if (settings.operator() != null) {
      MigrationStore.operator(connection, settings.operator());
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          // Each step that may have others wait for it sets a lock_timeout of its own.
          "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_session_timeout = 0;"
              + " SET idle_in_transaction_session_timeout = 0; SET row_security = off;"
              + " SET default_transaction_isolation = 'read committed';"
              + " SET default_transaction_read_only = off;"
              // What rows hold is compared with V by its text.
              + (" " + ColumnResolver.FORMS + ";")
              // A phase that nodes have seen must not be lost by a crash.
              + " SELECT pg_catalog.set_config('synchronous_commit', 'on', false)"
              + " WHERE pg_catalog.current_setting('synchronous_commit') = 'off';"
              + Backfill.NO_TRANSACTION_TIMEOUT);
    }
    noticeKilledRunners(connection);
  }

  /**
   * Else the server would go on with a statement whose runner was killed until it is done, and the
   * next runner would be turned away.
   */
  private static void noticeKilledRunners(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET client_connection_check_interval = '1s'");
    } catch (SQLException failure) {
      if (!INVALID_VALUE.equals(failure.getSQLState())) { // not every system can do that
        throw failure;
      }
    }
  }

  // --- how it ends -------------------------------------------------------------------------------

  private void reached(Connection connection, Stored migration) throws SQLException {
    Phase phase = MigrationStore.read(connection, migration.id()).phase();
    String next =
        phase == Phase.COMPLETE
            ? "`trestle migrate advance` withdraws the rules"
            : "`trestle migrate resume` goes forward from here, `trestle migrate %s` back"
                .formatted(phase == Phase.ABSENT ? "abort" : "back");
    MigrationStore.state(connection, migration.id(), State.PAUSED, what + ": reached; " + next);
  }

  private static void stopped(Connection connection, Stored migration) throws SQLException {
    MigrationStore.state(
        connection,
        migration.id(),
        State.PAUSED,
        "stopped; `trestle migrate resume` goes on where it stands");
    MigrationStore.record(connection, migration.id(), "stop", null, null, null);
  }

  /** Writes down why it ends, on another connection where its own is lost. */
  private void failed(Connection connection, Stored migration, Exception failure) {
    try {
      if (connection.isValid(1)) {
        noteFailure(connection, migration, failure);
        return;
      }
      try (Connection other = settings.source().getConnection()) {
        fixSettings(other);
        noteFailure(other, migration, failure);
      }
    } catch (SQLException unreachable) {
      failure.addSuppressed(unreachable);
    }
  }

  private static void noteFailure(Connection connection, Stored migration, Exception failure)
      throws SQLException {
    String message = String.valueOf(failure.getMessage());
    MigrationStore.state(connection, migration.id(), State.FAILED, message);
    MigrationStore.record(connection, migration.id(), "failed", null, null, message);
  }
}
