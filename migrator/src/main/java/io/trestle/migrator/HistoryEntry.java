package io.trestle.migrator;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has happened once.
 *
 * @param who the role that did it, and for whom where that is known: {@code anna as migrator}
 * @param migration its name, or null
 * @param epoch the one in force then
 */
public record HistoryEntry(
    Instant at,
    String who,
    @Nullable String migration,
    long epoch,
    String event,
    @Nullable String before,
    @Nullable String after,
    @Nullable String why) {

  static List<HistoryEntry> read(Statement statement) throws SQLException {
    List<HistoryEntry> entries = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            """
            SELECT h.at, h.who, m.name, h.epoch, h.event, h.before, h.after, h.why
              FROM trestle.history h LEFT JOIN trestle.migration m ON m.id = h.migration
             ORDER BY h.id
            """)) {
      while (row.next()) {
        entries.add(
            new HistoryEntry(
                row.getTimestamp(1).toInstant(),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8)));
      }
    }
    return entries;
  }
}
