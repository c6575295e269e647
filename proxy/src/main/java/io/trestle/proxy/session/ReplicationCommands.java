package io.trestle.proxy.session;

import java.util.Locale;
import java.util.Set;

/**
 * The commands of a replication connection (manual, "Streaming Replication Protocol"). They are no
 * SQL; elsewhere the server itself calls them a syntax error.
 */
final class ReplicationCommands {

  private static final Set<String> WORDS =
      Set.of(
          "ALTER_REPLICATION_SLOT",
          "BASE_BACKUP",
          "CREATE_REPLICATION_SLOT",
          "DROP_REPLICATION_SLOT",
          "IDENTIFY_SYSTEM",
          "READ_REPLICATION_SLOT",
          "START_REPLICATION",
          "TIMELINE_HISTORY",
          "UPLOAD_MANIFEST");

  private static final int LONGEST = "CREATE_REPLICATION_SLOT".length();

  private ReplicationCommands() {}

  /** Whether a text begins with one. */
  static boolean isOne(String sql) {
    int from = 0;
    while (from < sql.length() && Character.isWhitespace(sql.charAt(from))) {
      from++;
    }
    int to = from;
    while (to < sql.length()
        && to - from <= LONGEST
        && (sql.charAt(to) == '_' || Character.isLetter(sql.charAt(to)))) {
      to++;
    }
    return WORDS.contains(sql.substring(from, to).toUpperCase(Locale.ROOT));
  }
}
