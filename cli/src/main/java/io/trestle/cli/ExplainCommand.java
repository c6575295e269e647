package io.trestle.cli;

import io.trestle.engine.SessionState;
import io.trestle.rules.RuleSet;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trestle explain}: what would become of a statement. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says for each phase what would become of a statement: it passes untouched, or what text the"
          + " server would get, or why it would be refused. Nothing is run.",
      "",
      "Without --database the columns of tables are not known, nor the rules' types and values as the"
          + " database resolves them: what depends on these cannot be told, and the output says so.",
      "",
      "Where rules have known-by, say whose statement it is with --application-name and --user.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Example:",
      "  trestle explain --rules rules.yaml --database \"jdbc:postgresql://localhost/shop?user=me\" \\",
      "      \"SELECT count(*) FROM orders WHERE fulfillment_status = 'pending'\""
    })
final class ExplainCommand implements Callable<Integer> {

  @Mixin private RulesOption rules = new RulesOption();
  @Mixin private DatabaseOption database = new DatabaseOption();

  @Option(
      names = "--application-name",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The application_name of the session that sends the statement.")
  private String applicationName = "";

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The user of that session.")
  private String user = "";

  @Option(names = "--json", description = "Print the result as JSON to standard output.")
  private boolean json;

  @Parameters(paramLabel = "SQL", description = "The statement, with $1, $2 … for parameters.")
  private String sql = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    RuleSet ruleSet = rules.read();
    SessionState session = session(ruleSet);
    Explanation explanation =
        database.url().isPresent()
            ? Explanation.withDatabase(ruleSet, session, sql, database.url().get())
            : Explanation.withoutDatabase(ruleSet, session, sql);
    PrintWriter out = spec.commandLine().getOut();
    List<String> lines = json ? List.of(Json.write(explanation.json())) : explanation.lines();
    lines.forEach(out::println);
    out.flush();
    return 0;
  }

  private SessionState session(RuleSet ruleSet) {
    String name =
        database.url().map(JdbcUrls::databaseOf).orElseGet(() -> databaseOfRules(ruleSet));
    SessionState session = new SessionState(user, name);
    session.applicationName(applicationName);
    return session;
  }

  /** The database that the rules name, so that one which names another is not left out. */
  private static String databaseOfRules(RuleSet ruleSet) {
    return ruleSet.rules().stream()
        .map(rule -> rule.database())
        .filter(name -> name != null)
        .findFirst()
        .orElse("");
  }
}
