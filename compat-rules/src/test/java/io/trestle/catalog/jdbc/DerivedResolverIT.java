package io.trestle.catalog.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.catalog.CatalogSource.Fingerprint;
import io.trestle.catalog.DerivedValue;
import io.trestle.catalog.RuledColumn;
import io.trestle.engine.Outcome;
import io.trestle.engine.SessionState;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RulesFile;
import io.trestle.testkit.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class DerivedResolverIT {

  private static final String DATABASE = "derived_resolver";
  private static final TestPostgres POSTGRES = TestPostgres.shared();

  @TempDir private Path folder = Path.of("");

  private final JdbcCatalogSource source =
      new JdbcCatalogSource(
          database -> {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setUrl(POSTGRES.jdbcUrl(database));
            return dataSource;
          });

  @BeforeAll
  static void createSchema() throws SQLException {
    POSTGRES.createDatabase(DATABASE);
    POSTGRES.execute(
        DATABASE,
        """
        CREATE SCHEMA shop;
        CREATE TYPE shop.mood AS ENUM ('calm', 'glad');
        CREATE FUNCTION shop.twice(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1 || $1';
        CREATE FUNCTION shop.moment() RETURNS text LANGUAGE sql STABLE AS 'SELECT now()::text';
        CREATE TABLE shop.orders (id int PRIMARY KEY, note varchar(40), amount numeric(8,2), quantity int,
          shipped_at timestamptz, "Odd ""name" text COLLATE "C", posix text COLLATE "POSIX", tags text[], mood shop.mood,
          year int, total numeric GENERATED ALWAYS AS (amount * 2) STORED);
        INSERT INTO shop.orders VALUES (1, 'First', 12.50, 3, NULL, 'Odd', 'px', '{A,B}', 'calm', 2020),
          (2, NULL, 0, 1, '2026-02-01 08:00:00+00', 'odd\\', 'Px', NULL, 'glad', 2021);
        CREATE SCHEMA hostile;
        CREATE DOMAIN hostile.text AS varchar(1);
        CREATE DOMAIN hostile.date AS varchar(1);
        CREATE FUNCTION hostile.lower(pg_catalog.text) RETURNS pg_catalog.text LANGUAGE sql IMMUTABLE AS 'SELECT ''captured''';
        CREATE FUNCTION hostile.twice(pg_catalog.text) RETURNS pg_catalog.text LANGUAGE sql IMMUTABLE AS 'SELECT ''captured''';
        CREATE FUNCTION hostile.never(anyelement, anyelement) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false';
        CREATE FUNCTION hostile.never(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false';
        CREATE FUNCTION hostile.zero(numeric, numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT 0.0';
        CREATE OPERATOR hostile.= (LEFTARG = anyelement, RIGHTARG = anyelement, FUNCTION = hostile.never);
        CREATE OPERATOR hostile.> (LEFTARG = anyelement, RIGHTARG = anyelement, FUNCTION = hostile.never);
        CREATE OPERATOR hostile.* (LEFTARG = numeric, RIGHTARG = numeric, FUNCTION = hostile.zero);
        CREATE COLLATION hostile."C" FROM pg_catalog."POSIX";
        """);
  }

  @AfterAll
  static void dropSchema() throws SQLException {
    POSTGRES.dropDatabase(DATABASE);
  }

  private static String yaml(String type, String value, String more) {
    return "rules:\n  - table: shop.orders\n    column: c\n    type: %s\n    value: |-\n      %s\n    phase: absent\n%s"
        .formatted(type, value, more);
  }

  private RuledColumn resolve(String type, String value, String more) throws Exception {
    RuleSet rules = RulesFile.parse("r.yaml", yaml(type, value, more));
    return Objects.requireNonNull(source.read(DATABASE, rules).columns().get("shop.orders.c"));
  }

  /** What the engine makes of a statement. */
  private String rewritten(String value, String sql) throws Exception {
    Path file = Files.writeString(folder.resolve("rules.yaml"), yaml("text", value, ""));
    try (RewritingEngines engines = new RewritingEngines(FileRuleSource.open(file), source)) {
      Outcome outcome =
          engines
              .forDatabase(DATABASE)
              .current()
              .rewrite(sql, new SessionState("postgres", DATABASE));
      return ((Outcome.Rewritten) outcome).sql();
    }
  }

  private static List<String> values(String searchPath, String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = POSTGRES.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = " + searchPath);
      try (ResultSet rows = statement.executeQuery(query)) {
        while (rows.next()) {
          values.add(rows.getString(1));
        }
      }
    }
    return values;
  }

  /** What is resolved gives, under a search_path that captures, what was written gives. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CASE WHEN shipped_at IS NULL THEN 'pending' ELSE 'shipped' END",
        "CASE WHEN shipped_at > '2026-01-01 00:00:00+00' THEN lower(note) WHEN note = 'First' THEN 'y' END",
        "lower(note)",
        "twice(note)",
        "note::text || '-' || quantity",
        "(amount * quantity)::text",
        "CASE WHEN note IN ('First', 'Second') THEN 'in' ELSE 'out' END",
        "CASE WHEN quantity BETWEEN 2 AND 4 THEN 'few' ELSE 'many' END",
        "CASE WHEN note LIKE 'F%' THEN 'like' ELSE 'unlike' END",
        "CASE WHEN lower(\"Odd \"\"name\") = 'odd' THEN 'odd' ELSE 'even' END",
        "CASE WHEN \"Odd \"\"name\" = 'odd\\' THEN 'back\\slash' ELSE 'x' END",
        "substring(note from 1 for 2) || left(note, 1) || coalesce(note, '')",
        "extract(year from shipped_at at time zone 'UTC')::text || year",
        "CASE WHEN (shipped_at at time zone 'UTC')::date > '2020-01-01' THEN 'late' END",
        "lower(tags[1])",
        "greatest(quantity, 2)::text",
        "CASE WHEN mood = 'calm' THEN 'm' ELSE 'n' END",
        "CASE WHEN (amount, quantity) > (1, 1) THEN 'more' ELSE 'less' END",
        "CASE WHEN note COLLATE \"C\" > 'A' THEN 'above' END",
        "(- quantity)::text || (-5)",
        "md5(note)",
        "trim(both from note) || position('i' in note)",
        "upper(posix) || note::varchar(2)::text"
      })
  void meansTheSameUnderAnySearchPath(String value) throws Exception {
    String read = rewritten(value, "SELECT c FROM shop.orders o ORDER BY id");
    String nullable =
        rewritten(
            value,
            "SELECT o.c FROM shop.orders i LEFT JOIN shop.orders o ON o.id = i.id ORDER BY i.id");

    List<String> expected =
        values("pg_catalog, shop", "SELECT (" + value + ") FROM shop.orders ORDER BY id");

    assertThat(values("hostile, pg_catalog", read)).isEqualTo(expected);
    assertThat(values("hostile, pg_catalog", nullable)).isEqualTo(expected);
  }

  @Test
  void knowsTheColumnsThatAreRead() throws Exception {
    DerivedValue derived =
        Objects.requireNonNull(resolve("numeric(8,2)", "amount * quantity + amount", "").derived());

    assertThat(derived.columns()).containsExactly("amount", "quantity", "amount");
    assertThat(derived.sources()).containsExactlyInAnyOrder("amount", "quantity");
    assertThat(derived.collationSql()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text|lower(note)||null",
        "text|lower(note)|C|pg_catalog.\"C\"",
        "text|posix|POSIX|null",
        "text|posix||pg_catalog.\"default\"",
        "text|note COLLATE \"C\"|C|pg_catalog.\"C\"",
        "text|CASE WHEN id = 1 THEN \"Odd \"\"name\" ELSE posix END||pg_catalog.\"default\"",
        "integer|quantity||null",
      })
  void saysWhichCollationHasToBePutOnIt(
      String type, String value, @Nullable String collation, String wanted) throws Exception {
    String more = collation == null ? "" : "    collation: " + collation + "\n";

    DerivedValue derived = Objects.requireNonNull(resolve(type, value, more).derived());

    assertThat(String.valueOf(derived.collationSql())).isEqualTo(wanted);
  }

  @Test
  void anExpressionOverNoColumnIsAConstant() throws Exception {
    RuledColumn column = resolve("text", "md5('a') || 'b'", "");

    assertThat(column.derived()).isNull();
    assertThat(column.valueLiteral()).isEqualTo("'0cc175b9c0f1b6a831c399e269772661b'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text|missing|r.yaml:2: rule shop.orders.c: value missing cannot be computed: ERROR: column \"missing\" does not exist",
        "text|moment()|generation expression is not immutable",
        "text|shipped_at::text|generation expression is not immutable",
        "text|max(note)|aggregate functions are not allowed",
        "text|total::text|cannot use generated column \"total\"",
        "integer|lower(note)|is of type integer but default expression is of type text",
        "text|CASE note WHEN 'a' THEN 'b' END|has CASE x WHEN y, whose meaning depends on a session's search_path; expected CASE WHEN x = y",
        "text|nullif(note, '')|expected CASE WHEN x = y THEN NULL ELSE x END",
        "boolean|note IS DISTINCT FROM 'a'|has IS DISTINCT FROM",
        "text|coalesce(note, lower('X'))|a function over constants alone",
        "text|orders.note|missing FROM-clause entry",
        "text|ctid::text|cannot use system column",
        "text|tableoid::text|the construct tableoid",
      })
  void refusesWhatIsNoDerivedValue(String type, String value, String message) {
    assertThatThrownBy(() -> resolve(type, value, ""))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith("r.yaml:2: rule shop.orders.c: value ");
  }

  @Test
  void leavesNothingBehind() throws Exception {
    Fingerprint before = source.fingerprint(DATABASE);

    resolve("text", "lower(note)", "");

    assertThat(source.fingerprint(DATABASE)).isEqualTo(before);
    assertThat(values("pg_catalog", "SELECT to_regclass('pg_temp.trestle_row')::text"))
        .containsOnlyNulls();
  }

  @Test
  void aTableThatDoesNotExistIsNoError() throws Exception {
    RuleSet rules =
        RulesFile.parse(
            "r.yaml",
            "rules:\n  - table: shop.missing\n    column: c\n    type: text\n    value: lower(note)\n    phase: absent\n");

    assertThat(source.read(DATABASE, rules).columns()).isEmpty();
  }

  /** Else each statement that gets the value would be refused (TR009). */
  @Test
  void aValueThatTheParserCannotReadIsAnErrorOfTheRule() {
    String value = "note" + " || 'a'".repeat(1_000); // nested too deep for it

    assertThatThrownBy(() -> resolve("text", value, ""))
        .isInstanceOf(SQLException.class)
        .hasMessageStartingWith("r.yaml:")
        .hasMessageContaining("which Trestle's parser cannot read");
  }
}
