package io.trestle.cli;

import io.trestle.rules.KnownBy;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What becomes of one statement under each flip, for people and programs. */
final class Explanation {

  private static final String OFFLINE =
      "No --database: not known are the columns of tables, other tables of the same name, partitions"
          + " and views, and whether type and value fit. What is refused below may pass with one.";

  private final String sql;
  private final Sender sender;
  private final CatalogPicture picture;
  private final List<Rule> concerned;
  private final List<Judgement> judgements;

  /**
   * @param sql the statement
   * @param sender whose it is; what is not known of it meets no known-by
   */
  Explanation(String sql, Sender sender, Flips flips) {
    this.sql = sql;
    this.sender = sender;
    this.picture = flips.picture();
    this.concerned = flips.concerned(sql);
    this.judgements = flips.judge(sql, sender, concerned);
  }

  /**
   * For people.
   *
   * @param whole whether a long statement is shown whole
   */
  List<String> lines(Palette palette, boolean whole) {
    List<String> lines = new ArrayList<>();
    if (!picture.withDatabase()) {
      lines.add(OFFLINE);
      lines.add("");
    }
    if (concerned.isEmpty()) {
      lines.add(
          "The statement mentions no table under a rule: it passes untouched in every phase.");
      return lines;
    }
    OutcomeText text = new OutcomeText(sql, palette, whole);
    for (Rule rule : concerned) {
      lines.add(palette.strong("rule " + rule.name()) + " (" + rule.origin() + ")");
      lines.add("  " + standing(rule));
      lines.add("");
      addPhases(lines, rule, text, palette);
    }
    return lines;
  }

  private String standing(Rule rule) {
    StringBuilder standing = new StringBuilder("now in phase ").append(rule.phase().label());
    if (concerned.size() > 1) {
      standing.append("; the other rules stay as they are in the file");
    }
    if (!picture.hasTable(rule)) {
      standing.append("; the database has no such table: the rule is without effect");
    }
    standing.append(sender.knows(rule) ? "; this session knows the column" : unknowing(rule));
    return standing.toString();
  }

  private static String unknowing(Rule rule) {
    return "; this session does not know the column (known by %s)"
        .formatted(
            rule.knownBy().stream().map(Explanation::words).collect(Collectors.joining(", ")));
  }

  private static String words(KnownBy condition) {
    return "--%s %s"
        .formatted(
            condition.attribute().name().toLowerCase(Locale.ROOT).replace('_', '-'),
            condition.glob());
  }

  /** Phases with the same result are told once. */
  private void addPhases(List<String> lines, Rule rule, OutcomeText text, Palette palette) {
    Map<List<String>, List<String>> phasesByResult = new LinkedHashMap<>();
    for (Judgement judgement : judgements) {
      if (judgement.flip().rule().equals(rule)) {
        String phase = judgement.flip().phase().label();
        phasesByResult
            .computeIfAbsent(text.lines(judgement), result -> new ArrayList<>())
            .add(judgement.flip().isNow() ? phase + " (now)" : phase);
      }
    }
    phasesByResult.forEach(
        (result, phases) -> {
          String where =
              phasesByResult.size() == 1 && phases.size() == Phase.values().length
                  ? "every phase"
                  : String.join(", ", phases);
          lines.add(palette.strong(where) + ": " + result.get(0));
          lines.addAll(result.subList(1, result.size()));
          lines.add("");
        });
  }

  /** For programs; docs/commands.md describes it. */
  Map<String, Object> json() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("format", 1);
    report.put("sql", sql);
    report.put("with_database", picture.withDatabase());
    report.put("rules", picture.rules().rules().stream().map(this::json).toList());
    report.put(
        "flips", judgements.stream().map(judgement -> OutcomeJson.of(sql, judgement)).toList());
    return report;
  }

  private Map<String, Object> json(Rule rule) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("rule", rule.name());
    entry.put("origin", rule.origin());
    entry.put("phase", rule.phase().label());
    entry.put("known", sender.knows(rule));
    entry.put("concerned", concerned.contains(rule));
    entry.put("table_exists", picture.withDatabase() ? picture.hasTable(rule) : null);
    return entry;
  }
}
