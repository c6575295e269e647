package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A migration that is rehearsed on a clone of the database. */
class RehearseCommandIT {

  private static final String DATABASE = "rehearsed";
  private static final String CLONE = "rehearsed_clone";
  private static final String STATEMENT = "ALTER TABLE orders ADD COLUMN size text NOT NULL";
  private static final String VALUE = "CASE WHEN amount > 3 THEN 'large' ELSE 'small' END";

  private final TestPostgres postgres = TestPostgres.shared();

  @BeforeEach
  void makeTableAndClone() throws SQLException {
    postgres.createDatabase(DATABASE);
    postgres.execute(
        DATABASE,
        "CREATE TABLE orders (id int PRIMARY KEY, amount int NOT NULL);"
            + "INSERT INTO orders SELECT i, i % 7 FROM generate_series(1, 20000) AS i;"
            + " ANALYZE orders");
    postgres.execute("postgres", "CREATE DATABASE " + CLONE + " TEMPLATE " + DATABASE);
  }

  @AfterEach
  void dropDatabases() throws SQLException {
    postgres.dropDatabase(CLONE);
    postgres.dropDatabase(DATABASE);
  }

  private CommandRun rehearse(String clone, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("migrate", "rehearse", "--database", postgres.jdbcUrl(DATABASE)));
    arguments.addAll(List.of("--clone", postgres.jdbcUrl(clone)));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private String ask(String database, String sql) throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void eachStepIsDoneOnTheCloneAndNothingInTheDatabase() throws Exception {
    CommandRun run = rehearse(CLONE, STATEMENT, "--value", VALUE, "--index", "size");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .containsPattern("\nadd +[\\d,]+ ms +[\\d.]+ k?B  some ms\n")
        .containsPattern("\nbackfill +[\\d,]+ ms +[\\d.]+ MB  ")
        .containsPattern("\nindex-orders_size_idx +[\\d,]+ ms ")
        .containsPattern("\npublish-complete +[\\d,]+ ms ")
        .containsPattern("\ntable public.orders: [\\d.]+ .B before, [\\d.]+ MB after\n")
        .containsPattern(
            "\nlongest lock that writers wait for: (ACCESS EXCLUSIVE of"
                + " (add|not-null-check|not-null-set)|SHARE ROW EXCLUSIVE of fill-size), \\d+ ms\n");
    assertThat(ask(CLONE, "SELECT count(*) FROM orders WHERE (size = 'large') = (amount > 3)"))
        .isEqualTo("20000");
    assertThat(ask(CLONE, "SELECT count(*) FROM trestle.rule")).isEqualTo("0");
    assertThat(
            ask(
                DATABASE,
                "SELECT count(*) FROM pg_attribute WHERE attrelid = 'orders'::regclass"
                    + " AND attnum > 0"))
        .isEqualTo("2");
    assertThat(ask(DATABASE, "SELECT to_regnamespace('trestle')")).isNull();
  }

  @Test
  void whatTheDatabaseTakesIsReckonedByItsSize() throws Exception {
    postgres.execute(
        DATABASE, "INSERT INTO orders SELECT i, 1 FROM generate_series(20001, 400000) AS i;");
    postgres.execute(DATABASE, "ANALYZE orders");

    CommandRun run = rehearse(CLONE, STATEMENT, "--value", VALUE);

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).containsPattern("\nbackfill +[\\d,]+ ms +[\\d.]+ MB  about \\d+ s\n");
  }

  @Test
  void aLockThatIsHeldForTooLongFailsIt() {
    CommandRun run = rehearse(CLONE, STATEMENT + " DEFAULT 'x'", "--max-lock-millis", "0");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("that is more than --max-lock-millis 0");
  }

  @Test
  void aBoundThatMakesNoSenseIsBadUsage() {
    CommandRun run = rehearse(CLONE, STATEMENT + " DEFAULT 'x'", "--max-lock-millis", "-1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--max-lock-millis is -1; expected 0 or more");
  }

  @Test
  void theDatabaseItselfIsNoClone() throws Exception {
    CommandRun run = rehearse(DATABASE, STATEMENT + " DEFAULT 'x'");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("the clone is the database itself");
    assertThat(ask(DATABASE, "SELECT to_regnamespace('trestle')")).isNull();
  }

  @Test
  void aCloneThatIsUnlikeTheDatabaseIsRefused() throws Exception {
    postgres.execute(CLONE, "ALTER TABLE orders ADD COLUMN size text");

    CommandRun run = rehearse(CLONE, STATEMENT + " DEFAULT 'x'");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("the clone is not like the database: there the steps are");
  }

  @Test
  void aCloneWhoseRuleStoreNodesFollowIsRefused() throws Exception {
    CommandRun init = CommandRun.of("migrate", "init", "--database", postgres.jdbcUrl(CLONE));
    assertThat(init.exitCode()).isZero();
    postgres.execute(
        CLONE,
        "INSERT INTO trestle.member (id, kind, name, version, acknowledged, lease_until)"
            + " SELECT gen_random_uuid(), 'proxy', 'orders-a', '1', epoch, now() + interval '1 h'"
            + " FROM trestle.state");

    CommandRun run = rehearse(CLONE, STATEMENT + " DEFAULT 'x'");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("proxy orders-a follows the rule store of the clone");
  }
}
