package io.trestle.cli;

import io.trestle.cli.statements.LoggedStatement;
import java.util.List;

/** Statements of one shape that are treated alike. Confined to one thread. */
final class StatementGroup {

  private static final int EXAMPLE = 2_000;

  private final String shape;
  private final String example;
  private final String place;
  private final List<StatementFinding> findings;
  private long statements;
  private long calls;

  StatementGroup(String shape, LoggedStatement first, List<StatementFinding> findings) {
    this.shape = shape;
    this.example =
        first.text().length() <= EXAMPLE ? first.text() : first.text().substring(0, EXAMPLE) + "…";
    this.place = first.place();
    this.findings = List.copyOf(findings);
  }

  void add(LoggedStatement statement) {
    statements++;
    calls += statement.calls();
  }

  String shape() {
    return shape;
  }

  /** The first of them, or its start. */
  String example() {
    return example;
  }

  /** Where the first was found. */
  String place() {
    return place;
  }

  /** One for each flip. */
  List<StatementFinding> findings() {
    return findings;
  }

  long statements() {
    return statements;
  }

  long calls() {
    return calls;
  }

  /** The worst of what becomes of it. */
  Verdict worst() {
    return findings.stream()
        .map(StatementFinding::verdict)
        .min(Verdict::compareTo)
        .orElse(Verdict.UNTOUCHED);
  }
}
