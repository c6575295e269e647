package io.trestle.cli.migrate;

import io.trestle.cli.CommandFailedException;
import io.trestle.cli.Messages;
import io.trestle.cli.config.InvalidConfigException;
import io.trestle.cli.config.MigrationFile;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.PlanOptions.IndexDefinition;
import io.trestle.migrator.plan.RuleOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;

/** What is to be planned. */
final class StatementOptions {

  private static final List<String> IN_FILE =
      List.of(
          "--value",
          "--value-of",
          "--three-steps",
          "--index",
          "--known-by",
          "--held-writes",
          "--untreatable");

  @Parameters(
      arity = "0..1",
      paramLabel = "STATEMENT",
      description =
          "ALTER TABLE … ADD COLUMN …, one column or several, as it would be run by hand.")
  private String statement = "";

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "Take the statement, and what else describes the migration, from a YAML file instead.")
  private @Nullable Path file;

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

  /**
   * The migration that the command line, or the file, describes.
   *
   * @param spec of the command, for what was given
   * @param rules what the command line says of the rules
   */
  MigrationFile described(CommandSpec spec, RuleOptions rules) throws CommandFailedException {
    if (file == null) {
      if (statement.isBlank()) {
        throw new ParameterException(
            spec.commandLine(), "nothing says what to do; expected STATEMENT, or --file FILE");
      }
      List<IndexDefinition> definitions = indexes.stream().map(IndexDefinition::on).toList();
      return new MigrationFile(
          statement, new PlanOptions(value, values, threeSteps, definitions), rules);
    }
    requireAlone(spec);
    try {
      return MigrationFile.read(file);
    } catch (InvalidConfigException wrong) {
      throw CommandFailedException.badInput(Messages.of(wrong), wrong);
    } catch (IOException unreadable) {
      throw CommandFailedException.badInput(
          "%s cannot be read: %s".formatted(file, Messages.of(unreadable)), unreadable);
    }
  }

  private void requireAlone(CommandSpec spec) {
    ParseResult given = spec.commandLine().getParseResult();
    String beside =
        statement.isEmpty()
            ? IN_FILE.stream().filter(given::hasMatchedOption).findFirst().orElse("")
            : "STATEMENT";
    if (!beside.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), beside + " beside --file; expected it in the file");
    }
  }
}
