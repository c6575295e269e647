package io.trestle.rules.store;

import io.trestle.jdbc.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the rules of a store: the barrier. A change is published only when every member has
 * acknowledged the one before; a member whose lease has ended is given up first, and the backends
 * that it used are ended. For one thread at a time.
 */
public final class Publisher {

  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  /** How often it is looked whether members have acknowledged: often at first. */
  private static final long FIRST_LOOK_MILLIS = 2;

  private static final long LONGEST_LOOK_MILLIS = 20;
  private static final Duration END_BACKENDS = Duration.ofSeconds(10);

  /** How much of a lease a member is waited for beyond its end: clocks do not run alike. */
  private static final String GIVEN_UP = "m.lease_until + s.lease * 0.1 < clock_timestamp()";

  private final Connection connection;
  private final BooleanSupplier stop;
  private final Waiting waiting;

  /** What an operator is told while a change waits. */
  @FunctionalInterface
  public interface Waiting {
    void waitsFor(List<Laggard> members);
  }

  /**
   * A member that has not acknowledged.
   *
   * @param waitsFor what keeps it, where it has said so
   */
  public record Laggard(String kind, String name, long acknowledged, @Nullable String waitsFor) {}

  /** Is run in the transaction in which the next epoch is published. */
  @FunctionalInterface
  public interface Change {

    void make(Connection connection) throws SQLException;
  }

  /**
   * @param connection is used for nothing else meanwhile, in auto-commit mode
   * @param stop asked again and again while members are waited for; true ends it
   */
  public Publisher(Connection connection, BooleanSupplier stop, Waiting waiting) {
    this.connection = connection;
    this.stop = stop;
    this.waiting = waiting;
  }

  /**
   * Waits until all members have acknowledged what is published, and publishes a change.
   *
   * @return its epoch; 0 where it was told to stop
   */
  public long publish(Change change) throws SQLException {
    for (int looks = 0; ; looks++) {
      long published = tryToPublish(change);
      if (published != 0 || !pause(looks)) {
        return published;
      }
    }
  }

  /**
   * Waits until all members have acknowledged an epoch.
   *
   * @return false where it was told to stop
   */
  public boolean awaitAcknowledged(long epoch) throws SQLException {
    for (int looks = 0; ; looks++) {
      List<Laggard> laggards = laggards(epoch);
      if (laggards.isEmpty()) {
        return true;
      }
      giveUpLost();
      waiting.waitsFor(laggards);
      if (!pause(looks)) {
        return false;
      }
    }
  }

  /** Returns false where it was told to stop. */
  private boolean pause(int looks) {
    if (stop.getAsBoolean()) {
      return false;
    }
    try {
      Thread.sleep(Math.min((looks + 1) * FIRST_LOOK_MILLIS, LONGEST_LOOK_MILLIS));
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private long tryToPublish(Change change) throws SQLException {
    List<Laggard> behind = new ArrayList<>();
    long published =
        Transactions.run(
            connection,
            () -> {
              try (Statement statement = connection.createStatement()) {
                statement.execute(
                    "SELECT pg_catalog.pg_advisory_xact_lock(" + RuleStore.LOCK + ")");
                long epoch = RuleStore.epoch(connection);
                behind.addAll(laggards(epoch));
                if (!behind.isEmpty()) {
                  return 0L;
                }
                change.make(connection);
                statement.execute("UPDATE trestle.state SET epoch = " + (epoch + 1));
                statement.execute("NOTIFY " + RuleStore.RULES_CHANNEL);
                return epoch + 1;
              }
            });
    if (published == 0) {
      giveUpLost();
      waiting.waitsFor(behind);
    }
    return published;
  }

  /** The members that have not acknowledged an epoch. */
  private List<Laggard> laggards(long epoch) throws SQLException {
    List<Laggard> found = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT kind, name, acknowledged, waits_for FROM trestle.member WHERE acknowledged < ? ORDER BY joined
            """)) {
      select.setLong(1, epoch);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(
              new Laggard(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)));
        }
      }
    }
    return found;
  }

  /**
   * Gives up the members whose leases have ended: ends the backends that they used, and takes them
   * out. A member that renews its lease meanwhile waits, and finds itself given up.
   */
  public void giveUpLost() throws SQLException {
    for (UUID lost : lost()) {
      boolean givenUp =
          Transactions.run(
              connection,
              () -> {
                boolean ended = isStillLost(lost) && endBackends(lost);
                if (ended) {
                  delete(lost);
                }
                return ended;
              });
      if (givenUp) {
        log.atWarn().addKeyValue("member", lost).log("a member whose lease has ended is given up");
      }
    }
  }

  private List<UUID> lost() throws SQLException {
    List<UUID> lost = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT m.id FROM trestle.member m, trestle.state s WHERE " + GIVEN_UP)) {
      while (row.next()) {
        lost.add(row.getObject(1, UUID.class));
      }
    }
    return lost;
  }

  private boolean isStillLost(UUID member) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT 1 FROM trestle.member m, trestle.state s WHERE m.id = ? AND "
                + GIVEN_UP
                + " FOR UPDATE OF m")) {
      select.setObject(1, member);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /**
   * Ends the backends of a member, those of this database alone: a copy of it on the same server
   * has copies of its members, whose backends serve the original.
   *
   * @return whether none of them is left
   * @throws SQLException when there is no right to do so (42501)
   */
  private boolean endBackends(UUID member) throws SQLException {
    RuleStore.requireSight(connection); // else none would seem to be left
    long until = System.nanoTime() + END_BACKENDS.toNanos();
    try (PreparedStatement end =
        connection.prepareStatement(
            """
            SELECT count(*) FILTER (WHERE pg_catalog.pg_terminate_backend(a.pid)), count(*)
              FROM trestle.backend b
              JOIN pg_catalog.pg_stat_activity a
                ON a.pid = b.pid AND a.backend_start = b.started
               AND a.datname = pg_catalog.current_database()
             WHERE b.member = ?
            """)) {
      end.setObject(1, member);
      int looks = 0;
      do {
        try (Statement fresh = connection.createStatement()) {
          fresh.execute("SELECT pg_catalog.pg_stat_clear_snapshot()");
        }
        try (ResultSet row = end.executeQuery()) {
          row.next();
          if (row.getLong(2) == 0) {
            return true;
          }
        }
      } while (System.nanoTime() < until && pause(looks++));
      return false;
    }
  }

  private void delete(UUID member) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM trestle.member WHERE id = ?")) {
      delete.setObject(1, member);
      delete.executeUpdate();
    }
  }
}
