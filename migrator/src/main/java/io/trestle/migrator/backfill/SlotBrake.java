package io.trestle.migrator.backfill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * On while a replication slot without a consumer keeps more than so much WAL from being removed.
 */
public final class SlotBrake implements Brake {

  /** 8 GiB. */
  public static final long DEFAULT_BYTES = 8L << 30;

  private final long bytes;

  /**
   * @param bytes how much WAL a slot may hold
   */
  public SlotBrake(long bytes) {
    this.bytes = bytes;
  }

  @Override
  public String name() {
    return "slot";
  }

  @Override
  public String asks() {
    return "pg_replication_slots";
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
            SELECT slot_name, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint
            FROM pg_replication_slots
            WHERE NOT active AND restart_lsn IS NOT NULL AND wal_status IS DISTINCT FROM 'lost'
              AND pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) > ?
            ORDER BY 2 DESC LIMIT 1
            """)) {
      statement.setLong(1, bytes);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        return String.format(
            Locale.ROOT,
            "replication slot %s has no consumer and holds %d MiB of WAL, at most %d;"
                + " start its consumer or drop it",
            row.getString(1),
            row.getLong(2) >> 20,
            bytes >> 20);
      }
    }
  }
}
