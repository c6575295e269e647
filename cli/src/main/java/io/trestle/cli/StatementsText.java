package io.trestle.cli;

import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The result of a {@link StatementsCheck} for people: details first, the sum at the end. */
final class StatementsText {

  private static final String INDENT = "   ";

  private final StatementsCheck check;
  private final Palette palette;
  private final int limit;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param limit how many shapes are shown under each heading
   */
  StatementsText(StatementsCheck check, Palette palette, int limit) {
    this.check = check;
    this.palette = palette;
    this.limit = limit;
  }

  List<String> lines() {
    Map<Verdict, List<StatementGroup>> byVerdict = new LinkedHashMap<>();
    for (StatementGroup group : check.groups()) {
      byVerdict.computeIfAbsent(group.worst(), verdict -> new ArrayList<>()).add(group);
    }
    byVerdict.forEach(this::addSection);
    addSum();
    return lines;
  }

  private void addSection(Verdict verdict, List<StatementGroup> groups) {
    String heading = "%s (%s)".formatted(verdict.label().toUpperCase(Locale.ROOT), shapes(groups));
    lines.add(verdict.isBad() ? palette.bad(heading) : palette.strong(heading));
    for (StatementGroup group : groups.subList(0, Math.min(limit, groups.size()))) {
      lines.add("");
      addGroup(group);
    }
    if (groups.size() > limit) {
      lines.add("");
      lines.add(
          "%s… and %s more; --limit shows more of them".formatted(INDENT, groups.size() - limit));
    }
    lines.add("");
  }

  private static String shapes(List<StatementGroup> groups) {
    return groups.size() == 1 ? "1 shape" : "%,d shapes".formatted(groups.size());
  }

  private void addGroup(StatementGroup group) {
    lines.add(" " + group.shape());
    lines.add(
        "%s%s, %s; first at %s"
            .formatted(
                INDENT,
                count(group.statements(), "statement"),
                count(group.calls(), "call"),
                group.place()));
    Map<List<String>, Map<Rule, List<String>>> phasesByResult = new LinkedHashMap<>();
    for (StatementFinding finding : group.findings()) {
      phasesByResult
          .computeIfAbsent(result(finding), result -> new LinkedHashMap<>())
          .computeIfAbsent(finding.flip().rule(), rule -> new ArrayList<>())
          .add(label(finding.flip()));
    }
    phasesByResult.forEach(this::addResult);
  }

  private void addResult(List<String> result, Map<Rule, List<String>> phasesByRule) {
    List<String> where = new ArrayList<>();
    phasesByRule.forEach(
        (rule, phases) -> {
          String all =
              phases.size() == Phase.values().length ? "every phase" : String.join(", ", phases);
          where.add(isOneRule() ? all : rule.name() + " in " + all);
        });
    lines.add(INDENT + String.join("; ", where) + ": " + result.get(0));
    result.subList(1, result.size()).forEach(line -> lines.add(INDENT + "  " + line));
  }

  private boolean isOneRule() {
    return check.flips().picture().rules().rules().size() == 1;
  }

  private List<String> result(StatementFinding finding) {
    List<String> result = new ArrayList<>();
    String words =
        finding.verdict().words() + (finding.knows() ? ", for sessions that know the column" : "");
    result.add(finding.verdict().isBad() ? palette.bad(words) : words);
    if (finding.trouble() != null) {
      result.addAll(OutcomeText.trouble(finding.trouble(), finding.place(), palette));
    }
    if (finding.verdict() == Verdict.HELD) {
      result.addAll(finding.conditions());
    }
    return result;
  }

  private static String label(Flip flip) {
    return flip.phase().label() + (flip.isNow() ? " (now)" : "");
  }

  private void addSum() {
    lines.add(
        palette.strong(
            "%s, %s"
                .formatted(count(check.statements(), "statement"), count(check.calls(), "call"))));
    addCount(check.unconcerned(), "mention no table under a rule");
    addCount(check.executes(), "are EXECUTE: judged as their PREPARE");
    addCount(check.unreadable(), "left out: they have no end (an open string or comment)");
    addCount(check.incomplete(), "entries left out: no whole statement");
    addCount(check.hidden(), "hidden: the role may not read them (it needs pg_read_all_stats)");
    addCount(check.otherDatabase(), "left out: of other databases");
    addCount(check.unlisted(), "of more shapes than are listed; they are judged all the same");
    addTable();
    lines.add(
        check.isBad()
            ? palette.bad("Some would be refused or fail: see REFUSED and FAILS above.")
            : check.flips().picture().withDatabase()
                ? "Nothing would be refused."
                : "Nothing would be refused, as far as that can be told without --database.");
  }

  private void addCount(long number, String what) {
    if (number > 0) {
      lines.add("%,10d %s".formatted(number, what));
    }
  }

  /** Shapes by flip and verdict. */
  private void addTable() {
    Map<Flip, Map<Verdict, Integer>> table = StatementsJson.table(check.groups());
    if (table.isEmpty()) {
      return;
    }
    TreeSet<Verdict> verdicts = new TreeSet<>(List.of(Verdict.REFUSED, Verdict.UNTOUCHED));
    table.values().forEach(row -> verdicts.addAll(row.keySet()));
    Rule rule = null;
    for (Map.Entry<Flip, Map<Verdict, Integer>> row : table.entrySet()) {
      Flip flip = row.getKey();
      if (!flip.rule().equals(rule)) {
        rule = flip.rule();
        lines.add("");
        lines.add("shapes by phase of " + palette.strong(rule.name()));
        StringBuilder header = new StringBuilder("%-20s".formatted(""));
        verdicts.forEach(verdict -> header.append("%11s".formatted(verdict.label())));
        lines.add(header.toString());
      }
      StringBuilder line = new StringBuilder("  %-18s".formatted(label(flip)));
      verdicts.forEach(
          verdict -> line.append("%,11d".formatted(row.getValue().getOrDefault(verdict, 0))));
      lines.add(line.toString());
    }
    lines.add("");
  }

  private static String count(long number, String what) {
    return "%,d %s%s".formatted(number, what, number == 1 ? "" : "s");
  }
}
