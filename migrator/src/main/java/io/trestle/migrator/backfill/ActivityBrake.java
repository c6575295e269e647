package io.trestle.migrator.backfill;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** On while more than so many sessions of the server run a statement. */
public final class ActivityBrake implements Brake {

  /** How many sessions may be active. */
  public static final int DEFAULT_SESSIONS = 64;

  private final int sessions;

  /**
   * @param sessions how many may be active, the backfill's own not counted
   */
  public ActivityBrake(int sessions) {
    this.sessions = sessions;
  }

  @Override
  public String name() {
    return "activity";
  }

  @Override
  public String asks() {
    return "pg_stat_activity";
  }

  @Override
  public Duration holdsFor() {
    return Duration.ofSeconds(1);
  }

  /** Sessions of others are seen without their state by a role that is not in pg_monitor. */
  @Override
  public @Nullable String reason(Connection connection, Situation situation) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT count(*) FILTER (WHERE state = 'active' AND backend_type = 'client backend'),
                  count(*) FILTER (WHERE backend_type IS NULL)
                FROM pg_stat_activity WHERE pid <> pg_backend_pid()
                """)) {
      row.next();
      long active = row.getLong(1);
      long unseen = row.getLong(2);
      if (active > sessions) {
        return active + " sessions are active, at most " + sessions;
      }
      return active + unseen > sessions
          ? active
              + " sessions are active, at most "
              + sessions
              + ", and of "
              + unseen
              + " the role may not see it: GRANT pg_monitor"
          : null;
    }
  }
}
