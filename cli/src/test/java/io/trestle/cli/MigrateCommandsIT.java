package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The migrator's commands, without services around them. */
class MigrateCommandsIT {

  private static final String DATABASE = "migrate_commands";

  @TempDir private Path folder;

  private final TestPostgres postgres = TestPostgres.shared();

  @BeforeEach
  void makeTable() throws SQLException {
    postgres.createDatabase(DATABASE);
    postgres.execute(
        DATABASE,
        "CREATE TABLE orders (id int PRIMARY KEY, amount int NOT NULL);"
            + "INSERT INTO orders SELECT i, i % 7 FROM generate_series(1, 500) AS i");
    assertThat(migrate("init").exitCode()).isZero();
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    postgres.dropDatabase(DATABASE);
  }

  private CommandRun migrate(String command, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("migrate", command, "--database", postgres.jdbcUrl(DATABASE)));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = postgres.connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private Path file(String yaml) throws Exception {
    return Files.writeString(folder.resolve("migration.yaml"), yaml);
  }

  @Test
  void aFileDescribesAMigration() throws Exception {
    Path file =
        file(
            """
            statement: ALTER TABLE orders ADD COLUMN size text NOT NULL
            value: "CASE WHEN amount > 3 THEN 'large' ELSE 'small' END"
            indexes:
              - keys: size, id DESC
                where: size <> 'small'
            """);

    assertThat(migrate("plan", "--file", file.toString()).out())
        .contains("computed: CASE WHEN amount > 3", "CREATE INDEX CONCURRENTLY");
    CommandRun run = migrate("start", "--file", file.toString(), "--yes");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(ask("SELECT count(*) FROM orders WHERE (size = 'large') <> (amount > 3)"))
        .isEqualTo("0");
    assertThat(ask("SELECT indexdef FROM pg_indexes WHERE indexdef LIKE '%size%'"))
        .contains("(size, id DESC) WHERE (size <> 'small'::text)");
  }

  @Test
  void whatIsWrongWithAFileIsBadUsage() throws Exception {
    CommandRun wrong = migrate("plan", "--file", file("statement: x\nvalu: 1").toString());
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("migration.yaml:2: unknown key \"valu\"");

    CommandRun missing = migrate("plan", "--file", folder.resolve("none.yaml").toString());
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("none.yaml cannot be read");

    String file = file("statement: ALTER TABLE orders ADD COLUMN a int").toString();
    CommandRun beside = migrate("start", "--file", file, "--yes", "--known-by", "user=shop");
    assertThat(beside.exitCode()).isEqualTo(2);
    assertThat(beside.err()).contains("--known-by beside --file");
    assertThat(migrate("start", "ALTER …", "--file", file).err())
        .contains("STATEMENT beside --file");
    assertThat(migrate("plan").err()).contains("expected STATEMENT, or --file FILE");
    assertThat(ask("SELECT count(*) FROM trestle.migration")).isEqualTo("0");
  }

  @Test
  void aColumnThatAllowsNullIsAddedToo() throws Exception {
    String statement = "ALTER TABLE orders ADD COLUMN note text";

    assertThat(migrate("plan", statement).out())
        .contains("+ note text, rows that exist hold: NULL", "ADD COLUMN \"note\" text");
    CommandRun run = migrate("start", statement, "--yes");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(ask("SELECT count(*) FROM orders WHERE note IS NULL")).isEqualTo("500");
    assertThat(migrate("plan", "ALTER TABLE orders ADD COLUMN other text", "--value", "'x'").err())
        .contains("column other allows NULL, which cannot be told from a row that is not filled");
  }

  @Test
  void theSameTextInAnotherSchemaIsAnotherMigration() throws Exception {
    postgres.execute(
        DATABASE,
        "CREATE SCHEMA other; CREATE TABLE other.orders AS TABLE orders;"
            + " ALTER TABLE other.orders ADD PRIMARY KEY (id)");
    String statement = "ALTER TABLE orders ADD COLUMN size text NOT NULL DEFAULT 'small'";
    assertThat(migrate("start", statement, "--yes", "--to", "absent").exitCode()).isZero();

    CommandRun other =
        CommandRun.of(
            "migrate",
            "start",
            "--database",
            postgres.jdbcUrl(DATABASE) + "&currentSchema=other",
            statement,
            "--yes");

    assertThat(other.exitCode()).as(other.out() + other.err()).isZero();
    assertThat(other.out()).contains("other.orders.size has ended").doesNotContain("goes on");
    assertThat(ask("SELECT count(*) FROM other.orders WHERE size = 'small'")).isEqualTo("500");
    assertThat(ask("SELECT phase FROM trestle.rule")).isEqualTo("absent");
  }

  @Test
  void otherOptionsThanThoseItBeganWithAreRefused() throws Exception {
    String statement = "ALTER TABLE orders ADD COLUMN size int NOT NULL";
    migrate("start", statement, "--yes", "--to", "absent", "--value", "amount");

    CommandRun other = migrate("start", statement, "--yes", "--value", "amount + 1");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("has begun by this statement, but with the value amount");
    assertThat(migrate("start", statement, "--yes", "--known-by", "user=shop").err())
        .contains("but with no known-by");

    CommandRun same = migrate("start", statement, "--yes", "--value", "amount");
    assertThat(same.exitCode()).as(same.out() + same.err()).isZero();
    assertThat(same.out()).contains("goes on with public.orders.size");
    assertThat(ask("SELECT count(*) FROM orders WHERE size <> amount")).isEqualTo("0");
  }
}
