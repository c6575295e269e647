package io.trestle.migrator.backfill;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * On while too many segments of WAL wait to be archived. They are counted where the role may do so
 * ({@code pg_ls_archive_statusdir}, pg_monitor); else they are the segments since the last one that
 * was archived.
 */
public final class ArchiveBrake implements Brake {

  /** As GitLab has it. */
  public static final int DEFAULT_SEGMENTS = 42;

  private static final String HOW =
      """
      SELECT current_setting('archive_mode') <> 'off' AND NOT pg_is_in_recovery(),
        has_function_privilege('pg_catalog.pg_ls_archive_statusdir()', 'execute')
      """;

  private static final String COUNTED =
      "SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'";

  /** A name of a segment is its timeline, and its number in two halves, in hex digits. */
  private static final String SINCE_THE_LAST =
      """
      SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint / size
        - ('x' || substr(last_archived_wal, 9, 8))::bit(32)::bigint * (4294967296 / size)
        - ('x' || substr(last_archived_wal, 17, 8))::bit(32)::bigint
      FROM pg_stat_archiver, pg_size_bytes(current_setting('wal_segment_size')) AS size
      WHERE last_archived_wal ~ '^[0-9A-F]{24}'
      """;

  private final int segments;

  /**
   * @param segments how many segments may wait
   */
  public ArchiveBrake(int segments) {
    this.segments = segments;
  }

  @Override
  public String name() {
    return "archive";
  }

  @Override
  public String asks() {
    return "pg_ls_archive_statusdir(), pg_stat_archiver";
  }

  @Override
  public Duration holdsFor() {
    return Duration.ofSeconds(1);
  }

  @Override
  public @Nullable String reason(Connection connection, Situation situation) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean mayCount;
      try (ResultSet row = statement.executeQuery(HOW)) {
        row.next();
        if (!row.getBoolean(1)) {
          return null;
        }
        mayCount = row.getBoolean(2);
      }
      try (ResultSet row = statement.executeQuery(mayCount ? COUNTED : SINCE_THE_LAST)) {
        if (!row.next()) {
          return "nothing has been archived yet, and the role may not see what waits:"
              + " GRANT pg_monitor";
        }
        return judge(row.getLong(1));
      }
    }
  }

  private @Nullable String judge(long waiting) {
    return waiting <= segments
        ? null
        : waiting + " segments of WAL wait to be archived, at most " + segments;
  }
}
