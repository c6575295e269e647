package io.trestle.oracle;

import io.trestle.generator.Choices;
import io.trestle.generator.GeneratedStatement;
import io.trestle.generator.Shrinker;
import io.trestle.generator.StatementGenerator;
import io.trestle.oracle.OracleCase.CaseStatement;
import io.trestle.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares generated statements with the reference in all stages, and makes what differs simpler.
 * One thread.
 */
public final class GeneratedCases implements AutoCloseable {

  /** What takes longer is not compared: a generator makes joins that nobody would write. */
  private static final String TIMEOUT = "1s";

  private static final String CANCELED = "57014";

  private final boolean knows;
  private final Subject subject;
  private final Databases databases;
  private final References references;
  private final List<Opened> stages = new ArrayList<>();
  private final OracleResult result = new OracleResult();
  private long invalid;
  private long skipped;
  private long otherErrors;
  private boolean shrinking;

  private record Opened(
      Situation situation,
      Subject.Endpoint endpoint,
      Map<Mode, Client> clients,
      TableReset reset,
      String reference) {}

  /**
   * A statement that was answered otherwise than by the reference.
   *
   * @param statement the simplest that was found
   * @param difference in what
   */
  public record Failure(GeneratedStatement statement, Difference difference) {

    /** The statement as a case for a file of the oracle. */
    public String asCase() {
      StringBuilder text = new StringBuilder("-- name: generated\n");
      if (!statement.values().isEmpty()) {
        List<String> values = new ArrayList<>();
        statement
            .values()
            .forEach(each -> values.add(each.type() + " '" + each.text().replace("'", "''") + "'"));
        text.append("-- params: ").append(String.join(", ", values)).append('\n');
      }
      return text.append(statement.sql()).append(";\n").toString();
    }
  }

  /**
   * @param knows whether the sessions know the column
   */
  public GeneratedCases(TestPostgres postgres, boolean knows, Subject subject) throws Exception {
    Scenario scenario = Scenarios.generated(knows);
    this.knows = knows;
    this.subject = subject;
    this.databases = new Databases(postgres, scenario, false);
    this.references = new References(postgres, databases, scenario);
    for (Stage stage : subject.stages()) {
      stages.add(open(postgres, scenario, stage));
    }
  }

  private Opened open(TestPostgres postgres, Scenario scenario, Stage stage) throws Exception {
    String reference = databases.reference(stage, "one");
    String database = databases.inStage(stage);
    for (String name : List.of(reference, database)) {
      postgres.execute(
          "postgres", "ALTER DATABASE " + name + " SET statement_timeout = '" + TIMEOUT + "'");
    }
    Situation situation =
        new Situation(postgres, scenario, stage, database, () -> reference, scenario.rules(stage));
    return new Opened(
        situation,
        subject.open(situation),
        new HashMap<>(),
        new TableReset(databases.session(database)),
        reference);
  }

  /**
   * Compares one statement in all stages.
   *
   * @return the first failure, made simpler, or empty
   */
  public Optional<Failure> run(GeneratedStatement statement, Mode mode) throws Exception {
    OracleCase oracleCase = asCase(statement, mode);
    for (Opened stage : stages) {
      OracleResult found = compare(stage, oracleCase, mode);
      if (!found.differences().isEmpty()) {
        forget(oracleCase, mode);
        result.add(found);
        return Optional.of(shrink(statement, stage, mode, found.differences().get(0)));
      }
      result.add(found);
    }
    forget(oracleCase, mode);
    return Optional.empty();
  }

  private OracleResult compare(Opened stage, OracleCase oracleCase, Mode mode) throws Exception {
    Reference reference = references.of(stage.reference(), mode);
    List<Answer> answers = last(reference.runs(oracleCase).get(0).answers());
    Answer.Failure failure = answers.get(answers.size() - 1).failure();
    if (failure != null && failure.sqlState().equals(CANCELED)) {
      skipped++;
      return new OracleResult();
    }
    invalid += failure == null || shrinking ? 0 : 1;
    Client subject = client(stage, mode); // and nothing is passed here, to be asked past it
    CaseRunner runner =
        new CaseRunner(stage.situation(), mode, true, reference, subject, subject, stage.reset());
    OracleResult found = runner.run(List.of(oracleCase));
    boolean slow =
        !found.differences().isEmpty()
            && found.differences().get(0).findings().toString().contains("sqlState=" + CANCELED);
    skipped += slow && !shrinking ? 1 : 0;
    boolean otherError = failure != null && !found.differences().isEmpty() && bothFail(found);
    otherErrors += otherError && !shrinking ? 1 : 0;
    return slow || otherError ? new OracleResult() : found;
  }

  /** Of several errors in one statement another one may be found first. */
  private static boolean bothFail(OracleResult found) {
    String error = found.differences().get(0).findings().get(0);
    boolean answered = error.contains("expected null") || error.contains("got      null");
    return error.startsWith("error") && !answered && !error.contains("sqlState=TR");
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  private static Client client(Opened stage, Mode mode) {
    return stage
        .clients()
        .computeIfAbsent(
            mode, each -> each.client(stage.endpoint(), stage.situation().scenario().audience()));
  }

  private static OracleCase asCase(GeneratedStatement statement, Mode mode) {
    List<Parameter> parameters =
        statement.values().stream()
            .map(value -> new Parameter(value.type(), value.text(), true))
            .toList();
    CaseStatement only =
        new CaseStatement(
            statement.sql(),
            "generated",
            statement.ordered(),
            parameters,
            CaseStatement.ANY,
            List.of(),
            null,
            null);
    return new OracleCase("generated", false, EnumSet.of(mode), 0, null, List.of(only));
  }

  private Failure shrink(
      GeneratedStatement statement, Opened stage, Mode mode, Difference difference)
      throws Exception {
    String aspect = aspect(difference);
    Shrinker shrinker =
        new Shrinker(
            choices -> {
              Optional<Difference> found = difference(make(choices), stage, mode);
              return found.isPresent() && aspect(found.get()).equals(aspect);
            });
    shrinking = true;
    GeneratedStatement simplest = make(shrinker.shrink(statement.choices()));
    Failure failure = new Failure(simplest, difference(simplest, stage, mode).orElse(difference));
    shrinking = false;
    return failure;
  }

  private GeneratedStatement make(List<Integer> choices) {
    return StatementGenerator.make(Choices.replay(choices), knows);
  }

  private Optional<Difference> difference(GeneratedStatement statement, Opened stage, Mode mode)
      throws Exception {
    OracleCase oracleCase = asCase(statement, mode);
    OracleResult found = compare(stage, oracleCase, mode);
    forget(oracleCase, mode);
    return found.differences().stream().findFirst();
  }

  /** What a difference is about, so that a simpler statement is one that fails in the same way. */
  private static String aspect(Difference difference) {
    return difference
        .findings()
        .get(0)
        .replaceAll("position=\\d+", "")
        .replaceAll("\"[^\"]*\"", "")
        .lines()
        .filter(line -> !line.contains("expected ") || line.contains("null"))
        .map(line -> line.contains("Failure") ? line : line.replaceAll("(got|expected) .*", ""))
        .reduce("", String::concat);
  }

  private void forget(OracleCase oracleCase, Mode mode) throws SQLException {
    for (Opened stage : stages) {
      references.of(stage.reference(), mode).forget(oracleCase);
    }
  }

  /** What was found so far. */
  public OracleResult result() {
    return result;
  }

  /** How many of the cases the reference answers with an error. */
  public long invalid() {
    return invalid;
  }

  /** How many cases failed as in the reference, but with another error or at another place. */
  public long otherErrors() {
    return otherErrors;
  }

  /** How many cases took too long to be compared. */
  public long skipped() {
    return skipped;
  }

  @Override
  public void close() throws Exception {
    for (Opened stage : stages) {
      stage.clients().values().forEach(Client::close);
      stage.endpoint().close();
    }
    references.close();
    databases.close();
  }
}
