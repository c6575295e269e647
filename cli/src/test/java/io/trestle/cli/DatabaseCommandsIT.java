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
        .contains("public.orders.status (now in phase absent): this session knows it")
        .containsPattern("absent +is rewritten\n +SELECT .*id.*item.*status")
        .containsPattern("readable +is rewritten\n +SELECT .*COALESCE")
        .contains("complete");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void explainShowsARefusalWithCodeAndHint() throws IOException {
    CommandRun run = explain("UPDATE orders SET status = 'sent'", "--database", url());

    assertThat(run.out())
        .containsPattern("absent +is (refused|rewritten)")
        .contains("TR002")
        .contains("hint: ");
  }

  @Test
  void explainWithoutADatabaseSaysWhatItCannotKnow() throws IOException {
    CommandRun all = explain("SELECT * FROM orders");
    CommandRun one = explain("SELECT o.status FROM orders o WHERE o.status = 'pending'");

    assertThat(all.out()).contains("No --database").contains("cannot be told without --database");
    assertThat(one.out()).contains("No --database").containsPattern("absent +is rewritten");
  }

  @Test
  void explainAsJson() throws IOException {
    CommandRun run = explain("SELECT 1", "--json", "--database", url());

    assertThat(run.out()).contains("\"absent\":{\"outcome\":\"untouched\"}");
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
    String[] arguments = new String[4 + more.length];
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
