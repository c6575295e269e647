package io.trestle.migrator.backfill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** On while the table is being vacuumed, by autovacuum or by hand. */
public final class VacuumBrake implements Brake {

  @Override
  public String name() {
    return "vacuum";
  }

  @Override
  public String asks() {
    return "pg_stat_progress_vacuum";
  }

  @Override
  public Duration holdsFor() {
    return Duration.ofSeconds(1);
  }

  @Override
  public @Nullable String reason(Connection connection, Situation situation) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT pid, relid IS NULL FROM pg_stat_progress_vacuum
            WHERE datname = current_database() AND (relid IS NULL OR relid = ?::oid) LIMIT 1
            """)) {
      statement.setLong(1, situation.relation());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        return row.getBoolean(2)
            ? "a table is being vacuumed, and the role may not see which: GRANT pg_monitor"
            : "the table is being vacuumed (pid " + row.getInt(1) + ")";
      }
    }
  }
}
