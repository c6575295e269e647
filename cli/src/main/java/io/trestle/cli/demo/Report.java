package io.trestle.cli.demo;

import io.trestle.cli.Json;
import io.trestle.cli.workload.Tally;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the demo found: a table with a line for each stage, and a verdict. */
final class Report {

  private final Scoreboard scoreboard;
  private final long rowsCompared;
  private final double seconds;

  /**
   * @param rowsCompared how many rows were compared with the model at the end
   * @param seconds how long it all took
   */
  Report(Scoreboard scoreboard, long rowsCompared, double seconds) {
    this.scoreboard = scoreboard;
    this.rowsCompared = rowsCompared;
    this.seconds = seconds;
  }

  /**
   * Whether the services were carried across: no error, no wrong answer, and there was something to
   * judge.
   */
  boolean passed() {
    return scoreboard.errors() == 0 && scoreboard.wrongAnswers() == 0 && everyStageHadStatements();
  }

  private boolean everyStageHadStatements() {
    for (Stage stage : Stage.values()) {
      if (scoreboard.tally(stage).statements() == 0) {
        return false;
      }
    }
    return true;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-16s %12s %10s %14s %10s %10s"
            .formatted("phase", "statements", "errors", "wrong answers", "p50", "p99"));
    for (Stage stage : Stage.values()) {
      lines.add(line(stage.label(), scoreboard.tally(stage)));
    }
    for (Stage stage : Stage.values()) {
      if (stage.counts()) {
        addFirsts(lines, stage);
      }
    }
    lines.add("");
    lines.add(verdict());
    return lines;
  }

  private static String line(String label, Tally tally) {
    return "%-16s %,12d %,10d %,14d %7.2f ms %7.2f ms"
        .formatted(
            label,
            tally.statements(),
            tally.errors(),
            tally.wrongAnswers(),
            tally.p50Micros() / 1e3,
            tally.p99Micros() / 1e3);
  }

  private void addFirsts(List<String> lines, Stage stage) {
    Tally tally = scoreboard.tally(stage);
    tally
        .firstError()
        .ifPresent(text -> lines.add("first error, %s: %s".formatted(stage.label(), text)));
    tally
        .firstWrongAnswer()
        .ifPresent(text -> lines.add("first wrong answer, %s: %s".formatted(stage.label(), text)));
  }

  private String verdict() {
    String numbers =
        "%,d statements through Trestle, %,d errors, %,d wrong answers; %,d rows compared at the end; %.0f s"
            .formatted(
                scoreboard.statements(),
                scoreboard.errors(),
                scoreboard.wrongAnswers(),
                rowsCompared,
                seconds);
    return (passed() ? "PASSED: " : "FAILED: ") + numbers;
  }

  String json() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("passed", passed());
    report.put("statements", scoreboard.statements());
    report.put("errors", scoreboard.errors());
    report.put("wrong_answers", scoreboard.wrongAnswers());
    report.put("rows_compared", rowsCompared);
    report.put("seconds", Math.round(seconds));
    List<Object> stages = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      stages.add(json(stage, scoreboard.tally(stage)));
    }
    report.put("phases", stages);
    return Json.write(report);
  }

  private static Map<String, Object> json(Stage stage, Tally tally) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("phase", stage.label());
    entry.put("statements", tally.statements());
    entry.put("errors", tally.errors());
    entry.put("wrong_answers", tally.wrongAnswers());
    entry.put("p50_micros", tally.p50Micros());
    entry.put("p99_micros", tally.p99Micros());
    entry.put("first_error", tally.firstError().orElse(null));
    entry.put("first_wrong_answer", tally.firstWrongAnswer().orElse(null));
    return entry;
  }
}
