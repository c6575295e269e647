package io.trestle.cli;

import io.trestle.engine.RefusalCode;
import io.trestle.engine.SqlError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error that a client would get, taken apart for people and programs. The phase that the message
 * names is left out, so that two phases with the same error compare equal.
 *
 * @param sqlState its code
 * @param name what the code stands for: the name in README.md's table, or "error"
 * @param construct what is wrong with the statement
 * @param wayOut what one can do, or null
 * @param rule the rule it comes of, as schema.table.column, or null
 * @param position in characters from 1; 0 where there is none
 */
record Trouble(
    String sqlState,
    String name,
    String construct,
    @Nullable String wayOut,
    @Nullable String rule,
    int position) {

  private static final Pattern PREFIX =
      Pattern.compile("^trestle: refused(?: under rule .*? \\(phase [a-z]+\\))?: ", Pattern.DOTALL);

  static Trouble of(SqlError error) {
    Matcher prefix = PREFIX.matcher(error.message());
    String construct = prefix.find() ? error.message().substring(prefix.end()) : error.message();
    String hint = error.hint() == null || error.hint().isEmpty() ? null : error.hint();
    return new Trouble(
        error.sqlState(), name(error.sqlState()), construct, hint, rule(error), error.position());
  }

  private static String name(String sqlState) {
    return Arrays.stream(RefusalCode.values())
        .filter(code -> code.sqlState().equals(sqlState))
        .map(code -> code.name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .findFirst()
        .orElse("error");
  }

  private static @Nullable String rule(SqlError error) {
    return error.column() == null
        ? null
        : error.schema() + "." + error.table() + "." + error.column();
  }

  /** For programs. */
  Map<String, Object> json(String sql) {
    return json(position == 0 ? null : SourcePlace.of(sql, position));
  }

  /** The same, where the place is known already. */
  Map<String, Object> json(@Nullable SourcePlace place) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("sqlstate", sqlState);
    entry.put("name", name);
    entry.put("construct", construct);
    entry.put("way_out", wayOut);
    entry.put("rule", rule);
    entry.put("position", position == 0 ? null : position);
    entry.put("line", place == null ? null : place.line());
    entry.put("column", place == null ? null : place.column());
    return entry;
  }
}
