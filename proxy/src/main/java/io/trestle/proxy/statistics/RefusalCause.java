package io.trestle.proxy.statistics;

import io.trestle.engine.RefusalCode;
import io.trestle.engine.SqlError;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why a statement was refused: a closed set of SQLSTATEs, and a word for each. */
final class RefusalCause {

  private static final Map<String, String> BY_SQLSTATE = bySqlState();

  private RefusalCause() {}

  private static Map<String, String> bySqlState() {
    Map<String, String> causes = new HashMap<>();
    for (RefusalCode code : RefusalCode.values()) {
      causes.put(code.sqlState(), code.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    causes.put("53000", "too many analyses");
    causes.put("54000", "limit of the session");
    causes.put("XX000", "failure of the engine");
    return Map.copyOf(causes);
  }

  /**
   * The cause of an error of ours; null for one that the target database would raise, so that
   * nothing was refused.
   */
  static @Nullable String of(SqlError error) {
    return BY_SQLSTATE.get(error.sqlState());
  }
}
