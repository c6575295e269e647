package io.trestle.cli;

import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.Rule;
import io.trestle.rules.RuleSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trestle check}: whether a rules file would be taken. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Checks a rules file as the proxy would when it reads it.",
      "",
      "With --database also whether table, type, value and phase fit that database.",
      "Each error is a line FILE:LINE: what is wrong; what was expected. Exit code 2 on any.",
      ""
    })
final class CheckCommand implements Callable<Integer> {

  private static final String OFFLINE =
      "No --database: whether a computed value reads columns that exist, is immutable and fits its"
          + " type is not known.";

  @Mixin private RulesOption rules = new RulesOption();
  @Mixin private DatabaseOption database = new DatabaseOption();

  @Option(names = "--json", description = "Print the result as JSON to standard output.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    List<String> problems;
    RuleSet ruleSet = RuleSet.EMPTY;
    try {
      ruleSet = rules.read();
      problems =
          database.url().isPresent() ? CatalogCheck.run(ruleSet, database.url().get()) : List.of();
    } catch (InvalidRulesException invalid) {
      problems = invalid.problems();
    }
    print(ruleSet, problems);
    return problems.isEmpty() ? 0 : CommandFailedException.BAD_INPUT;
  }

  private void print(RuleSet ruleSet, List<String> problems) {
    if (json) {
      spec.commandLine().getOut().println(Json.write(report(ruleSet, problems)));
    } else if (!problems.isEmpty()) {
      problems.forEach(spec.commandLine().getErr()::println);
    } else {
      spec.commandLine()
          .getOut()
          .println(rules.file() + ": " + count(ruleSet.rules().size()) + ", no error");
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
    report.put("file", rules.file().toString());
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
