package io.trestle.migrator;

import io.trestle.migrator.MigrationStore.Stored;
import io.trestle.migrator.PlanStore.StoredStep;
import io.trestle.migrator.backfill.Progress;
import io.trestle.rules.Phase;
import io.trestle.rules.store.RuleStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be seen of a database's migrations at one moment.
 *
 * @param epoch the one that is published
 * @param members the nodes that follow the rules
 * @param migrations the newest first
 */
public record Status(long epoch, List<Member> members, List<Migration> migrations) {

  /**
   * A node.
   *
   * @param acknowledged the epoch under which all its open work was begun
   * @param waitsFor what keeps it from acknowledging more, or null
   * @param leaseSeconds for how long it is waited for; negative where its lease has ended
   */
  public record Member(
      String kind,
      String name,
      String version,
      long acknowledged,
      @Nullable String waitsFor,
      double leaseSeconds) {}

  /**
   * A migration.
   *
   * @param phase that of its rules; null before the first is published and after the end
   * @param message what an operator has to know, or null
   * @param runner who runs it, or null
   * @param steps of its plan
   * @param progress of its backfill; null where none has begun
   * @param watchesUntil when it goes on to complete, where it is watched before that; else null
   */
  public record Migration(
      String name,
      String statement,
      String way,
      String state,
      @Nullable Phase phase,
      @Nullable String message,
      @Nullable String runner,
      Instant started,
      @Nullable Instant ended,
      List<Step> steps,
      @Nullable Progress progress,
      @Nullable Instant watchesUntil) {}

  /** A step, and when it was begun and done. */
  public record Step(
      String id,
      String kind,
      String phase,
      @Nullable Instant started,
      @Nullable Instant finished) {}

  static Status read(Connection connection) throws SQLException {
    List<Migration> migrations = new ArrayList<>();
    for (Stored stored : MigrationStore.all(connection)) {
      migrations.add(migration(connection, stored));
    }
    return new Status(RuleStore.epoch(connection), members(connection), migrations);
  }

  private static List<Member> members(Connection connection) throws SQLException {
    List<Member> members = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT kind, name, version, acknowledged, waits_for,
                       extract(epoch FROM lease_until - clock_timestamp())
                  FROM trestle.member ORDER BY joined
                """)) {
      while (row.next()) {
        members.add(
            new Member(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getString(5),
                row.getDouble(6)));
      }
    }
    return members;
  }

  private static Migration migration(Connection connection, Stored stored) throws SQLException {
    List<StoredStep> plan = PlanStore.steps(connection, stored.id());
    List<Step> steps = new ArrayList<>();
    for (StoredStep step : plan) {
      steps.add(
          new Step(
              step.step().id(),
              step.step().kind().name(),
              step.step().phase().label(),
              step.started(),
              step.finished()));
    }
    return new Migration(
        stored.name(),
        stored.statement(),
        stored.way().label(),
        stored.state().label(),
        stored.phase(),
        stored.message(),
        stored.ended() == null ? RunnerLock.holder(connection, stored.id()) : null,
        stored.started(),
        stored.ended(),
        steps,
        Progress.read(connection, stored.id()),
        stored.ended() == null ? PlanStore.watchesUntil(plan) : null);
  }
}
