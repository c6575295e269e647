package io.trestle.oracle;

import io.trestle.testkit.TestPostgres;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs scenarios against a subject and prints what it finds: one line for each scenario, stage and
 * manner, and every difference in full.
 */
public final class Oracle implements AutoCloseable {

  /** How many scenarios are run side by side: a case mostly waits for answers. */
  private static final int AT_ONCE = 2;

  private final TestPostgres postgres;
  private final List<Scenario> scenarios;
  private final PrintStream out;
  private final int shownDifferences;
  private final Map<Scenario, Opened> opened = new HashMap<>();

  private record Opened(Databases databases, References references, List<OracleCase> cases) {}

  /**
   * @param out where the report goes
   * @param shownDifferences how many differences of a scenario are printed in full; the rest are
   *     only counted
   */
  public Oracle(
      TestPostgres postgres, List<Scenario> scenarios, PrintStream out, int shownDifferences) {
    this.postgres = postgres;
    this.scenarios = List.copyOf(scenarios);
    this.out = out;
    this.shownDifferences = shownDifferences;
  }

  /** Runs all scenarios, stages and manners; several scenarios side by side. */
  public OracleResult run(Subject subject) throws Exception {
    OracleResult total = new OracleResult();
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<OracleResult>> results = new ArrayList<>();
      for (Scenario scenario : scenarios) {
        results.add(threads.submit(() -> runScenario(subject, scenario)));
      }
      for (Future<OracleResult> result : results) {
        total.add(result.get());
      }
    } finally {
      threads.shutdownNow();
    }
    out.printf(
        "PostgreSQL %s, all: %s (%.2f %% refused, %.2f %% held)%n",
        postgres.version(), total, total.refusedPercent(), total.heldPercent());
    return total;
  }

  private OracleResult runScenario(Subject subject, Scenario scenario) throws Exception {
    OracleResult total = new OracleResult();
    List<OracleCase> cases = cases(scenario);
    try (Databases databases = new Databases(postgres, scenario, commits(cases));
        References references = new References(postgres, databases, scenario)) {
      for (Stage stage : subject.stages()) {
        runStage(subject, databases, references, stage, cases, total);
      }
    }
    return total;
  }

  /**
   * Runs scenarios, stages and manners in their order until an answer is not as expected, and
   * prints nothing: for those who want to know only whether the oracle notices something. Databases
   * and the reference's answers are kept for the next call, until {@link #close}.
   *
   * @return what it noticed first, or empty where it noticed nothing
   */
  public Optional<Difference> firstDifference(Subject subject) throws Exception {
    for (Scenario scenario : scenarios) {
      Opened open = opened.get(scenario);
      if (open == null) {
        List<OracleCase> cases = cases(scenario);
        Databases databases = new Databases(postgres, scenario, commits(cases));
        open = new Opened(databases, new References(postgres, databases, scenario), cases);
        opened.put(scenario, open);
      }
      for (Stage stage : subject.stages()) {
        Optional<Difference> found = firstDifference(subject, open, stage);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws SQLException {
    for (Opened open : opened.values()) {
      open.references().close();
      open.databases().close();
    }
    opened.clear();
  }

  private Optional<Difference> firstDifference(Subject subject, Opened open, Stage stage)
      throws Exception {
    List<Difference> found = new ArrayList<>();
    eachManner(
        subject,
        open.databases(),
        open.references(),
        stage,
        () -> open.databases().reference(stage, "one"),
        (situation, manner, runner) -> {
          found.addAll(runner.runUntilDifference(open.cases()).differences());
          return found.isEmpty();
        });
    return found.stream().findFirst();
  }

  private void runStage(
      Subject subject,
      Databases databases,
      References references,
      Stage stage,
      List<OracleCase> cases,
      OracleResult total)
      throws Exception {
    eachManner(
        subject,
        databases,
        references,
        stage,
        () -> databases.reference(stage, "two"),
        (situation, manner, runner) -> {
          OracleResult result = runner.run(cases);
          report(situation, manner, result, total.differences().size());
          total.add(result);
          return true;
        });
  }

  private static List<OracleCase> cases(Scenario scenario) {
    List<OracleCase> cases = new ArrayList<>();
    scenario.caseFiles().forEach(file -> cases.addAll(CaseFile.read(file)));
    return cases;
  }

  private static boolean commits(List<OracleCase> cases) {
    return cases.stream().anyMatch(each -> each.autocommit() && each.writes());
  }

  /** What is done in each manner; says whether to go on with the next. */
  private interface Use {
    boolean goesOnAfter(Situation situation, Manner manner, CaseRunner runner) throws Exception;
  }

  private void eachManner(
      Subject subject,
      Databases databases,
      References references,
      Stage stage,
      Situation.Copy copyOfReference,
      Use use)
      throws Exception {
    Scenario scenario = references.scenario();
    String expected = databases.reference(stage, "one");
    Situation situation =
        new Situation(
            postgres,
            scenario,
            stage,
            databases.inStage(stage),
            copyOfReference,
            scenario.rules(stage));
    Audience audience = scenario.audience();
    try (Subject.Endpoint endpoint = subject.open(situation)) {
      Subject.Endpoint past = PlainSubject.endpoint(postgres, endpoint.database());
      TableReset reset = new TableReset(databases.session(endpoint.database()));
      for (Manner manner : subject.manners()) {
        Reference reference = references.of(expected, manner);
        try (Client client = manner.client(endpoint, audience);
            Client direct = manner.client(past, audience)) {
          CaseRunner runner =
              new CaseRunner(
                  situation, manner, subject.refuses(), reference, client, direct, reset);
          if (!use.goesOnAfter(situation, manner, runner)) {
            return;
          }
        }
      }
    }
  }

  private void report(Situation situation, Manner manner, OracleResult result, int shownBefore) {
    StringBuilder lines = new StringBuilder();
    lines.append(
        "PostgreSQL %s %-22s %-25s %-8s %s%n"
            .formatted(
                postgres.version(),
                situation.scenario().name(),
                situation.stage().label(),
                manner.label(),
                result));
    result.differences().stream()
        .limit(Math.max(0, shownDifferences - shownBefore))
        .forEach(difference -> lines.append("    ").append(difference).append('\n'));
    out.print(lines);
  }
}
