package io.trestle.migrator.backfill;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that may ask the backfill to wait before its next batch. One that cannot tell is on: an
 * error counts as a reason. An instance belongs to one backfill; it is asked on its thread.
 */
public interface Brake {

  /**
   * What is about to be filled.
   *
   * @param migration its number in the store
   * @param relation the OID of the table or partition
   */
  record Situation(long migration, long relation) {}

  /** What it is called in the store and in messages. */
  String name();

  /** What it asks the database, for an operator. */
  String asks();

  /** For how long an answer holds. */
  Duration holdsFor();

  /**
   * Why to wait, or null where there is no reason to.
   *
   * @param connection in autocommit mode; left so
   */
  @Nullable String reason(Connection connection, Situation situation) throws SQLException;

  /** All brakes, with their usual bounds. */
  static List<Brake> all(ReplicaBrake.Settings replicas, int activeSessions) {
    return List.of(
        new PauseBrake(),
        new ReplicaBrake(replicas),
        new SlotBrake(SlotBrake.DEFAULT_BYTES),
        new ArchiveBrake(ArchiveBrake.DEFAULT_SEGMENTS),
        new VacuumBrake(),
        new ActivityBrake(activeSessions));
  }
}
