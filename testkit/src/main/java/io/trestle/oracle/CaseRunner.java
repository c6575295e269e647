package io.trestle.oracle;

import io.trestle.oracle.OracleCase.CaseStatement;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs cases against the subject in one situation and manner, and compares with the reference. */
final class CaseRunner {

  /** The SQLSTATE of a write that is held. */
  private static final String HELD = "TR002";

  /** The SQLSTATE of the warning that a value was discarded. */
  private static final String DISCARDED = "TR010";

  /** The SQLSTATE of a rewritten text that did not pass verification: never right. */
  private static final String BUG = "TR009";

  private final Situation situation;
  private final Manner manner;
  private final boolean refuses;
  private final int version;
  private final Reference reference;
  private final Client subject;
  private final Client direct;
  private final TableReset reset;
  private final OracleResult result = new OracleResult();

  /**
   * @param direct asks the subject's database past the subject
   * @param refuses whether the subject is expected to refuse what the cases say it refuses
   * @param reset for the subject's database
   */
  CaseRunner(
      Situation situation,
      Manner manner,
      boolean refuses,
      Reference reference,
      Client subject,
      Client direct,
      TableReset reset) {
    this.situation = situation;
    this.manner = manner;
    this.refuses = refuses;
    this.version = Integer.parseInt(situation.postgres().version());
    this.reference = reference;
    this.subject = subject;
    this.direct = direct;
    this.reset = reset;
  }

  OracleResult run(List<OracleCase> cases) throws IOException, SQLException {
    for (OracleCase oracleCase : cases) {
      if (manner.takes(oracleCase) && oracleCase.since() <= version) {
        String hindrance = hindrance(oracleCase);
        if (hindrance == null) {
          runCase(oracleCase);
        } else {
          result.skip(hindrance);
        }
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

  /** Why a case cannot be run in this manner, null where it can: a driver may not stand it. */
  private @Nullable String hindrance(OracleCase oracleCase) throws IOException, SQLException {
    String hindrance = manner.hindrance(oracleCase);
    if (hindrance != null || manner instanceof Mode) {
      return hindrance;
    }
    try {
      expected(oracleCase);
      return null;
    } catch (IOException broken) {
      return "the driver gives up its session";
    }
  }

  private List<Reference.Run> expected(OracleCase oracleCase) throws IOException, SQLException {
    return reference.runs(
        refuses ? oracleCase.forReference(situation.stage().phase()) : oracleCase);
  }

  private void runCase(OracleCase oracleCase) throws IOException, SQLException {
    List<Reference.Run> expected = expected(oracleCase);
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
      if (refusal != null && passes(refusal)) {
        different = !attempt.passedAsItIs();
        refusal = null;
      }
      reset.after(oracleCase);
    }
    forgetStatements();
    if (refusal != null) {
      result.refusal(refusal.equals(HELD));
    } else if (!different) {
      result.sameAnswer();
    }
  }

  /** Whether what is refused by default is passed instead: all but writes that are held. */
  private boolean passes(String refusal) {
    return situation.scenario().passes() && !refusal.equals(HELD);
  }

  private void forgetStatements() {
    try {
      if (situation.scenario().passes()) {
        direct.forgetStatements();
      }
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
      if (!subject.rollBack(doubtful)) {
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
    private List<Answer> passed = List.of();

    Attempt(OracleCase oracleCase, int run, Reference.Run expected) {
      this.oracleCase = oracleCase;
      this.run = run;
      this.expected = expected;
      this.current = oracleCase.statements().get(0);
    }

    /** Returns the SQLSTATE of an expected refusal, or null when all answers were the same. */
    @Nullable String run() throws Mismatch {
      if (!oracleCase.autocommit()) {
        ask(
            () -> {
              subject.begin();
              return List.of();
            });
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

    /**
     * Whether a statement that was passed got the answer of the database itself, asked past the
     * subject; notes a difference. Of one that is not the first of its case no more is asked than
     * that it was not refused: what comes before it may have been treated.
     */
    boolean passedAsItIs() throws IOException, SQLException {
      List<String> findings = new ArrayList<>();
      Answer end = last(passed);
      if (end.failure() != null && end.failure().sqlState().startsWith("TR")) {
        findings.add("refused, where it was to be passed\n        got      " + passed);
      } else if (current == oracleCase.statements().get(0) && !oracleCase.autocommit()) {
        reset.before(oracleCase);
        direct.begin();
        findings.addAll(
            Comparison.differences(direct.run(current, run), passed, current.ordered()));
        direct.rollBack(false);
      }
      if (!findings.isEmpty()) {
        result.difference(difference(findings));
      }
      return findings.isEmpty();
    }

    private @Nullable String compare(CaseStatement statement, List<Answer> wanted) throws Mismatch {
      boolean literal = checkCase(statement, wanted);
      List<Answer> got = ask(() -> subject.run(statement, run));
      result.statement();
      String refusal = refuses ? statement.refusal(situation.stage(), version) : null;
      boolean discards = refuses && statement.discards(situation.stage().phase());
      if (manner instanceof JdbcMode && statement.isSeveral()) {
        got = placedAs(wanted, got);
      }
      List<String> findings =
          Comparison.differences(discards ? warned(wanted) : wanted, got, statement.ordered());
      if (!literal && refusal != null && !last(got).failedWith(refusal)) {
        refusal = null;
      }
      if (refusal == null && !findings.isEmpty()) {
        return unforeseen(statement, got, findings);
      }
      if (refusal != null && passes(refusal)) {
        passed = got;
      } else if (refusal != null) {
        checkRefusal(statement, refusal, got, findings);
      }
      return refusal;
    }

    /**
     * The answers with the expected place of an error that has none: a documented difference of a
     * driver where several statements stand in one text.
     */
    private static List<Answer> placedAs(List<Answer> wanted, List<Answer> got) {
      List<Answer> placed = new ArrayList<>();
      for (int i = 0; i < got.size(); i++) {
        Answer answer = got.get(i);
        Answer.Failure failure = answer.failure();
        Answer.Failure expected = i < wanted.size() ? wanted.get(i).failure() : null;
        boolean without = failure != null && failure.position() == 0 && expected != null;
        placed.add(
            without
                ? new Answer(
                    answer.parameterTypes(),
                    answer.descriptions(),
                    answer.results(),
                    new Answer.Failure(failure.sqlState(), expected.position(), failure.message()),
                    answer.notices(),
                    answer.status())
                : answer);
      }
      return placed;
    }

    /**
     * The answers with the warning that a value was discarded, which comes when it would be run.
     */
    private static List<Answer> warned(List<Answer> answers) {
      List<Answer> warned = new ArrayList<>(answers);
      Answer last = warned.remove(warned.size() - 1);
      List<String> notices = new ArrayList<>(List.of(DISCARDED));
      notices.addAll(last.notices());
      warned.add(
          new Answer(
              last.parameterTypes(),
              last.descriptions(),
              last.results(),
              last.failure(),
              notices,
              last.status()));
      return warned;
    }

    /** A refusal that nobody has stated, of a statement of which nothing was stated. */
    private String unforeseen(CaseStatement statement, List<Answer> got, List<String> findings)
        throws Mismatch {
      Answer.Failure failure = last(got).failure();
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

    private void checkRefusal(
        CaseStatement statement, String refusal, List<Answer> got, List<String> findings)
        throws Mismatch {
      if (findings.isEmpty()) {
        throw new Mismatch(
            List.of("refusal " + refusal + " is stated, but the answer is the reference's"));
      }
      Answer end = last(got);
      boolean aborted =
          oracleCase.autocommit() || end.status() == manner.statusAfterFailure(statement);
      if (!end.failedWith(refusal) || !aborted) {
        throw new Mismatch(
            List.of("refusal\n        expected " + refusal + "\n        got      " + got));
      }
    }

    /**
     * The case itself must be what its author thinks it is, where it is asked as the author thinks.
     *
     * @return whether what is stated of the statement holds to the letter
     */
    private boolean checkCase(CaseStatement statement, List<Answer> wanted) throws Mismatch {
      if (statement.isGenerated()) {
        return true;
      }
      Answer.Failure failure = last(wanted).failure();
      String actual = failure == null ? "none" : failure.sqlState();
      String stated = statement.error() == null ? "none" : statement.error();
      boolean asStated = actual.equals(stated);
      if (!asStated && manner instanceof Mode) {
        throw new Mismatch(
            List.of("the case states error " + stated + " but the reference gives " + failure));
      }
      if (!asStated) {
        result.statedOtherwise();
      }
      return asStated && manner.isLiteral(statement);
    }

    private void compareState() throws Mismatch {
      if (expected.state().isEmpty()) {
        return;
      }
      List<String> queries = List.copyOf(reference.stateQueries().values());
      Iterator<Answer> got = ask(() -> subject.queries(queries)).iterator();
      for (Map.Entry<String, Answer> wanted : expected.state().entrySet()) {
        List<String> findings =
            Comparison.differences(List.of(wanted.getValue()), List.of(got.next()), false);
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
      List<String> shown = new ArrayList<>();
      if (manner instanceof JdbcMode) {
        shown.add("in run " + (run + 1) + " of " + manner.runs());
      }
      shown.addAll(findings);
      return new Difference(
          situation.scenario(),
          situation.stage(),
          manner,
          oracleCase.name(),
          current.origin(),
          manner.text(current),
          shown);
    }
  }

  private static Answer last(List<Answer> answers) {
    return answers.get(answers.size() - 1);
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
