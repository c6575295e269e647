package io.trestle.cli;

import static io.trestle.cli.ExplainCommandTest.PRIORITY;
import static io.trestle.cli.ExplainCommandTest.STATUS;
import static io.trestle.cli.ExplainCommandTest.list;
import static io.trestle.cli.ExplainCommandTest.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** {@code check --statements} without a database. */
final class CheckStatementsTest {

  private static final String KNOWN_BY = "    known-by:\n      - application-name: \"v2*\"\n";

  @TempDir private Path folder = Path.of("");

  @Test
  void refusalsComeFirstAndShapesAreCounted() throws IOException {
    CommandRun run =
        check(
            STATUS,
            """
            SELECT id FROM orders WHERE id = 10001;
            UPDATE orders SET status = 'shipped' WHERE id = 10001;
            SELECT o.status FROM orders o;
            UPDATE orders
               SET status = 'cancelled' WHERE id = 10002;
            UPDATE orders SET status = $1 WHERE id = $2;
            SELECT 1;
            """,
            "--phase",
            "readable");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("REFUSED (1 shape)\n\n UPDATE orders SET status = ? WHERE id = ?\n")
        .contains("   2 statements, 2 calls; first at " + statements() + ":2\n")
        .contains("readable: is refused\n     TR002 held write: ")
        .contains(
            "     at 1:28\n       UPDATE orders SET status = 'shipped' WHERE id = 10001\n"
                + " ".repeat(34)
                + "^^^^^^^^^\n")
        .contains("way out: Wait for phase writable")
        .contains("HELD (1 shape)")
        .contains("$1 is checked when it is bound: 'pending' passes")
        .contains("REWRITTEN (1 shape)")
        .contains("UNTOUCHED (1 shape)")
        .contains("6 statements, 6 calls\n         1 mention no table under a rule")
        .containsPattern("readable +1 +1 +1 +1\n")
        .contains("Some would be refused or fail");
    assertThat(run.out().indexOf("REFUSED"))
        .isLessThan(run.out().indexOf("HELD"))
        .isLessThan(run.out().indexOf("UNTOUCHED"));
  }

  @Test
  void exitCodeIs0WhereNothingIsRefused() throws IOException {
    CommandRun run = check(STATUS, "SELECT id FROM orders; SELECT 'UPDATE orders SET status';");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Nothing would be refused");
  }

  @Test
  void aValueIsTakenForTheRulesOwnHoweverManyOthersOfTheShapeWereSeen() throws IOException {
    String statements =
        "UPDATE orders SET status = 'shipped';".repeat(3) + "UPDATE orders SET status = 'pending';";

    assertThat(check(STATUS, statements, "--phase", "readable").out())
        .contains("3 statements")
        .containsPattern("readable +1 +1 +0\n");
  }

  @Test
  void theOtherRulesStayAsTheyAre() throws IOException {
    CommandRun run = check(STATUS + PRIORITY, "UPDATE orders SET priority = 7");

    assertThat(run.out())
        .contains("public.orders.status in every phase; public.orders.priority in absent, readable")
        .contains("public.orders.priority in writable, backfilled, complete: passes untouched");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void whereTheSenderIsNotKnownTheWorseCaseCounts() throws IOException {
    String update = "UPDATE orders SET status = 'sent'";

    CommandRun unknown = check(STATUS + KNOWN_BY, update, "--phase", "absent");
    assertThat(unknown.out()).contains("is refused, for sessions that know the column");
    assertThat(unknown.exitCode()).isEqualTo(1);

    CommandRun other =
        check(STATUS + KNOWN_BY, update, "--phase", "absent", "--application-name", "v1");
    assertThat(other.out())
        .contains("always fails, as it would in the target database")
        .contains("42703");
  }

  @Test
  void aLogTellsTheSender() throws IOException {
    String line = "[1] user=app,db=%s,app=%s LOG:  statement: UPDATE orders SET status = 'sent'\n";
    String log =
        line.formatted("shop", "v2.1") + line.formatted("shop", "v1") + line.formatted("b", "v1");

    CommandRun run = check(STATUS + KNOWN_BY + "    database: shop\n", log, "--phase", "absent");

    assertThat(run.out())
        .contains("REFUSED (1 shape)")
        .contains("FAILS (1 shape)")
        .contains("1 left out: of other databases")
        .contains("2 statements, 2 calls");
  }

  @Test
  void whatCannotBeJudgedIsCounted() throws IOException {
    CommandRun run =
        check(STATUS, "EXECUTE a(1); SELECT * FROM orders WHERE a = 'no end; SELECT 1;");

    assertThat(run.out())
        .contains("1 are EXECUTE: judged as their PREPARE")
        .contains("1 left out: they have no end");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aStatementThatIsTooLongIsRefusedOnlyWhereItMentionsTheTable() throws IOException {
    String value = "'" + "x".repeat(3 << 19) + "'";

    CommandRun run =
        check(
            STATUS,
            "INSERT INTO orders (a) VALUES (%s); INSERT INTO b VALUES (%s);"
                .formatted(value, value));

    assertThat(run.out()).contains("TR005 too large").contains("1 mention no table under a rule");
    assertThat(run.out().length()).isLessThan(10_000);
  }

  @Test
  void theLimitCutsListsNotCounts() throws IOException {
    StringBuilder statements = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      statements.append("SELECT id AS c").append(i).append(" FROM orders;");
    }

    assertThat(check(STATUS, statements.toString(), "--limit", "2").out())
        .contains("UNTOUCHED (5 shapes)")
        .contains("… and 3 more; --limit shows more of them")
        .doesNotContain("SELECT id AS c4");
  }

  @Test
  void standardInputIsRead() throws IOException {
    CommandRun run =
        CommandRun.withInput(
            "SELECT id FROM orders", "check", "--rules", rules(STATUS), "--statements", "-");

    assertThat(run.out()).contains("first at standard input:1");
  }

  @Test
  void badInputNamesFileAndWhatWasExpected() throws IOException {
    CommandRun missing =
        CommandRun.of("check", "--rules", rules(STATUS), "--statements", "no/such");
    assertThat(missing.err())
        .contains("trestle check: cannot read the statements: no/such: no such file");
    assertThat(missing.exitCode()).isEqualTo(2);

    CommandRun empty = check(STATUS, "-- nothing\n");
    assertThat(empty.err())
        .contains(statements() + ": no statement found; expected SQL, or a log written with");
    assertThat(empty.exitCode()).isEqualTo(2);

    CommandRun other = check(STATUS, "SELECT 1", "--format", "csvlog");
    assertThat(other.err())
        .contains(statements() + ":1: a record of 1 fields; expected one of csvlog");
    assertThat(other.exitCode()).isEqualTo(2);
  }

  @Test
  void rulesWithAnErrorAreReportedBeforeAnyStatement() throws IOException {
    CommandRun run = check(STATUS.replace("absent", "gone"), "UPDATE orders SET status = 'x'");

    assertThat(run.err()).contains("rules.yaml:6: ");
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void jsonHasCountsAndShapes() throws IOException {
    CommandRun run =
        check(
            STATUS,
            "UPDATE orders SET status = 'shipped'; SELECT id FROM orders; SELECT 1;",
            "--json",
            "--phase",
            "absent,writable");

    assertThat(run.exitCode()).isEqualTo(1);
    Map<String, Object> report = new Yaml().load(run.out());
    assertThat(report).containsEntry("format", 1).containsEntry("valid", true);
    Map<String, Object> judged = map(report.get("judged"));
    assertThat(judged)
        .containsEntry("statements", 3)
        .containsEntry("unconcerned", 1)
        .containsEntry("would_fail", true);
    assertThat(list(judged.get("flips")).get(0))
        .containsEntry("phase", "absent")
        .containsEntry("refused", 1)
        .containsEntry("untouched", 1);
    Map<String, Object> worst = list(judged.get("shapes")).get(0);
    assertThat(worst)
        .containsEntry("shape", "UPDATE orders SET status = ?")
        .containsEntry("place", statements() + ":1")
        .containsEntry("worst", "refused");
    Map<String, Object> error = map(list(worst.get("flips")).get(0).get("error"));
    assertThat(error).containsEntry("sqlstate", "TR002").containsEntry("column", 28);
  }

  private CommandRun check(String rules, String statements, String... more) throws IOException {
    Files.writeString(statements(), statements);
    List<String> arguments =
        new ArrayList<>(
            List.of("check", "--rules", rules(rules), "--statements", statements().toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private Path statements() {
    return folder.resolve("statements.sql");
  }

  private String rules(String rules) throws IOException {
    return Files.writeString(folder.resolve("rules.yaml"), "rules:\n" + rules).toString();
  }
}
