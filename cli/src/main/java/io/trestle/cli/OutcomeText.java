package io.trestle.cli;

import io.trestle.engine.HeldParameter;
import io.trestle.engine.HeldValue;
import io.trestle.engine.Outcome;
import io.trestle.engine.SqlError;
import io.trestle.rules.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts an {@link Outcome} into words. */
final class OutcomeText {

  private static final String INDENT = " ".repeat(12);

  private OutcomeText() {}

  static List<String> lines(Phase phase, @Nullable Outcome outcome) {
    List<String> lines = new ArrayList<>();
    String label = "%-12s".formatted(phase.label());
    if (outcome == null) {
      lines.add(label + "cannot be told without --database: it depends on the table's columns");
    } else if (outcome instanceof Outcome.Untouched) {
      lines.add(label + "passes untouched");
    } else if (outcome instanceof Outcome.Refused refused) {
      addError(lines, label + "is refused", refused.error());
    } else if (outcome instanceof Outcome.Rewritten rewritten) {
      lines.add(label + "is rewritten");
      rewritten.sql().lines().forEach(line -> lines.add(INDENT + line));
      addConditions(lines, rewritten);
    }
    return lines;
  }

  private static void addConditions(List<String> lines, Outcome.Rewritten rewritten) {
    if (rewritten.alwaysFails() != null) {
      addError(
          lines,
          INDENT + "each execution fails as in the target database",
          rewritten.alwaysFails());
    }
    rewritten.held().forEach(held -> lines.add(INDENT + condition(held)));
    rewritten
        .notices()
        .forEach(
            notice -> lines.add(INDENT + "WARNING " + notice.sqlState() + ": " + notice.message()));
  }

  private static String condition(HeldParameter held) {
    String name = "$" + held.parameter();
    HeldValue value = held.value();
    if (value == null) {
      SqlError whenNull = held.whenNull();
      return name
          + " may be any value but NULL"
          + (whenNull == null ? "" : ": " + whenNull.sqlState());
    }
    SqlError whenOther = held.whenOther();
    if (value.equals(HeldValue.UNKNOWN)) {
      return "%s may be NULL; another value is %s"
          .formatted(name, whenOther == null ? "discarded" : "error " + whenOther.sqlState());
    }
    return "%s may be %s; another value is %s"
        .formatted(
            name, value.text(), whenOther == null ? "discarded" : "error " + whenOther.sqlState());
  }

  private static void addError(List<String> lines, String start, SqlError error) {
    lines.add("%s: %s %s".formatted(start, error.sqlState(), error.message()));
    if (error.detail() != null) {
      lines.add(INDENT + "detail: " + error.detail());
    }
    if (error.hint() != null && !error.hint().isEmpty()) {
      lines.add(INDENT + "hint: " + error.hint());
    }
  }

  static Map<String, Object> json(@Nullable Outcome outcome) {
    Map<String, Object> entry = new LinkedHashMap<>();
    if (outcome == null) {
      entry.put("outcome", "unknown");
    } else if (outcome instanceof Outcome.Refused refused) {
      entry.put("outcome", "refused");
      entry.put("error", json(refused.error()));
    } else if (outcome instanceof Outcome.Rewritten rewritten) {
      entry.put("outcome", "rewritten");
      entry.put("sql", rewritten.sql());
      entry.put(
          "held_parameters", rewritten.held().stream().map(HeldParameter::parameter).toList());
      if (rewritten.alwaysFails() != null) {
        entry.put("always_fails", json(rewritten.alwaysFails()));
      }
    } else {
      entry.put("outcome", "untouched");
    }
    return entry;
  }

  private static Map<String, Object> json(SqlError error) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("sqlstate", error.sqlState());
    entry.put("message", error.message());
    entry.put("hint", error.hint());
    entry.put("position", error.position());
    return entry;
  }
}
