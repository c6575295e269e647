package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check} and {@code explain} with a database. */
final class DatabaseCommandsIT {

  private static final String DATABASE = "cli_commands";

  private final TestPostgres postgres = TestPostgres.shared();

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void createTable() throws SQLException {
    postgres.createDatabase(DATABASE);
    postgres.execute(DATABASE, "CREATE TABLE orders (id int PRIMARY KEY, item text)");
  }

  @AfterEach
  void drop() throws SQLException {
    postgres.dropDatabase(DATABASE);
  }

  @Test
  void checkTakesARuleThatFits() throws IOException {
    CommandRun run = check(rules("orders", "text", "absent"));

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void checkNamesWhatDoesNotFit() throws IOException {
    assertThat(check(rules("missing", "text", "absent")).err())
        .contains("rules.yaml:2: table public.missing does not exist");
    assertThat(check(rules("orders", "nonsense", "absent")).err())
        .contains("rules.yaml:2: ")
        .contains("\"nonsense\" does not exist");
    assertThat(check(rules("orders", "int", "absent")).err()).contains("does not fit type int");
    CommandRun early = check(rules("orders", "text", "readable"));
    assertThat(early.err()).contains("column public.orders.status does not exist");
    assertThat(early.exitCode()).isEqualTo(2);
  }

  @Test
  void explainShowsEachPhase() throws IOException {
    CommandRun run = explain("SELECT * FROM orders", "--database", url());

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("rule public.orders.status (")
        .contains("now in phase absent; this session knows the column")
        .containsPattern("absent \\(now\\): is rewritten\n  SELECT \\[-\\*-].*id.*item.*status")
        .containsPattern("readable, writable: is rewritten\n  SELECT .*COALESCE")
        .contains("backfilled, complete: passes untouched")
        .doesNotContain("No --database");
    assertThat(run.exitCode()).isZero();
  }

  /** A positional INSERT goes by the physical order of the columns, in every phase. */
  @Test
  void explainSeesTheColumnWhereItIs() throws Exception {
    postgres.execute(
        DATABASE, "ALTER TABLE orders ADD COLUMN status text; ALTER TABLE orders ADD COLUMN z int");

    CommandRun run =
        explain(
            "INSERT INTO orders VALUES (1, 'a', 2, 'pending')",
            "--phase",
            "complete",
            "--database",
            url());

    assertThat(run.out()).doesNotContain("complete: is rewritten");
  }

  @Test
  void explainSaysThatATableIsNotThere() throws IOException, SQLException {
    postgres.execute(DATABASE, "DROP TABLE orders");

    assertThat(explain("SELECT status FROM orders", "--database", url()).out())
        .contains("the database has no such table: the rule is without effect");
  }

  @Test
  void explainTakesNoRuleThatDoesNotFit() throws IOException {
    Path file = Files.writeString(folder.resolve("r.yaml"), rules("orders", "nonsense", "absent"));
    CommandRun run =
        CommandRun.of(
            "explain", "--rules", file.toString(), "--database", url(), "SELECT 1 FROM orders");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("r.yaml:2: ").contains("\"nonsense\" does not exist");
  }

  @Test
  void explainAsJson() throws IOException {
    CommandRun run =
        explain("SELECT id FROM orders", "--phase", "absent", "--json", "--database", url());

    assertThat(run.out())
        .contains("\"with_database\":true")
        .contains("\"table_exists\":true")
        .contains("\"phase\":\"absent\",\"now\":true,\"outcome\":\"untouched\"}");
  }

  @Test
  void explainSaysWhenTheDatabaseIsAway() throws IOException {
    CommandRun run =
        explain("SELECT 1", "--database", "jdbc:postgresql://127.0.0.1:1/shop?user=nobody");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("database shop cannot be asked").doesNotContain("\tat ");
  }

  private CommandRun check(String rules) throws IOException {
    Path file = Files.writeString(folder.resolve("rules.yaml"), rules);
    return CommandRun.of("check", "--rules", file.toString(), "--database", url());
  }

  private CommandRun explain(String sql, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("rules.yaml"), rules("orders", "text", "absent"));
    String[] arguments = new String[4 + more.length]; // the statement comes last
    arguments[0] = "explain";
    arguments[1] = "--rules";
    arguments[2] = file.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    arguments[arguments.length - 1] = sql;
    return CommandRun.of(arguments);
  }

  private String url() {
    return postgres.jdbcUrl(DATABASE);
  }

  private static String rules(String table, String type, String phase) {
    return """
        rules:
          - table: public.%s
            column: status
            type: %s
            value: "'pending'"
            phase: %s
        """
        .formatted(table, type, phase);
  }
}
