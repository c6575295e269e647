package io.trestle.oracle;

import io.trestle.oracle.OracleCase.CaseStatement;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs cases against the subject in one situation and mode, and compares with the reference. */
final class CaseRunner {

  /** The SQLSTATE of a write that is held. */
  private static final String HELD = "TR002";

  /** The SQLSTATE of a rewritten text that did not pass verification: never right. */
  private static final String BUG = "TR009";

  private final Situation situation;
  private final Mode mode;
  private final boolean refuses;
  private final int version;
  private final Reference reference;
  private final Client subject;
  private final TableReset reset;
  private final OracleResult result = new OracleResult();

  /**
   * @param refuses whether the subject is expected to refuse what the cases say it refuses
   * @param reset for the subject's database
   */
  CaseRunner(
      Situation situation,
      Mode mode,
      boolean refuses,
      Reference reference,
      Client subject,
      TableReset reset) {
    this.situation = situation;
    this.mode = mode;
    this.refuses = refuses;
    this.version = Integer.parseInt(situation.postgres().version());
    this.reference = reference;
    this.subject = subject;
    this.reset = reset;
  }

  OracleResult run(List<OracleCase> cases) throws IOException, SQLException {
    for (OracleCase oracleCase : cases) {
      if (oracleCase.modes().contains(mode) && oracleCase.since() <= version) {
        runCase(oracleCase);
      }
    }
    return result;
  }

  /** Runs cases until one differs. */
  OracleResult runUntilDifference(List<OracleCase> cases) throws IOException, SQLException {
    for (OracleCase oracleCase : cases) {
      if (result.differences().isEmpty()) {
        run(List.of(oracleCase));
      }
    }
    return result;
  }

  private void runCase(OracleCase oracleCase) throws IOException, SQLException {
    List<Reference.Run> expected = reference.runs(oracleCase);
    String refusal = null;
    boolean different = false;
    for (int run = 0; run < expected.size() && refusal == null && !different; run++) {
      Attempt attempt = new Attempt(oracleCase, run, expected.get(run));
      reset.before(oracleCase);
      try {
        refusal = attempt.run();
      } catch (Mismatch mismatch) {
        different = true;
        result.difference(attempt.difference(mismatch.findings));
      }
      rollBack(different || refusal != null);
      reset.after(oracleCase);
    }
    forgetStatements();
    if (refusal != null) {
      result.refusal(refusal.equals(HELD));
    } else if (!different) {
      result.sameAnswer();
    }
  }

  private void forgetStatements() {
    try {
      subject.forgetStatements();
    } catch (IOException broken) {
      subject.abandon();
    }
  }

  /**
   * Undoes what a run did. A session that is out of step is given up.
   *
   * @param doubtful whether the run ended otherwise than the reference's, so that answers may still
   *     be under way
   */
  private void rollBack(boolean doubtful) {
    try {
      Answer rolledBack = subject.query("ROLLBACK");
      boolean inStep =
          rolledBack.status() == 'I'
              && rolledBack.results().size() == 1
              && rolledBack.results().get(0).tag().equals("ROLLBACK");
      if (doubtful && inStep) {
        inStep = subject.query("SELECT 'in step'").results().toString().contains("'in step'");
      }
      if (!inStep) {
        subject.abandon();
      }
    } catch (IOException | RuntimeException broken) {
      subject.abandon();
    }
  }

  /** One run of one case. */
  private final class Attempt {
    private final OracleCase oracleCase;
    private final int run;
    private final Reference.Run expected;
    private CaseStatement current;

    Attempt(OracleCase oracleCase, int run, Reference.Run expected) {
      this.oracleCase = oracleCase;
      this.run = run;
      this.expected = expected;
      this.current = oracleCase.statements().get(0);
    }

    /** Returns the SQLSTATE of an expected refusal, or null when all answers were the same. */
    @Nullable String run() throws Mismatch {
      if (!oracleCase.autocommit()) {
        ask(() -> List.of(subject.query("BEGIN")));
      }
      for (int index = 0; index < oracleCase.statements().size(); index++) {
        current = oracleCase.statements().get(index);
        String refusal = compare(current, expected.answers().get(index));
        if (refusal != null) {
          return refusal;
        }
      }
      compareState();
      return null;
    }

    private @Nullable String compare(CaseStatement statement, List<Answer> wanted) throws Mismatch {
      checkCase(statement, wanted);
      List<Answer> got = ask(() -> subject.run(statement, run));
      result.statement();
      String refusal = refuses ? statement.refusal(situation.stage(), version) : null;
      List<String> findings = Comparison.differences(wanted, got, statement.ordered());
      if (refusal == null && !findings.isEmpty()) {
        return unforeseen(statement, got, findings);
      }
      if (refusal != null) {
        checkRefusal(refusal, got, findings);
      }
      return refusal;
    }

    /** A refusal that nobody has stated, of a statement of which nothing was stated. */
    private String unforeseen(CaseStatement statement, List<Answer> got, List<String> findings)
        throws Mismatch {
      Answer.Failure failure = got.get(got.size() - 1).failure();
      boolean refused =
          refuses
              && statement.isGenerated()
              && failure != null
              && failure.sqlState().startsWith("TR")
              && !failure.sqlState().equals(BUG);
      if (!refused) {
        throw new Mismatch(findings);
      }
      result.cause(failure, statement.sql());
      return failure.sqlState();
    }

    private void checkRefusal(String refusal, List<Answer> got, List<String> findings)
        throws Mismatch {
      if (findings.isEmpty()) {
        throw new Mismatch(
            List.of("refusal " + refusal + " is stated, but the answer is the reference's"));
      }
      Answer last = got.get(got.size() - 1);
      boolean aborted = oracleCase.autocommit() || last.status() == 'E';
      if (!last.failedWith(refusal) || !aborted) {
        throw new Mismatch(
            List.of("refusal\n        expected " + refusal + "\n        got      " + got));
      }
    }

    /** The case itself must be what its author thinks it is. */
    private void checkCase(CaseStatement statement, List<Answer> wanted) throws Mismatch {
      if (statement.isGenerated()) {
        return;
      }
      Answer.Failure failure = wanted.get(wanted.size() - 1).failure();
      String actual = failure == null ? "none" : failure.sqlState();
      String stated = statement.error() == null ? "none" : statement.error();
      if (!actual.equals(stated)) {
        throw new Mismatch(
            List.of("the case states error " + stated + " but the reference gives " + failure));
      }
    }

    private void compareState() throws Mismatch {
      for (Map.Entry<String, Answer> wanted : expected.state().entrySet()) {
        String query = reference.stateQueries().get(wanted.getKey());
        List<Answer> got = ask(() -> List.of(subject.query(query)));
        List<String> findings = Comparison.differences(List.of(wanted.getValue()), got, false);
        if (!findings.isEmpty()) {
          List<String> labelled = new ArrayList<>();
          findings.forEach(
              finding -> labelled.add("afterwards, " + wanted.getKey() + ": " + finding));
          throw new Mismatch(labelled);
        }
      }
    }

    private List<Answer> ask(Question question) throws Mismatch {
      try {
        return question.ask();
      } catch (IOException | RuntimeException broken) {
        subject.abandon();
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
