package io.trestle.migrator;

import io.trestle.migrator.MigrationStore.Stored;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One runner at a time for a migration: by an advisory lock on its connection, and by the number of
 * its run. A runner that has lost its connection may still fill rows by another one: that one holds
 * a second lock, and is turned away when it comes back after somebody else has taken over.
 */
final class RunnerLock {

  private static final Logger log = LoggerFactory.getLogger(RunnerLock.class);

  /** The first keys of the advisory locks; the second is the migration: "tres", and the next. */
  private static final int RUNS = 0x74726573;

  private static final int FILLS = RUNS + 1;

  /** The server may take its time to see that a runner was killed. */
  private static final Duration WAIT = Duration.ofSeconds(2);

  private static final long LOOK_MILLIS = 50;

  private RunnerLock() {}

  /**
   * Takes a migration, until it is given back or the connection has ended. Waits for somebody who
   * has it, but not for long.
   *
   * @return the number of this run
   * @throws MigrationException when somebody else has it, and who
   */
  static long take(Connection connection, Stored migration)
      throws SQLException, MigrationException {
    long id = migration.id();
    long until = System.nanoTime() + WAIT.toNanos();
    if (!comesTrue(() -> tried(connection, "pg_try_advisory_lock", RUNS, id), until)) {
      throw taken(
          migration,
          "run",
          holder(connection, RUNS, id),
          "; Ctrl-C or SIGTERM where it runs ends it, and from here pg_terminate_backend");
    } else if (!comesTrue(() -> tried(connection, "pg_try_advisory_lock", FILLS, id), until)) {
      giveBack(connection, id);
      throw taken(
          migration,
          "filled by a runner that has lost its connection",
          holder(connection, FILLS, id),
          "; it ends with its batch, or by pg_terminate_backend");
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE trestle.migration SET run = run + 1 WHERE id = ? RETURNING run")) {
      update.setLong(1, id);
      try (ResultSet row = update.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } finally {
      tried(connection, "pg_advisory_unlock", FILLS, id);
    }
  }

  /**
   * Gives a migration back. The server may take its time to end a connection that is closed, and a
   * pool does not end it: the next runner is not to be turned away meanwhile.
   */
  static void giveBack(Connection connection, long id) {
    try {
      tried(connection, "pg_advisory_unlock", RUNS, id);
    } catch (SQLException lost) {
      log.debug("the lock ends with its connection", lost);
    }
  }

  private interface Condition {
    boolean holds() throws SQLException;
  }

  private static boolean comesTrue(Condition condition, long until) throws SQLException {
    while (!condition.holds()) {
      if (System.nanoTime() >= until || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
    }
    return true;
  }

  private static MigrationException taken(
      Stored migration, String what, @Nullable String holder, String more) {
    return new MigrationException(
        "migration %s is being %s already: %s"
            .formatted(
                migration.name(),
                what,
                holder == null ? "by one that is just ending; try again" : holder + more));
  }

  /**
   * A connection by which rows are filled enters.
   *
   * @param run the number of the run that it is of
   * @throws SQLException when somebody else has taken over (SQLSTATE 55000)
   */
  static void enter(Connection connection, long id, long run) throws SQLException {
    boolean entered = tried(connection, "pg_try_advisory_lock_shared", FILLS, id);
    if (!entered || run(connection, id) != run) {
      throw new SQLException("another runner has taken the migration over", "55000");
    }
  }

  private static long run(Connection connection, long id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT run FROM trestle.migration WHERE id = ?")) {
      select.setLong(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : -1;
      }
    }
  }

  private static boolean tried(Connection connection, String function, int lock, long id)
      throws SQLException {
    try (PreparedStatement call =
        connection.prepareStatement("SELECT pg_catalog." + function + "(?, ?)")) {
      call.setInt(1, lock);
      call.setInt(2, (int) id);
      try (ResultSet row = call.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** Whether somebody still runs a migration after the time in which one that was killed ends. */
  static boolean isHeldOn(Connection connection, long id) throws SQLException {
    long until = System.nanoTime() + WAIT.toNanos();
    return !comesTrue(() -> holder(connection, id) == null, until);
  }

  /** Who runs a migration; null where nobody does. */
  static @Nullable String holder(Connection connection, long id) throws SQLException {
    return holder(connection, RUNS, id);
  }

  private static @Nullable String holder(Connection connection, int lock, long id)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT format('pid %s at the server, %s from %s since %s', a.pid, a.usename,
                          coalesce(host(a.client_addr), 'a local socket'),
                          date_trunc('second', a.backend_start))
              FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
             WHERE l.locktype = 'advisory' AND l.classid = ?::bigint AND l.objid = ?::bigint
               AND l.objsubid = 2 AND l.granted AND a.pid <> pg_catalog.pg_backend_pid()
               AND l.database = (SELECT oid FROM pg_catalog.pg_database
                                  WHERE datname = pg_catalog.current_database())
            """)) {
      select.setLong(1, lock);
      select.setLong(2, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }
}
