package io.trestle.oracle.recorded;

import io.trestle.oracle.Answer;
import io.trestle.oracle.Scenario;
import io.trestle.oracle.Situation;
import io.trestle.oracle.Stage;
import io.trestle.oracle.Subject;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Replays the recordings with each column that qualifies as the one under migration: the rows that
 * hold its most common value are unfilled, or the column is missing and the target has that value
 * in all rows. Prints a line for each column and stage.
 */
public final class RecordedOracle {

  /** The recordings, by tool. */
  public static final List<String> TOOLS =
      List.of(
          "hibernate",
          "springdata",
          "jooq",
          "mybatis",
          "sequelize",
          "typeorm",
          "knex",
          "drizzle",
          "sqlalchemy",
          "psycopg",
          "django",
          "activerecord");

  private static final Set<String> STAGES =
      Set.of("absent", "readable beside writable", "writable", "backfilled", "complete");
  private static final Set<String> HOLDING = Set.of("absent", "readable");

  private final TestPostgres postgres;
  private final Sample sample;
  private final PrintStream out;
  private final int shownDifferences;

  /**
   * What of all is run.
   *
   * @param columns how many columns, {@code Integer.MAX_VALUE} for all
   * @param units how many units for each column and stage, {@code Integer.MAX_VALUE} for all
   * @param seed chooses them
   */
  public record Sample(int columns, int units, long seed) {

    <T> List<T> of(List<T> all, int most, long salt) {
      if (all.size() <= most) {
        return all;
      }
      List<T> shuffled = new ArrayList<>(all);
      Collections.shuffle(shuffled, new Random(seed * 31 + salt));
      return shuffled.subList(0, most);
    }
  }

  /**
   * @param shownDifferences how many differences are printed in full; the rest are only counted
   */
  public RecordedOracle(
      TestPostgres postgres, Sample sample, PrintStream out, int shownDifferences) {
    this.postgres = postgres;
    this.sample = sample;
    this.out = out;
    this.shownDifferences = shownDifferences;
  }

  /**
   * Replays.
   *
   * @param onlyColumns {@code table.column} of the columns to be looked at; empty for all
   */
  public RecordedResult run(Subject subject, Set<String> onlyColumns) throws Exception {
    List<RecordedUnit> units = new ArrayList<>();
    TOOLS.forEach(tool -> units.addAll(RecordingFile.read(tool)));
    RecordedDatabases.makeBase(postgres);
    List<RecordedColumn> columns =
        new ArrayList<>(RecordedColumn.in(postgres, RecordedDatabases.BASE));
    if (!onlyColumns.isEmpty()) {
      columns.removeIf(column -> !onlyColumns.contains(column.scenario().name()));
    }
    RecordedResult total = new RecordedResult();
    for (RecordedColumn column : sample.of(columns, sample.columns(), 1)) {
      Pattern table = column.mention();
      List<RecordedUnit> mentioning = units.stream().filter(unit -> unit.mentions(table)).toList();
      runColumn(subject, column, sample.of(mentioning, sample.units(), 2), total);
    }
    out.printf(
        "PostgreSQL %s, recordings of %d tools: %s%n", postgres.version(), TOOLS.size(), total);
    out.print(total.refusals());
    return total;
  }

  private void runColumn(
      Subject subject, RecordedColumn column, List<RecordedUnit> units, RecordedResult total)
      throws Exception {
    Map<Stage.Content, Target> targets = new EnumMap<>(Stage.Content.class);
    try (RecordedDatabases databases = new RecordedDatabases(postgres, column)) {
      try {
        for (Stage.Content content : Stage.Content.values()) {
          String target = databases.target(content);
          String reversed = databases.reversedTarget(content);
          targets.put(content, new Target(postgres, target, reversed));
        }
        for (Stage stage : Stage.ALL) {
          if (STAGES.contains(stage.label())) {
            Target target = targets.get(stage.content());
            RecordedResult result = runStage(subject, column, stage, databases, target, units);
            report(column, stage, result, total.differences().size());
            total.add(result);
          }
        }
      } finally {
        for (Target target : targets.values()) {
          target.close();
        }
      }
    }
  }

  private RecordedResult runStage(
      Subject subject,
      RecordedColumn column,
      Stage stage,
      RecordedDatabases databases,
      Target target,
      List<RecordedUnit> units)
      throws Exception {
    Scenario scenario = column.scenario();
    String database = databases.inStage(stage);
    Situation situation =
        new Situation(postgres, scenario, stage, database, database, scenario.rules(stage));
    RecordedResult result = new RecordedResult();
    try (Subject.Endpoint endpoint = subject.open(situation);
        Replay replay =
            new Replay(endpoint.host(), endpoint.port(), postgres, endpoint.database())) {
      for (RecordedUnit unit : units) {
        new Case(column, stage, unit, target, replay, result).run();
      }
    }
    return result;
  }

  private void report(RecordedColumn column, Stage stage, RecordedResult result, int shownBefore) {
    out.printf("%-24s %-25s %s%n", column.scenario().name(), stage.label(), result);
    result.differences().stream()
        .limit(Math.max(0, shownDifferences - shownBefore))
        .forEach(difference -> out.println("    " + difference));
  }

  /** One unit in one stage. */
  private record Case(
      RecordedColumn column,
      Stage stage,
      RecordedUnit unit,
      Target target,
      Replay subject,
      RecordedResult result) {

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
        if (statement.mentions(column.mention())) {
          result.compared(wanted);
        }
        List<String> findings = wanted.differences(got);
        if (!findings.isEmpty()) {
          difference(statement, findings);
          return false;
        }
      }
      return true;
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
}
