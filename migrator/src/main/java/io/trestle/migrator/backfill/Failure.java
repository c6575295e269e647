package io.trestle.migrator.backfill;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to be done about an error of the database. */
enum Failure {
  /** The same again, a little later. */
  AGAIN,
  /** The session is gone: connect anew. */
  CONNECTION,
  /** A row does not take its value, or a constraint or trigger refuses it. */
  ROW,
  /** The table is not there. */
  TABLE_GONE,
  /** The server has no room left. */
  DISK_FULL,
  /** Nothing helps. */
  FATAL;

  /** Serialization, deadlock, lock time-out, cancelled (by statement_timeout, too), memory. */
  private static final Set<String> RETRIED = Set.of("40001", "40P01", "55P03", "57014", "53200");

  /** Data, cardinality, integrity, WITH CHECK OPTION, raised by PL/pgSQL. */
  private static final Set<String> CLASSES_OF_ROWS = Set.of("21", "22", "23", "44", "P0");

  /** What to do about it. */
  static Failure of(SQLException e) {
    String state = state(e);
    if (state == null) {
      return FATAL;
    }
    if (RETRIED.contains(state)) {
      return AGAIN;
    }
    if (isConnection(state)) {
      return CONNECTION;
    }
    if (CLASSES_OF_ROWS.contains(state.substring(0, 2))) {
      return ROW;
    }
    return switch (state) {
      case "42P01" -> TABLE_GONE;
      case "53100" -> DISK_FULL;
      default -> FATAL;
    };
  }

  /** Connection exceptions; shutdown, crash, start-up, time-outs of sessions; too many of them. */
  private static boolean isConnection(String state) {
    return state.startsWith("08")
        || (state.startsWith("57P") && !state.equals("57P04"))
        || state.equals("25P03")
        || state.equals("25P04")
        || state.equals("53300");
  }

  private static @Nullable String state(SQLException e) {
    String state = e.getSQLState();
    return state == null || state.length() != 5 ? null : state;
  }
}
