package io.trestle.oracle.recorded;

import io.trestle.oracle.Scenario;
import io.trestle.oracle.Situation;
import io.trestle.oracle.Stage;
import io.trestle.oracle.Subject;
import io.trestle.testkit.TestPostgres;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/**
 * Replays a corpus with each column that qualifies as the one under migration: the rows that hold
 * its most common value are unfilled, or the column is missing and the target has that value in all
 * rows. Prints a line for each column and stage.
 */
public final class RecordedOracle {

  private static final Set<String> STAGES =
      Set.of("absent", "readable beside writable", "writable", "backfilled", "complete");

  /** How many columns are looked at side by side: a replay mostly waits for answers. */
  private static final int AT_ONCE = 4;

  private final TestPostgres postgres;
  private final RecordedCorpus corpus;
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

  private RecordedOracle(
      TestPostgres postgres,
      RecordedCorpus corpus,
      Sample sample,
      PrintStream out,
      int shownDifferences) {
    this.postgres = postgres;
    this.corpus = corpus;
    this.sample = sample;
    this.out = out;
    this.shownDifferences = shownDifferences;
  }

  /**
   * Over the recordings of tools, see {@code recordings/README.md}.
   *
   * @param shownDifferences how many differences of a column are printed in full; the rest are only
   *     counted
   */
  public static RecordedOracle ofTools(
      TestPostgres postgres, Sample sample, PrintStream out, int shownDifferences) {
    return new RecordedOracle(postgres, new RecordedTools(), sample, out, shownDifferences);
  }

  /**
   * Over the queries of TPC-H.
   *
   * @param scale how much data: 1 is about a gigabyte, 0.01 has 60,000 line items
   * @param shownDifferences as above
   */
  public static RecordedOracle ofTpch(
      TestPostgres postgres, double scale, Sample sample, PrintStream out, int shownDifferences) {
    return new RecordedOracle(postgres, new TpchCorpus(scale), sample, out, shownDifferences);
  }

  /**
   * Replays.
   *
   * @param onlyColumns {@code table.column} of the columns to be looked at; empty for all
   */
  public RecordedResult run(Subject subject, Set<String> onlyColumns) throws Exception {
    List<RecordedUnit> units = corpus.units();
    RecordedDatabases.makeBase(postgres, corpus);
    List<RecordedColumn> columns =
        new ArrayList<>(RecordedColumn.in(postgres, RecordedDatabases.BASE));
    if (!onlyColumns.isEmpty()) {
      columns.removeIf(column -> !onlyColumns.contains(column.scenario().name()));
    }
    columns = sample.of(columns, sample.columns(), 1);
    RecordedResult total = new RecordedResult();
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<RecordedResult>> results = new ArrayList<>();
      for (RecordedColumn column : columns) {
        String prefix = "c" + results.size() + "_";
        results.add(threads.submit(() -> runColumn(subject, column, units, prefix)));
      }
      for (Future<RecordedResult> result : results) {
        total.add(result.get());
      }
    } finally {
      threads.shutdownNow();
    }
    out.printf(
        "PostgreSQL %s, %s, %d columns: %s%n",
        postgres.version(), corpus.title(), columns.size(), total);
    out.print(total.refusals());
    return total;
  }

  private RecordedResult runColumn(
      Subject subject, RecordedColumn column, List<RecordedUnit> allUnits, String prefix)
      throws Exception {
    Pattern table = column.mention();
    List<RecordedUnit> mentioning = allUnits.stream().filter(unit -> unit.mentions(table)).toList();
    List<RecordedUnit> units = sample.of(mentioning, sample.units(), 2);
    RecordedResult total = new RecordedResult();
    Map<Stage.Content, Target> targets = new EnumMap<>(Stage.Content.class);
    try (RecordedDatabases databases = new RecordedDatabases(postgres, column, prefix)) {
      try {
        for (Stage.Content content : Stage.Content.values()) {
          targets.put(content, new Target(postgres, databases.targets(content)));
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
    return total;
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
        new Situation(postgres, scenario, stage, database, () -> database, scenario.rules(stage));
    RecordedResult result = new RecordedResult();
    try (Subject.Endpoint endpoint = subject.open(situation);
        Replay replay =
            new Replay(endpoint.host(), endpoint.port(), postgres, endpoint.database())) {
      for (RecordedUnit unit : units) {
        new RecordedCase(column, stage, unit, target, replay, result).run();
      }
    }
    return result;
  }

  private void report(RecordedColumn column, Stage stage, RecordedResult result, int shownBefore) {
    StringBuilder lines = new StringBuilder();
    lines.append("%-24s %-25s %s%n".formatted(column.scenario().name(), stage.label(), result));
    result.differences().stream()
        .limit(Math.max(0, shownDifferences - shownBefore))
        .forEach(
            difference -> lines.append("    ").append(difference).append(System.lineSeparator()));
    out.print(lines);
  }
}
