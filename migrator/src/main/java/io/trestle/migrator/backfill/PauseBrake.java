package io.trestle.migrator.backfill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** On while the migration is not running: an operator has paused it. */
public final class PauseBrake implements Brake {

  @Override
  public String name() {
    return "pause";
  }

  @Override
  public String asks() {
    return "trestle.migration.state";
  }

  @Override
  public Duration holdsFor() {
    return Duration.ofMillis(200);
  }

  @Override
  public @Nullable String reason(Connection connection, Situation situation) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT state FROM trestle.migration WHERE id = ?")) {
      statement.setLong(1, situation.migration());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return "migration " + situation.migration() + " is not in the store";
        }
        String state = row.getString(1);
        return state.equals("running") ? null : "the migration is " + state;
      }
    }
  }
}
