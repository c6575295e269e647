package io.trestle.oracle.recorded;

import io.trestle.oracle.Answer;
import io.trestle.oracle.Stage;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** One unit in one stage. */
record RecordedCase(
    RecordedColumn column,
    Stage stage,
    RecordedUnit unit,
    Target target,
    Replay subject,
    RecordedResult result) {

  private static final Set<String> HOLDING = Set.of("absent", "readable");

  void run() throws IOException, SQLException {
    Target.Run expected = target.run(unit);
    boolean asExpected = false;
    try {
      subject.begin(unit);
      asExpected = statements(expected) && state(expected);
    } catch (IOException | RuntimeException broken) {
      difference(unit.statements().get(0), List.of("the session broke: " + broken));
    } finally {
      subject.rollBack(!asExpected);
    }
  }

  private boolean statements(Target.Run expected) throws IOException {
    for (int index = 0; index < expected.statements().size(); index++) {
      RecordedStatement statement = unit.replayed().get(index);
      Expected wanted = expected.statements().get(index);
      Answer got = subject.send(statement);
      Answer.Failure failure = got.failure();
      if (failure != null && failure.sqlState().startsWith("TR")) {
        refused(statement, failure);
        return false;
      }
      List<String> findings = wanted.differences(got);
      if (!findings.isEmpty() && showsTheCatalog(statement, wanted, got)) {
        result.catalogShown();
        continue;
      }
      if (statement.mentions(column.mention())) {
        result.compared(wanted);
      }
      if (!findings.isEmpty()) {
        difference(statement, findings);
        return false;
      }
    }
    return true;
  }

  /**
   * The catalog shows the table as it is, which is a documented difference: rows about it are
   * others as long as the column is missing or nullable.
   */
  private boolean showsTheCatalog(RecordedStatement statement, Expected wanted, Answer got) {
    return stage.column() != Stage.Presence.NOT_NULL
        && statement.readsCatalogOf(column.mention())
        && wanted.differencesBesideRows(got).isEmpty();
  }

  private void refused(RecordedStatement statement, Answer.Failure failure) {
    if (failure.sqlState().equals("TR002") && HOLDING.contains(stage.phase())) {
      result.heldWrite();
    } else {
      String example = where() + ": " + statement.sql();
      result.refusal(failure.sqlState() + " " + cause(failure.message()), example);
    }
  }

  /** The message without what it says of this rule and phase. */
  private String cause(String message) {
    return message
        .replace("public." + column.table() + "." + column.name(), "T.C")
        .replace("public." + column.table(), "T")
        .replaceAll("\\bphase \\w+", "phase …");
  }

  private boolean state(Target.Run expected) throws IOException {
    Expected wanted = expected.state();
    if (wanted == null) {
      return true;
    }
    List<String> findings = wanted.differences(subject.query(target.stateQuery()));
    if (!findings.isEmpty()) {
      List<RecordedStatement> replayed = unit.replayed();
      difference(
          replayed.get(replayed.size() - 1),
          findings.stream().map(finding -> "tables afterwards: " + finding).toList());
    }
    return findings.isEmpty();
  }

  private String where() {
    return "[%s = %s, %s, %s]"
        .formatted(column.scenario().name(), column.value(), stage.label(), unit.origin());
  }

  private void difference(RecordedStatement statement, List<String> findings) {
    result.difference(
        "DIFFERENCE %s%n      %s%n      %s"
            .formatted(where(), statement.sql(), String.join("\n      ", findings)));
  }
}
