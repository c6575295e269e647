package io.trestle.cli;

import io.trestle.rules.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trestle explain}: what would become of a statement. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says what would become of a statement in each phase of each rule that it concerns: it passes"
          + " untouched, or which parts are replaced, or why and where it is refused. Nothing is"
          + " run.",
      "",
      "What is replaced is marked [-as it was sent-]{+as the server gets it+}; on a terminal by"
          + " colours, unless NO_COLOR is set.",
      "",
      "Without --database the columns of tables are not known, nor the rules' types and values as the"
          + " database resolves them: what depends on these cannot be told, and the output says so.",
      "",
      "Where rules have known-by, say whose statement it is with --application-name and --user.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  trestle explain --rules rules.yaml --database \"jdbc:postgresql://localhost/shop?user=me\" \\",
      "      \"SELECT count(*) FROM orders WHERE fulfillment_status = 'pending'\"",
      "  trestle explain --rules rules.yaml --phase readable,writable --file statement.sql",
      "",
      "Exit codes: 0 told (also that it is refused), 1 failed, 2 bad usage or input.",
      "The JSON is described in docs/commands.md."
    })
final class ExplainCommand implements Callable<Integer> {

  /** The largest statement that is read from a file. */
  private static final int MAX_BYTES = 4 << 20;

  private final Map<String, String> environment;
  private final InputStream stdin;

  @Mixin private RulesOption rules = new RulesOption();
  @Mixin private DatabaseOption database = new DatabaseOption();
  @Mixin private PhasesOption phases = new PhasesOption();
  @Mixin private SenderOptions sender = new SenderOptions();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Reads the statement from a file; - is standard input.")
  private @Nullable Path file;

  @Option(names = "--full", description = "Shows a long statement whole.")
  private boolean full;

  @Option(names = "--json", description = "Print the result as JSON to standard output.")
  private boolean json;

  @Parameters(
      paramLabel = "SQL",
      arity = "0..1",
      description = "The statement, with $1, $2 … for parameters; - reads it from standard input.")
  private @Nullable String sql;

  @Spec private CommandSpec spec = CommandSpec.create();

  ExplainCommand(Map<String, String> environment, InputStream stdin) {
    this.environment = Map.copyOf(environment);
    this.stdin = stdin;
  }

  @Override
  public Integer call() throws Exception {
    requireOneStatement();
    RuleSet ruleSet = rules.read();
    String statement = statement();
    QuietLog log = QuietLog.begin(environment);
    try {
      Flips flips = Databases.flips(ruleSet, database.url(), phases.phases());
      Explanation explanation = new Explanation(statement, sender.sender(), flips);
      PrintWriter out = spec.commandLine().getOut();
      List<String> lines =
          json
              ? List.of(Json.write(explanation.json()))
              : explanation.lines(Palette.of(environment), full);
      lines.forEach(out::println);
      out.flush();
    } finally {
      log.close();
    }
    return 0;
  }

  private void requireOneStatement() {
    if ((sql == null) == (file == null)) {
      throw new ParameterException(
          spec.commandLine(),
          sql == null
              ? "Missing required parameter: 'SQL' (or --file FILE)"
              : "SQL and --file are given; expected one of them");
    }
  }

  private String statement() throws CommandFailedException {
    String text = sql == null || sql.equals("-") ? read() : sql;
    if (text.isBlank()) {
      throw CommandFailedException.badInput(
          "the statement is empty; expected SQL, for example: SELECT 1", null);
    }
    return text.stripTrailing(); // places are told as the user counts them
  }

  private String read() throws CommandFailedException {
    boolean standardInput = file == null || file.toString().equals("-");
    String name = standardInput ? "standard input" : file.toString();
    try (InputStream in = standardInput ? stdin : Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw CommandFailedException.badInput(
            "%s has more than %,d bytes; expected one statement".formatted(name, MAX_BYTES), null);
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw CommandFailedException.badInput(
          "cannot read the statement: " + Messages.of(unreadable), unreadable);
    }
  }
}
