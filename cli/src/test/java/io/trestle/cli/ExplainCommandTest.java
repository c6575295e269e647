package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** {@code explain} without a database. */
final class ExplainCommandTest {

  static final String STATUS =
      """
        - table: public.orders
          column: status
          type: text
          value: "'pending'"
          phase: absent
      """;

  static final String PRIORITY =
      """
        - table: public.orders
          column: priority
          type: int
          value: "0"
          phase: readable
      """;

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void noTerminal() {
    System.clearProperty("trestle.terminal");
  }

  @Test
  void editsAreMarkedAndPhasesWithOneResultAreToldOnce() throws IOException {
    CommandRun run = explain(STATUS, "SELECT o.status FROM orders o");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("No --database: not known are the columns of tables")
        .contains("rule public.orders.status (" + folder.resolve("rules.yaml") + ":2)")
        .contains("now in phase absent; this session knows the column")
        .containsPattern(
            "absent \\(now\\): is rewritten\n  SELECT \\[-o\\.status-]\\{\\+.*'pending'")
        .containsPattern(
            "readable, writable: is rewritten\n  SELECT \\[-o\\.status-]\\{\\+COALESCE")
        .contains("backfilled, complete: passes untouched");
  }

  @Test
  void coloursMarkEditsOnATerminalUnlessNoColorIsSet() throws IOException {
    System.setProperty("trestle.terminal", "true");

    assertThat(explain(STATUS, "SELECT o.status FROM orders o").out())
        .contains("\u001b[31;9mo.status\u001b[0m")
        .doesNotContain("[-");
    assertThat(with(Map.of("NO_COLOR", "1"), STATUS, "SELECT o.status FROM orders o").out())
        .contains("[-o.status-]")
        .doesNotContain("\u001b");
  }

  @Test
  void aRefusalNamesCodePlaceAndWayOut() throws IOException {
    CommandRun run =
        explain(STATUS, "UPDATE orders\n   SET status = 'sent'", "--phase", "absent,writable");

    assertThat(run.out())
        .contains(
            """
            absent (now): is refused
              TR002 held write: a value that is not known to equal 'pending'
              by rule public.orders.status
              at 2:17
                   SET status = 'sent'
                                ^^^^^^
              way out: Wait for phase writable
            """
                .strip())
        .contains("writable: passes untouched")
        .doesNotContain("readable");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void parametersAreToldOf() throws IOException {
    assertThat(
            explain(STATUS, "INSERT INTO orders (id, status) VALUES ($1, $2)", "--phase", "absent")
                .out())
        .contains("is rewritten, and its value for the column is held")
        .contains("INSERT INTO orders (id[-, status-]) VALUES ($1[-, $2-])")
        .contains("$2 leaves the text; it is bound as before")
        .contains(
            "$2 is checked when it is bound: 'pending' passes, NULL is error 23502, any other value"
                + " is error TR002");
  }

  @Test
  void whatNeedsADatabaseIsNotGuessed() throws IOException {
    assertThat(explain(STATUS, "SELECT * FROM orders").out())
        .contains("absent (now), readable, writable")
        .contains("cannot be told without --database");
  }

  @Test
  void aComputedValueIsShownAsItWasWritten() throws IOException {
    String rules =
        STATUS.replace("'pending'", "CASE WHEN sent_at IS NULL THEN 'pending' ELSE 'sent' END");

    assertThat(explain(rules, "SELECT o.status FROM orders o").out())
        .contains("CAST(CASE WHEN sent_at IS NULL THEN 'pending' ELSE 'sent' END AS text)");
    assertThat(explain(rules, "INSERT INTO orders (id, status) VALUES ($1, $2)").out())
        .contains("$2 is checked when it is bound: NULL passes, any other value is error TR002");
  }

  /** Whether a column is one that the value reads decides about an UPDATE in writable. */
  @Test
  void whichColumnsAComputedValueReadsIsNotGuessed() throws IOException {
    String rules =
        STATUS.replace("'pending'", "CASE WHEN sent_at IS NULL THEN 'pending' ELSE 'sent' END");

    assertThat(explain(rules, "UPDATE orders SET sent_at = NULL", "--phase", "writable").out())
        .contains("writable: cannot be told without --database");
    assertThat(explain(rules, "UPDATE orders SET note = NULL", "--phase", "writable").out())
        .doesNotContain("cannot be told");
  }

  @Test
  void rulesAreFlippedOneAtATime() throws IOException {
    CommandRun run = explain(STATUS + PRIORITY, "SELECT o.priority FROM orders o");

    assertThat(run.out())
        .contains("rule public.orders.status (")
        .contains("rule public.orders.priority (")
        .contains("the other rules stay as they are in the file")
        .containsPattern("every phase: is rewritten\n  SELECT \\[-o\\.priority-]\\{\\+COALESCE")
        .contains("readable (now), writable: is rewritten")
        .contains("backfilled, complete: passes untouched");
  }

  @Test
  void aStatementThatNoRuleConcernsSaysSo() throws IOException {
    assertThat(explain(STATUS, "SELECT 'orders' FROM customers").out())
        .contains("mentions no table under a rule: it passes untouched in every phase");
  }

  @Test
  void whoDoesNotKnowTheColumnIsTold() throws IOException {
    String rules = STATUS + "    known-by:\n      - application-name: \"v2*\"\n";

    assertThat(explain(rules, "SELECT id FROM orders").out())
        .contains("this session does not know the column (known by --application-name v2*)");
    assertThat(explain(rules, "SELECT id FROM orders", "--application-name", "v2.1").out())
        .contains("this session knows the column");
  }

  @Test
  void anUntreatableStatementThatPassesIsShownAsOne() throws IOException {
    CommandRun run =
        explain(STATUS + "    untreatable: pass\n", "CLUSTER orders USING i; FROBNICATE orders");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("passes untreated, as the rule says (untreatable: pass)")
        .contains("TR007 statement kind");
  }

  @Test
  void theStatementIsReadFromAFileAndFromStandardInput() throws IOException {
    Path file = Files.writeString(folder.resolve("s.sql"), "SELECT o.status\n  FROM orders o\n");

    assertThat(explain(STATUS, "--file", file.toString()).out()).contains("SELECT [-o.status-]");
    for (List<String> way : List.of(List.of("-"), List.of("--file", "-"))) {
      CommandRun run =
          CommandRun.withInput("SELECT o.status FROM orders o", arguments(STATUS, way));
      assertThat(run.out()).contains("SELECT [-o.status-]");
    }
  }

  @Test
  void badUsageIsOneLineAndExitCode2() throws IOException {
    assertFails(explain(STATUS, "SELECT 1", "--file", "x"), "SQL and --file are given");
    assertFails(explain(STATUS), "Missing required parameter: 'SQL' (or --file FILE)");
    assertFails(explain(STATUS, " "), "the statement is empty; expected SQL");
    assertFails(explain(STATUS, "--file", "no/such.sql"), "no/such.sql: no such file");
    assertFails(
        explain(STATUS, "SELECT 1", "--phase", "done"),
        "'done' is no phase; expected absent | readable | writable | backfilled | complete");
  }

  private static void assertFails(CommandRun run, String message) {
    assertThat(run.err()).contains("trestle explain: ").contains(message).doesNotContain("\tat ");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void jsonHasOneEntryForEachFlip() throws IOException {
    CommandRun run =
        explain(
            STATUS + PRIORITY,
            "UPDATE orders o SET status = 'sent' WHERE o.priority = $1",
            "--phase",
            "readable",
            "--json");

    Map<String, Object> report = new Yaml().load(run.out());
    assertThat(report).containsEntry("format", 1).containsEntry("with_database", false);
    List<Map<String, Object>> flips = list(report.get("flips"));
    assertThat(flips).hasSize(2);
    assertThat(flips.get(0))
        .containsEntry("rule", "public.orders.status")
        .containsEntry("phase", "readable")
        .containsEntry("now", false)
        .containsEntry("outcome", "refused");
    assertThat(map(flips.get(0).get("error")))
        .containsEntry("sqlstate", "TR002")
        .containsEntry("line", 1)
        .containsEntry("column", 30)
        .containsEntry("rule", "public.orders.status");
    List<Map<String, Object>> rules = list(report.get("rules"));
    assertThat(rules.get(1))
        .containsEntry("rule", "public.orders.priority")
        .containsEntry("known", true)
        .containsEntry("concerned", true);
  }

  @Test
  void jsonHasTheEditsOfARewrittenStatement() throws IOException {
    CommandRun run =
        explain(STATUS, "SELECT 'é', o.status FROM orders o", "--phase", "writable", "--json");

    Map<String, Object> report = new Yaml().load(run.out());
    Map<String, Object> flip = list(report.get("flips")).get(0);
    List<Map<String, Object>> edits = list(flip.get("edits"));
    assertThat(edits.get(0)).containsEntry("position", 13).containsEntry("old", "o.status");
    assertThat(flip.get("sql"))
        .isEqualTo(
            edits.stream()
                .map(edit -> String.valueOf(edit.get("new")))
                .collect(Collectors.joining("", "SELECT 'é', ", " FROM orders o")));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object json) {
    return (Map<String, Object>) json;
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> list(Object json) {
    return (List<Map<String, Object>>) json;
  }

  private CommandRun explain(String rules, String... more) throws IOException {
    return with(Map.of(), rules, more);
  }

  private CommandRun with(Map<String, String> environment, String rules, String... more)
      throws IOException {
    return CommandRun.with(environment, arguments(rules, List.of(more)));
  }

  private String[] arguments(String rules, List<String> more) throws IOException {
    Path file = Files.writeString(folder.resolve("rules.yaml"), "rules:\n" + rules);
    List<String> arguments = new ArrayList<>(List.of("explain", "--rules", file.toString()));
    arguments.addAll(more);
    return arguments.toArray(String[]::new);
  }
}
