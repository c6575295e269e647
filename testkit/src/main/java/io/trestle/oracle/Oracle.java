package io.trestle.oracle;

import io.trestle.testkit.TestPostgres;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs scenarios against a subject and prints what it finds: one line for each scenario, stage and
 * mode, and every difference in full.
 */
public final class Oracle {

  private final TestPostgres postgres;
  private final List<Scenario> scenarios;
  private final PrintStream out;
  private final int shownDifferences;

  /**
   * @param out where the report goes
   * @param shownDifferences how many differences are printed in full; the rest are only counted
   */
  public Oracle(
      TestPostgres postgres, List<Scenario> scenarios, PrintStream out, int shownDifferences) {
    this.postgres = postgres;
    this.scenarios = List.copyOf(scenarios);
    this.out = out;
    this.shownDifferences = shownDifferences;
  }

  /** Runs all scenarios, stages and modes. */
  public OracleResult run(Subject subject) throws Exception {
    OracleResult total = new OracleResult();
    for (Scenario scenario : scenarios) {
      List<OracleCase> cases = new ArrayList<>();
      scenario.caseFiles().forEach(file -> cases.addAll(CaseFile.read(file)));
      try (Databases databases = new Databases(postgres, scenario);
          References references = new References(postgres, scenario)) {
        for (Stage stage : subject.stages()) {
          runStage(subject, databases, references, stage, cases, total);
        }
      }
    }
    out.printf(
        "PostgreSQL %s, all: %s (%.2f %% refused, %.2f %% held)%n",
        postgres.version(), total, total.refusedPercent(), total.heldPercent());
    return total;
  }

  private void runStage(
      Subject subject,
      Databases databases,
      References references,
      Stage stage,
      List<OracleCase> cases,
      OracleResult total)
      throws Exception {
    String expected = databases.reference(stage, "one");
    Scenario scenario = references.scenario();
    Situation situation =
        new Situation(
            postgres,
            scenario,
            stage,
            databases.inStage(stage),
            databases.reference(stage, "two"),
            scenario.rules(stage));
    try (Subject.Endpoint endpoint = subject.open(situation)) {
      for (Mode mode : Mode.values()) {
        Reference reference = references.of(expected, mode);
        OracleResult result =
            runMode(situation, mode, endpoint, subject.refuses(), reference, cases);
        report(situation, mode, result, total.differences().size());
        total.add(result);
      }
    }
  }

  private OracleResult runMode(
      Situation situation,
      Mode mode,
      Subject.Endpoint endpoint,
      boolean refuses,
      Reference reference,
      List<OracleCase> cases)
      throws Exception {
    Audience audience = situation.scenario().audience();
    try (Client client =
            new Client(endpoint.host(), endpoint.port(), endpoint.database(), audience, mode);
        TableReset reset = new TableReset(postgres, endpoint.database())) {
      return new CaseRunner(situation, mode, refuses, reference, client, reset).run(cases);
    }
  }

  private void report(Situation situation, Mode mode, OracleResult result, int shownBefore) {
    out.printf(
        "PostgreSQL %s %-22s %-25s %-8s %s%n",
        postgres.version(),
        situation.scenario().name(),
        situation.stage().label(),
        mode.label(),
        result);
    result.differences().stream()
        .limit(Math.max(0, shownDifferences - shownBefore))
        .forEach(difference -> out.println("    " + difference));
  }
}
