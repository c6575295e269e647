package io.trestle.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The result of a {@link StatementsCheck} for programs, as docs/commands.md describes it. */
final class StatementsJson {

  private StatementsJson() {}

  static Map<String, Object> of(StatementsCheck check) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("with_database", check.flips().picture().withDatabase());
    report.put("statements", check.statements());
    report.put("calls", check.calls());
    report.put("unconcerned", check.unconcerned());
    report.put("executes", check.executes());
    report.put("unreadable", check.unreadable());
    report.put("incomplete", check.incomplete());
    report.put("hidden", check.hidden());
    report.put("other_database", check.otherDatabase());
    report.put("unlisted", check.unlisted());
    report.put("would_fail", check.isBad());
    List<Object> flips = new ArrayList<>();
    table(check.groups()).forEach((flip, row) -> flips.add(flip(flip, row)));
    report.put("flips", flips);
    report.put("shapes", check.groups().stream().map(StatementsJson::group).toList());
    return report;
  }

  private static Map<String, Object> flip(Flip flip, Map<Verdict, Integer> row) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("rule", flip.rule().name());
    entry.put("phase", flip.phase().label());
    entry.put("now", flip.isNow());
    for (Verdict verdict : Verdict.values()) {
      entry.put(verdict.label(), row.getOrDefault(verdict, 0));
    }
    return entry;
  }

  private static Map<String, Object> group(StatementGroup group) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("shape", group.shape());
    entry.put("example", group.example());
    entry.put("place", group.place());
    entry.put("statements", group.statements());
    entry.put("calls", group.calls());
    entry.put("worst", group.worst().label());
    entry.put("flips", group.findings().stream().map(StatementsJson::finding).toList());
    return entry;
  }

  private static Map<String, Object> finding(StatementFinding finding) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("rule", finding.flip().rule().name());
    entry.put("phase", finding.flip().phase().label());
    entry.put("outcome", finding.verdict().label());
    entry.put("of_who_knows", finding.knows());
    if (finding.trouble() != null) {
      entry.put("error", finding.trouble().json(finding.place()));
    }
    entry.put("conditions", finding.conditions());
    return entry;
  }

  /** How many shapes have which verdict after which flip, in the order of rules and phases. */
  static Map<Flip, Map<Verdict, Integer>> table(List<StatementGroup> groups) {
    Map<Flip, Map<Verdict, Integer>> table =
        new TreeMap<>(
            Comparator.comparing((Flip flip) -> flip.rule().name()).thenComparing(Flip::phase));
    for (StatementGroup group : groups) {
      for (StatementFinding finding : group.findings()) {
        table
            .computeIfAbsent(finding.flip(), flip -> new EnumMap<>(Verdict.class))
            .merge(finding.verdict(), 1, Integer::sum);
      }
    }
    return table;
  }
}
