package io.trestle.migrator;

import io.trestle.migrator.plan.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Waits until all replicas have replayed what has been committed. */
final class Replicas {

  private static final Duration LOOK = Duration.ofMillis(100);

  /** How many looks are between two words to the operator. */
  private static final int TELL_EVERY = 20;

  private Replicas() {}

  /**
   * Sees to it that the role may see how far replicas are, where there is any.
   *
   * @throws MigrationException with what to do where it may not
   */
  static void requireSight(Connection connection) throws SQLException, MigrationException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_user WHERE EXISTS (SELECT FROM pg_catalog.pg_stat_replication)"
                    + " AND NOT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')")) {
      if (row.next()) {
        throw new MigrationException(
            "there are replicas, and role %1$s does not see how far they are, so that a phase could be published ahead of them; GRANT pg_monitor TO %1$s"
                .formatted(Table.quote(row.getString(1))));
      }
    }
  }

  /**
   * Waits for all streaming replicas. One that does not say how far it has got counts as behind.
   *
   * @param ignored application names of those that do not count
   * @return false where it was told to stop
   */
  static boolean await(
      Connection connection, Set<String> ignored, BooleanSupplier stop, Events events)
      throws SQLException {
    String position;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_current_wal_lsn()::text")) {
      row.next();
      position = row.getString(1);
    }
    for (int looks = 0; ; looks++) {
      List<String> behind = behind(connection, position, ignored);
      if (behind.isEmpty()) {
        return true;
      }
      if (looks % TELL_EVERY == 0) {
        events.says(
            "waits until replicas have replayed %s: %s; --ignore-replica NAME waits for one no more"
                .formatted(position, behind));
      }
      if (!Pause.of(LOOK, stop)) {
        return false;
      }
    }
  }

  /**
   * Logical subscribers replay no DDL and serve no node; who only receives WAL or takes a backup
   * replays nothing.
   */
  private static List<String> behind(Connection connection, String position, Set<String> ignored)
      throws SQLException {
    List<String> behind = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT format('%s (%s, at %s)', application_name, state, replay_lsn)
              FROM pg_catalog.pg_stat_replication r
             WHERE (replay_lsn IS NULL OR replay_lsn < ?::pg_catalog.pg_lsn)
               AND state IS DISTINCT FROM 'backup'
               AND coalesce(application_name, '') <> 'pg_receivewal'
               AND coalesce(application_name, '') <> ALL (?)
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_replication_slots s
                                WHERE s.active_pid = r.pid AND s.slot_type = 'logical')
            """)) {
      select.setString(1, position);
      select.setArray(2, connection.createArrayOf("text", ignored.toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          behind.add(row.getString(1));
        }
      }
    }
    return behind;
  }
}
