package io.trestle.cli;

import static io.trestle.cli.ExplainCommandTest.STATUS;
import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code check} over what a server has seen: pg_stat_statements, and its logs. */
final class CheckStatementsIT {

  private static final String DATABASE = "check_statements";
  private static final String KNOWN_BY = "    known-by:\n      - application-name: \"v2*\"\n";

  private static final TestPostgres POSTGRES =
      TestPostgres.start(
          TestPostgres.NEWEST,
          Map.of(
              "shared_preload_libraries", "pg_stat_statements",
              "pg_stat_statements.track", "all",
              "logging_collector", "on",
              "log_destination", "stderr,csvlog,jsonlog"));

  @TempDir private Path folder = Path.of("");

  /** A service of each kind goes through its statements. */
  @BeforeAll
  static void serve() throws SQLException {
    POSTGRES.createDatabase(DATABASE);
    POSTGRES.execute(
        DATABASE, "ALTER SYSTEM SET log_line_prefix = '%m [%p] user=%u,db=%d,app=%a '");
    POSTGRES.execute(
        DATABASE,
        "CREATE EXTENSION pg_stat_statements;"
            + " CREATE TABLE orders (id int PRIMARY KEY, item text, placed timestamptz);"
            + " CREATE TABLE customers (id int)");
    POSTGRES.execute(DATABASE, "SELECT pg_stat_statements_reset(), pg_reload_conf()");
    try (Connection connection = POSTGRES.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute("SET application_name = 'v2.7'");
      awaitPrefix(statement);
      statement.execute("SET log_statement = 'all'");
      for (int i = 0; i < 3; i++) {
        statement.execute("SELECT item FROM orders WHERE id = " + i + " -- plain;\n\tAND true");
      }
      statement.execute("SELECT id FROM orders WHERE placed > now() - interval '1 day'");
      statement.execute("SELECT count(*) FROM customers");
      statement.execute("COPY orders TO PROGRAM 'cat > /dev/null'");
      statement.execute("DO $$ BEGIN PERFORM id FROM orders ORDER BY id; END $$");
      try (PreparedStatement prepared =
          connection.prepareStatement("SELECT * FROM orders WHERE item = ?")) {
        prepared.setString(1, "a");
        prepared.executeQuery();
      }
    }
  }

  /** The server takes its configuration in its own time. */
  private static void awaitPrefix(Statement statement) throws SQLException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < deadline) {
      try (ResultSet row = statement.executeQuery("SHOW log_line_prefix")) {
        row.next();
        if (row.getString(1).contains("app=%a")) {
          return;
        }
      }
    }
    throw new AssertionError("the server has not read its configuration within 30 s");
  }

  @AfterAll
  static void stop() {
    POSTGRES.close();
  }

  @Test
  void whatTheExtensionHasSeenIsJudged() throws IOException {
    CommandRun run = check(STATUS, "--phase", "readable", "--pg-stat-statements");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("SELECT item FROM orders WHERE id = $1 AND")
        .contains("1 statement, 3 calls; first at pg_stat_statements")
        .contains("SELECT * FROM orders WHERE item = $1\n")
        .contains("interval $")
        .contains("UNTOUCHED (2 shapes)")
        .contains("REWRITTEN (2 shapes)")
        .doesNotContain("TR003")
        .doesNotContain("ORDER BY id") // sent by no client
        .doesNotContain("FROM customers");
  }

  @Test
  void whereTheExtensionIsNotThereTheWayOutIsNamed() throws IOException, SQLException {
    CommandRun run =
        CommandRun.of(
            "check",
            "--rules",
            rules(STATUS.replace("public.orders", "pg_catalog.pg_class")),
            "--database",
            POSTGRES.jdbcUrl("template1"),
            "--pg-stat-statements");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("database template1: the extension pg_stat_statements is not there; expected")
        .contains("shared_preload_libraries");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stderr", "csvlog", "jsonlog"})
  void theServersLogIsJudged(String destination) throws IOException, SQLException {
    Path log = Files.writeString(folder.resolve("server.log"), log(destination));

    CommandRun run =
        check(STATUS + KNOWN_BY, "--phase", "readable", "--statements", log.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("SELECT item FROM orders WHERE id = ? AND true\n   3 statements, 3 calls")
        .contains("SELECT * FROM orders WHERE item = $1\n   1 statement, 1 call")
        .contains("readable: is rewritten\n")
        .contains("COPY orders TO PROGRAM ?")
        .doesNotContain("for sessions that know"); // the log tells which do
    assertThat(run.out()).containsPattern("UNTOUCHED \\([23] shapes\\)");
  }

  private static String log(String destination) throws SQLException {
    try (Connection connection = POSTGRES.connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_read_file(pg_current_logfile('%s'))".formatted(destination))) {
      row.next();
      return row.getString(1);
    }
  }

  private CommandRun check(String rules, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("check", "--rules", rules(rules), "--database", POSTGRES.jdbcUrl(DATABASE)));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private String rules(String rules) throws IOException {
    return Files.writeString(folder.resolve("rules.yaml"), "rules:\n" + rules).toString();
  }
}
