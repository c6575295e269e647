package io.trestle.cli;

import io.trestle.cli.statements.MalformedSourceException;
import io.trestle.cli.statements.PgStatStatements;
import io.trestle.cli.statements.SourceFormat;
import io.trestle.cli.statements.StatementSource;
import io.trestle.cli.statements.StatementSources;
import io.trestle.proxy.CatalogDataSources;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code trestle check}: whether a rules file would be taken, and what it would do to a system. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Checks a rules file as the proxy would when it reads it; with --database also whether table,"
          + " type, value and phase fit that database. Each error is a line FILE:LINE: what is"
          + " wrong; what was expected.",
      "",
      "With --statements or --pg-stat-statements also what a flip of a phase would do to the"
          + " statements of a live system: which pass untouched, are rewritten, held, or refused, and"
          + " why; the worst first, grouped by their shape. Rule by rule and phase by phase, all other"
          + " rules as the file has them. Nothing is run.",
      "",
      "A log is read statement by statement, whatever its size: log_statement and"
          + " log_min_duration_statement fill it. Sessions are told by user and application_name"
          + " where the log has them; where it does not, known-by is judged both ways and the worse"
          + " is shown.",
      "",
      "With --config instead of --rules the proxy's configuration file is checked: the file itself,"
          + " certificates and keys, all rules files, whether each upstream can be reached, and whether the rules fit each"
          + " database.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  trestle check --rules rules.yaml --database \"jdbc:postgresql://localhost/shop?user=me\"",
      "  trestle check --rules rules.yaml --database … --statements postgresql.csv --phase readable",
      "  trestle check --rules rules.yaml --database … --pg-stat-statements",
      "  trestle check --config trestle.yaml",
      "",
      "Exit codes: 0 all is well, 1 a statement would be refused or always fail (or the check"
          + " failed), 2 bad usage or input.",
      "The JSON is described in docs/commands.md."
    })
final class CheckCommand implements Callable<Integer> {

  private static final String OFFLINE =
      "No --database: whether a computed value reads columns that exist, is immutable and fits its"
          + " type is not known.";

  private final Map<String, String> environment;
  private final InputStream stdin;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "The rules file (YAML; README.md describes it).")
  private @Nullable Path rulesFile;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The proxy's configuration file (YAML; docs/configuration.md describes it).")
  private @Nullable Path configFile;

  @Mixin private DatabaseOption database = new DatabaseOption();

  @Option(
      names = "--statements",
      paramLabel = "FILE",
      description =
          "Judges the statements of a file (- is standard input; may be given several times): SQL"
              + " with semicolons, or a log of PostgreSQL's (csvlog, jsonlog, stderr).")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = FormatConverter.class,
      description =
          "What the files are: sql, csvlog, jsonlog, stderrlog. Default: told by their looks.")
  private @Nullable SourceFormat format;

  @Option(
      names = "--pg-stat-statements",
      description = "Judges what the extension pg_stat_statements has seen in the --database.")
  private boolean pgStatStatements;

  @Mixin private PhasesOption phases = new PhasesOption();
  @Mixin private SenderOptions senders = new SenderOptions();

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      defaultValue = "20",
      description = "How many shapes of statements are shown under each heading (20).")
  private int limit = 20;

  @Option(names = "--json", description = "Print the result as JSON to standard output.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  CheckCommand(Map<String, String> environment, InputStream stdin) {
    this.environment = Map.copyOf(environment);
    this.stdin = stdin;
  }

  @Override
  public Integer call() throws Exception {
    requireUsage();
    if (configFile != null) {
      return checkConfig(configFile);
    }
    RuleSet ruleSet = RuleSet.EMPTY;
    List<String> problems;
    QuietLog log = QuietLog.begin(environment);
    try {
      try {
        ruleSet = RulesOption.read(file());
        problems =
            database.url().isPresent()
                ? CatalogCheck.run(ruleSet, database.url().get())
                : List.of();
      } catch (InvalidRulesException invalid) {
        problems = invalid.problems();
      }
      if (!problems.isEmpty() || !judgesStatements()) {
        print(ruleSet, problems);
        return problems.isEmpty() ? 0 : CommandFailedException.BAD_INPUT;
      }
      StatementsCheck check = judge(ruleSet);
      print(ruleSet, check);
      return check.isBad() ? CommandFailedException.FAILED : 0;
    } finally {
      log.close();
    }
  }

  private Path file() {
    return Objects.requireNonNull(rulesFile);
  }

  private int checkConfig(Path file) throws CommandFailedException {
    ConfigCheck check = new ConfigCheck(environment);
    QuietLog log = QuietLog.begin(environment);
    try {
      check.run(file);
    } finally {
      log.close();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("format", 1);
      report.put("file", file.toString());
      report.put("valid", check.problems().isEmpty());
      report.put("problems", check.problems());
      report.put("warnings", check.warnings());
      report.put("failures", check.failures());
      out.println(Json.write(report));
    } else {
      check.problems().forEach(spec.commandLine().getErr()::println);
      check.warnings().forEach(each -> spec.commandLine().getErr().println("warning: " + each));
      check.failures().forEach(each -> spec.commandLine().getErr().println(name() + each));
      if (check.problems().isEmpty()) {
        out.println(file + ": no error");
        check.summary().forEach(out::println);
      }
    }
    out.flush();
    return check.exitCode();
  }

  private String name() {
    return spec.qualifiedName() + ": ";
  }

  private boolean judgesStatements() {
    return pgStatStatements || !files.isEmpty();
  }

  private void requireUsage() {
    ParseResult given = spec.commandLine().getParseResult();
    if (configFile != null) {
      for (OptionSpec option : given.matchedOptions()) {
        if (!option.longestName().equals("--config") && !option.longestName().equals("--json")) {
          throw usage("--config and " + option.longestName() + " exclude each other");
        }
      }
      return;
    }
    if (rulesFile == null) {
      throw usage("Missing required option: '--rules=FILE' (or --config FILE)");
    }
    if (pgStatStatements && database.url().isEmpty()) {
      throw usage("--pg-stat-statements needs a --database to ask");
    }
    if (limit < 0) {
      throw usage("--limit is " + limit + "; expected 0 or more");
    }
    if (!judgesStatements() && phases.areGiven()) {
      throw usage("--phase needs --statements or --pg-stat-statements");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private StatementsCheck judge(RuleSet ruleSet) throws CommandFailedException {
    Flips flips = Databases.flips(ruleSet, database.url(), phases.phases());
    StatementsCheck check =
        new StatementsCheck(flips, senders, Databases.name(ruleSet, database.url()));
    for (Path file : files) {
      boolean standardInput = file.toString().equals("-");
      String name = standardInput ? "standard input" : file.toString();
      try (InputStream in = standardInput ? stdin : Files.newInputStream(file);
          StatementSource source = StatementSources.open(name, in, format)) {
        if (check.addAll(source, false) == 0) {
          throw CommandFailedException.badInput(
              name
                  + ": no statement found; expected SQL, or a log written with log_statement or"
                  + " log_min_duration_statement",
              null);
        }
      } catch (MalformedSourceException malformed) {
        throw CommandFailedException.badInput(Messages.of(malformed), malformed);
      } catch (IOException unreadable) {
        throw CommandFailedException.badInput(
            "cannot read the statements: " + Messages.of(unreadable), unreadable);
      }
    }
    if (pgStatStatements) {
      addView(check, database.url().orElseThrow());
    }
    return check;
  }

  private static void addView(StatementsCheck check, String url) throws CommandFailedException {
    String name = JdbcUrls.databaseOf(url);
    try (CatalogDataSources dataSources = new CatalogDataSources(url);
        PgStatStatements source = PgStatStatements.open(dataSources.apply(name).getConnection())) {
      check.addAll(source, true);
      check.hidden(source.hidden());
    } catch (MalformedSourceException missing) {
      throw CommandFailedException.badInput(Messages.of(missing), missing);
    } catch (SQLException | IOException failure) {
      throw CommandFailedException.failed(
          "pg_stat_statements of database %s cannot be read: %s"
              .formatted(name, Messages.of(failure)),
          failure);
    }
  }

  private void print(RuleSet ruleSet, StatementsCheck check) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> report = report(ruleSet, List.of());
      report.put("judged", StatementsJson.of(check));
      out.println(Json.write(report));
    } else {
      new StatementsText(check, Palette.of(environment), limit).lines().forEach(out::println);
    }
    out.flush();
  }

  /** Reads a format by its label. */
  static final class FormatConverter implements ITypeConverter<SourceFormat> {
    @Override
    public SourceFormat convert(String value) {
      return SourceFormat.ofLabel(value)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is no format; expected %s".formatted(value, SourceFormat.labels())));
    }
  }

  private void print(RuleSet ruleSet, List<String> problems) {
    if (json) {
      spec.commandLine().getOut().println(Json.write(report(ruleSet, problems)));
    } else if (!problems.isEmpty()) {
      problems.forEach(spec.commandLine().getErr()::println);
    } else {
      spec.commandLine()
          .getOut()
          .println(file() + ": " + count(ruleSet.rules().size()) + ", no error");
      ruleSet.rules().forEach(rule -> spec.commandLine().getOut().println("  " + describe(rule)));
      if (database.url().isEmpty() && ruleSet.rules().stream().anyMatch(Rule::isDerived)) {
        spec.commandLine().getOut().println(OFFLINE);
      }
    }
    spec.commandLine().getOut().flush();
  }

  private static String count(int number) {
    return number == 1 ? "1 rule" : number + " rules";
  }

  private static String describe(Rule rule) {
    return "%s %s, %s %s, phase %s"
        .formatted(
            rule.name(),
            rule.type(),
            rule.isDerived() ? "computed value" : "value",
            rule.value(),
            rule.phase().label());
  }

  private Map<String, Object> report(RuleSet ruleSet, List<String> problems) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("format", 1);
    report.put("file", file().toString());
    report.put("valid", problems.isEmpty());
    report.put("problems", problems);
    report.put("rules", ruleSet.rules().stream().map(CheckCommand::json).toList());
    return report;
  }

  private static Map<String, Object> json(Rule rule) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("column", rule.name());
    entry.put("type", rule.type());
    entry.put("value", rule.value());
    entry.put("computed", rule.isDerived());
    entry.put("phase", rule.phase().label());
    entry.put("origin", rule.origin());
    return entry;
  }
}
