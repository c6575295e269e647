package io.trestle.oracle;

import io.trestle.oracle.OracleCase.CaseStatement;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs cases on both sides in one situation and mode. */
final class CaseRunner {

  /** The SQLSTATE of a write that is held. */
  static final String HELD = "TR002";

  private final Situation situation;
  private final Mode mode;
  private final boolean refuses;
  private final Client reference;
  private final Client subject;
  private final TableReset referenceReset;
  private final TableReset subjectReset;
  private final Map<String, String> stateQueries;
  private final OracleResult result = new OracleResult();

  CaseRunner(
      Situation situation,
      Mode mode,
      boolean refuses,
      Client reference,
      Client subject,
      TableReset referenceReset,
      TableReset subjectReset)
      throws SQLException {
    this.situation = situation;
    this.mode = mode;
    this.refuses = refuses;
    this.reference = reference;
    this.subject = subject;
    this.referenceReset = referenceReset;
    this.subjectReset = subjectReset;
    this.stateQueries = referenceReset.stateQueries();
  }

  OracleResult run(List<OracleCase> cases) throws IOException, SQLException {
    int version = Integer.parseInt(situation.postgres().version());
    for (OracleCase oracleCase : cases) {
      if (oracleCase.modes().contains(mode) && oracleCase.since() <= version) {
        runCase(oracleCase);
      }
    }
    return result;
  }

  private void runCase(OracleCase oracleCase) throws IOException, SQLException {
    String refusal = null;
    for (int run = 0; run < mode.runs() && refusal == null; run++) {
      Attempt attempt = new Attempt(oracleCase, run);
      try {
        refusal = attempt.run();
      } catch (Mismatch mismatch) {
        result.difference(attempt.difference(mismatch.findings));
        finish(oracleCase);
        forgetStatements();
        return;
      }
      finish(oracleCase);
    }
    forgetStatements();
    if (refusal == null) {
      result.sameAnswer();
    } else {
      result.refusal(refusal.equals(HELD));
    }
  }

  private void forgetStatements() throws IOException {
    reference.forgetStatements();
    try {
      subject.forgetStatements();
    } catch (IOException broken) {
      subject.abandon();
    }
  }

  /** Undoes what a run did. A session of the subject that is out of step is given up. */
  private void finish(OracleCase oracleCase) throws IOException, SQLException {
    reference.query("ROLLBACK");
    try {
      Answer rolledBack = subject.query("ROLLBACK");
      Answer probe = subject.query("SELECT 'in step'");
      if (rolledBack.status() != 'I' || probe.results().size() != 1) {
        subject.abandon();
      }
    } catch (IOException | RuntimeException broken) {
      subject.abandon();
    }
    resetTables(oracleCase);
  }

  private void resetTables(OracleCase oracleCase) throws SQLException {
    if (oracleCase.autocommit() && oracleCase.writes()) {
      referenceReset.tables();
      subjectReset.tables();
    }
  }

  /** One run of one case. */
  private final class Attempt {
    private final OracleCase oracleCase;
    private final int run;
    private CaseStatement current;

    Attempt(OracleCase oracleCase, int run) {
      this.oracleCase = oracleCase;
      this.run = run;
      this.current = oracleCase.statements().get(0);
    }

    /** Returns the SQLSTATE of an expected refusal, or null when all answers were the same. */
    @Nullable String run() throws IOException, SQLException, Mismatch {
      if (oracleCase.writes()) {
        referenceReset.numbers();
        subjectReset.numbers();
      }
      if (!oracleCase.autocommit()) {
        reference.query("BEGIN");
        askSubject(() -> List.of(subject.query("BEGIN")));
      }
      for (CaseStatement statement : oracleCase.statements()) {
        current = statement;
        String refusal = compare(statement);
        if (refusal != null) {
          return refusal;
        }
      }
      if (oracleCase.writes()) {
        compareState();
      }
      return null;
    }

    private @Nullable String compare(CaseStatement statement) throws IOException, Mismatch {
      List<Answer> expected = reference.run(statement, run);
      checkCase(statement, expected);
      List<Answer> got = askSubject(() -> subject.run(statement, run));
      result.statement();
      String refusal = statement.refusals().get(situation.stage().phase());
      if (refuses && refusal != null) {
        Answer last = got.get(got.size() - 1);
        boolean aborted = oracleCase.autocommit() || last.status() == 'E';
        if (last.failedWith(refusal) && aborted) {
          return refusal;
        }
        throw new Mismatch(List.of("expected refusal " + refusal + "\n        got      " + got));
      }
      List<String> findings = Comparison.differences(expected, got, statement.ordered());
      if (!findings.isEmpty()) {
        throw new Mismatch(findings);
      }
      return null;
    }

    /** The case itself must be what its author thinks it is. */
    private void checkCase(CaseStatement statement, List<Answer> expected) throws Mismatch {
      Answer.Failure failure = expected.get(expected.size() - 1).failure();
      String actual = failure == null ? "none" : failure.sqlState();
      String stated = statement.error() == null ? "none" : statement.error();
      if (!actual.equals(stated)) {
        throw new Mismatch(
            List.of("the case states error " + stated + " but the reference gives " + failure));
      }
    }

    private void compareState() throws IOException, Mismatch {
      for (Map.Entry<String, String> query : stateQueries.entrySet()) {
        Answer expected = reference.query(query.getValue());
        if (expected.failure() != null) {
          return; // an aborted transaction: what it did is undone
        }
        List<Answer> got = askSubject(() -> List.of(subject.query(query.getValue())));
        List<String> findings = Comparison.differences(List.of(expected), got, false);
        if (!findings.isEmpty()) {
          List<String> labelled = new ArrayList<>();
          findings.forEach(finding -> labelled.add("table " + query.getKey() + ": " + finding));
          throw new Mismatch(labelled);
        }
      }
    }

    private List<Answer> askSubject(Question question) throws Mismatch {
      try {
        return question.ask();
      } catch (IOException | RuntimeException broken) {
        throw new Mismatch(List.of("the session broke: " + broken));
      }
    }

    Difference difference(List<String> findings) {
      String sent = mode == Mode.SIMPLE ? current.inlined() : current.sql();
      return new Difference(
          situation.scenario(),
          situation.stage(),
          mode,
          oracleCase.name(),
          current.origin(),
          sent,
          findings);
    }
  }

  private interface Question {
    List<Answer> ask() throws IOException;
  }

  /** Ends a run at its first mismatch. */
  private static final class Mismatch extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient List<String> findings;

    Mismatch(List<String> findings) {
      this.findings = findings;
    }
  }
}
