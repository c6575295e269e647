package io.trestle.cli.migrate;

import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.PlanOptions.IndexDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is to be planned. */
final class StatementOptions {

  @Parameters(
      paramLabel = "STATEMENT",
      description =
          "ALTER TABLE … ADD COLUMN …, one column or several, as it would be run by hand.")
  private String statement = "";

  @Option(
      names = "--value",
      paramLabel = "SQL",
      description =
          "What rows that exist hold, where that is not the DEFAULT: a constant, or an immutable"
              + " expression over the row's other columns.")
  private @Nullable String value;

  @Option(
      names = "--value-of",
      paramLabel = "COLUMN=SQL",
      description = "The same for one of several columns; may be given several times.")
  private Map<String, String> values = new LinkedHashMap<>();

  @Option(
      names = "--three-steps",
      description = "Take the long way even where one ADD COLUMN would fill all rows at once.")
  private boolean threeSteps;

  @Option(
      names = "--index",
      paramLabel = "COLUMN",
      description =
          "Build an index on a new column when all rows are filled; may be given several times.")
  private List<String> indexes = new ArrayList<>();

  String statement() {
    return statement;
  }

  PlanOptions options() {
    return new PlanOptions(
        value, values, threeSteps, indexes.stream().map(IndexDefinition::on).toList());
  }
}
