package io.trestle.cli;

import io.trestle.engine.HeldParameter;
import io.trestle.engine.Outcome;
import io.trestle.engine.SqlError;
import io.trestle.rules.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts an {@link Outcome} into words. */
final class OutcomeText {

  private static final String INDENT = " ".repeat(12);

  private OutcomeText() {}

  static List<String> lines(Phase phase, Outcome outcome) {
    List<String> lines = new ArrayList<>();
    String label = "%-12s".formatted(phase.label());
    if (outcome instanceof Outcome.Untouched) {
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
      addError(lines, INDENT + "each execution fails as in the target database", rewritten.alwaysFails());
    }
    for (HeldParameter held : rewritten.held()) {
      String consequence = held.whenOther() == null ? "discarded" : held.whenOther().sqlState();
      lines.add(
          INDENT
              + "$%d may be %s; another value is %s"
                  .formatted(
                      held.parameter(),
                      held.value().text(),
                      held.whenOther() == null ? consequence : "error " + consequence));
    }
    rewritten
        .notices()
        .forEach(notice -> lines.add(INDENT + "WARNING " + notice.sqlState() + ": " + notice.message()));
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

  static Map<String, Object> json(Outcome outcome) {
    Map<String, Object> entry = new LinkedHashMap<>();
    if (outcome instanceof Outcome.Refused refused) {
      entry.put("outcome", "refused");
      entry.put("error", json(refused.error()));
    } else if (outcome instanceof Outcome.Rewritten rewritten) {
      entry.put("outcome", "rewritten");
      entry.put("sql", rewritten.sql());
      entry.put("held_parameters", rewritten.held().stream().map(HeldParameter::parameter).toList());
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
