package io.trestle.catalog.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.catalog.Catalog;
import io.trestle.catalog.CatalogSource.Fingerprint;
import io.trestle.catalog.Relation;
import io.trestle.catalog.Relation.Relative;
import io.trestle.catalog.Relation.Tie;
import io.trestle.catalog.RuledColumn;
import io.trestle.catalog.SchemaUsers;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RulesFile;
import io.trestle.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

class JdbcCatalogSourceIT {

  private static final String DATABASE = "catalog_source";
  private static final TestPostgres POSTGRES = TestPostgres.shared();

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
        CREATE SCHEMA other;
        CREATE TYPE other.mood AS ENUM ('calm', 'glad');
        CREATE TABLE public.orders (id int GENERATED ALWAYS AS IDENTITY, gone int, note text NOT NULL DEFAULT 'x',
                                    total int GENERATED ALWAYS AS (1) STORED);
        ALTER TABLE public.orders DROP COLUMN gone;
        CREATE TABLE other.orders (id int, mood other.mood);
        CREATE TABLE public.events (id int, at date) PARTITION BY RANGE (at);
        CREATE TABLE public.events_2026 PARTITION OF public.events
          FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY RANGE (at);
        CREATE TABLE public.events_2026_01 PARTITION OF public.events_2026
          FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
        CREATE ROLE wanderer;
        ALTER ROLE wanderer SET search_path = other, public;
        """);
  }

  @AfterAll
  static void dropSchema() throws SQLException {
    POSTGRES.dropDatabase(DATABASE);
    POSTGRES.execute("postgres", "DROP ROLE wanderer");
  }

  private static RuleSet rule(String table, String type, String value, String more)
      throws Exception {
    return RulesFile.parse(
        "r.yaml",
        "rules:\n  - table: %s\n    column: c\n    type: %s\n    value: \"%s\"\n    phase: absent\n%s"
            .formatted(table, type, value, more));
  }

  private RuledColumn resolve(String type, String value, String more) throws Exception {
    Catalog catalog = source.read(DATABASE, rule("public.orders", type, value, more));
    return catalog.columns().get("public.orders.c");
  }

  @Test
  void readsRelationsWithTheirColumns() throws Exception {
    Catalog catalog = source.read(DATABASE, RuleSet.EMPTY);

    Relation orders = catalog.find("public", "orders").orElseThrow();
    assertThat(orders.columns())
        .containsExactly(
            new Relation.Column("id", true, false, true),
            new Relation.Column("note", true, true, false),
            new Relation.Column("total", false, true, true, true, false));
    assertThat(catalog.named("orders")).hasSize(2);
    assertThat(catalog.isAggregate("count")).isTrue();
    assertThat(catalog.isAggregate("lower")).isFalse();
  }

  @Test
  void knowsPartitionsAndParentsNearAndFar() throws Exception {
    Catalog catalog = source.read(DATABASE, RuleSet.EMPTY);

    assertThat(relatives(catalog, "events", Tie.DESCENDANT))
        .containsExactlyInAnyOrder("events_2026", "events_2026_01");
    assertThat(relatives(catalog, "events", Tie.ANCESTOR)).isEmpty();
    assertThat(relatives(catalog, "events_2026_01", Tie.ANCESTOR))
        .containsExactlyInAnyOrder("events_2026", "events");
    assertThat(relatives(catalog, "events_2026_01", Tie.DESCENDANT)).isEmpty();
    assertThat(catalog.named("orders").get(0).relatives()).isEqualTo(List.of());
  }

  private static List<String> relatives(Catalog catalog, String table, Tie tie) {
    return catalog.named(table).get(0).relatives().stream()
        .filter(relative -> relative.tie() == tie)
        .map(Relative::name)
        .toList();
  }

  @Test
  void knowsWhatViewsReadOfATable() throws Exception {
    Fingerprint before = source.fingerprint(DATABASE);
    POSTGRES.execute(
        DATABASE,
        """
        CREATE TABLE seen (id int, note text, hidden text);
        CREATE VIEW seen_notes AS SELECT note AS hidden FROM seen WHERE id > 0;
        CREATE MATERIALIZED VIEW seen_above AS SELECT hidden FROM seen_notes;
        CREATE VIEW seen_rows AS SELECT row_to_json(s) AS json FROM seen s;
        CREATE VIEW seen_nothing AS SELECT count(*) AS n FROM seen;
        """);

    List<Relative> views = source.read(DATABASE, RuleSet.EMPTY).named("seen").get(0).relatives();

    assertThat(views)
        .containsExactlyInAnyOrder(
            new Relative(Tie.VIEW, "public", "seen_notes", Set.of("id", "note"), false),
            new Relative(Tie.VIEW, "public", "seen_above", Set.of("id", "note"), false),
            new Relative(Tie.VIEW, "public", "seen_rows", Set.of(), true),
            new Relative(Tie.VIEW, "public", "seen_nothing", Set.of(), false));
    Fingerprint with = source.fingerprint(DATABASE);
    POSTGRES.execute(
        DATABASE,
        "CREATE OR REPLACE VIEW seen_notes AS SELECT note AS hidden FROM seen WHERE hidden = 'x'");
    assertThat(List.of(before, with)).doesNotContain(source.fingerprint(DATABASE));
    POSTGRES.execute(DATABASE, "DROP TABLE seen CASCADE");
  }

  @Test
  void knowsWhoMayUseASchemaWithNamesakes() throws Exception {
    SchemaUsers users = source.read(DATABASE, RuleSet.EMPTY).schemaUsers();

    assertThat(users.isOpen("public")).isTrue();
    assertThat(users.isOpen("other")).isFalse();
    assertThat(users.mayUse("wanderer", "other")).isFalse();
    assertThat(users.mayUse("postgres", "other")).isTrue();
    Fingerprint before = source.fingerprint(DATABASE);
    POSTGRES.execute(DATABASE, "GRANT USAGE ON SCHEMA other TO wanderer");
    assertThat(source.fingerprint(DATABASE)).isNotEqualTo(before);
    users = source.read(DATABASE, RuleSet.EMPTY).schemaUsers();
    assertThat(users.mayUse("wanderer", "other")).isTrue();
    POSTGRES.execute(DATABASE, "REVOKE USAGE ON SCHEMA other FROM wanderer");
  }

  @Test
  void knowsTheSearchPathThatSessionsStartWith() throws Exception {
    Catalog catalog = source.read(DATABASE, RuleSet.EMPTY);

    assertThat(catalog.searchPaths().of("wanderer")).isEqualTo("other, public");
    assertThat(catalog.searchPaths().of("anyone")).isEqualTo("\"$user\", public");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text|'it''s'|pg_catalog.text|'it''s'|25",
        "varchar(12)|'x'|pg_catalog.varchar(12)|'x'|1043",
        "character varying(12)|'x'|pg_catalog.varchar(12)|'x'|1043",
        "numeric(6,2)|1.5|pg_catalog.numeric(6,2)|'1.50'|1700",
        "integer|0|pg_catalog.int4|'0'|23",
        "boolean|true|pg_catalog.bool|'true'|16",
        "timestamptz|'2026-01-01 00:00+02'|pg_catalog.timestamptz|'2025-12-31 22:00:00+00'|1184",
        "char|'x'|pg_catalog.bpchar(1)|'x'|1042",
        "int[]|'{1,2}'|pg_catalog._int4|'{1,2}'|1007",
      })
  void resolvesTypesAndValues(String type, String value, String typeSql, String literal, int oid)
      throws Exception {
    RuledColumn column = resolve("\"" + type + "\"", value, "");

    assertThat(column.typeSql().replace("\"", "")).isEqualTo(typeSql);
    assertThat(column.valueLiteral()).isEqualTo(literal);
    assertThat(column.typeOid()).isEqualTo(oid);
    assertThat(column.value().binary()).isNotEmpty();
  }

  @Test
  void resolvesCollationsAndTypesOfOtherSchemas() throws Exception {
    assertThat(resolve("text", "'x'", "    collation: C\n").collationSql())
        .isEqualTo("pg_catalog.\"C\"");
    assertThat(resolve("other.mood", "'calm'", "").typeSql()).isEqualTo("other.mood");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense|'x'||r.yaml:2: rule public.orders.c: type \"nonsense\" does not exist",
        "integer|'x'||r.yaml:2: rule public.orders.c: value 'x' does not fit type integer",
        "other.mood|'sad'||does not fit type other.mood",
        "text|'x'|collation: klingon|collation \"klingon\" does not exist",
      })
  void saysWhatTheDatabaseCannotResolve(String type, String value, String more, String message) {
    assertThatThrownBy(() -> resolve(type, value, more == null ? "" : "    " + more + "\n"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(message);
  }

  /** PostgreSQL would have to choose between it and its own ones for a smallint and an integer. */
  @Test
  void noOperatorOfTheTablesSchemaIsInTheWay() throws Exception {
    POSTGRES.execute(
        DATABASE,
        """
        CREATE FUNCTION public.of_numeric(numeric, int) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE OPERATOR public.& (LEFTARG = numeric, RIGHTARG = int, FUNCTION = public.of_numeric);
        """);

    RuledColumn column = resolve("text", "'x'", "");

    assertThat(column.typeSql()).isEqualTo("pg_catalog.text");
    POSTGRES.execute(DATABASE, "DROP FUNCTION public.of_numeric CASCADE");
  }

  @Test
  void knowsWhichFunctionsReturnSets() throws Exception {
    Catalog catalog = source.read(DATABASE, rule("public.orders", "text", "'x'", ""));

    assertThat(catalog.isSetReturning("generate_series")).isTrue();
    assertThat(catalog.isSetReturning("lower")).isFalse();
  }

  @Test
  void theFingerprintChangesWithTheSchemaAndOnlyThen() throws Exception {
    Fingerprint before = source.fingerprint(DATABASE);
    POSTGRES.execute(DATABASE, "INSERT INTO other.orders VALUES (1, 'calm')");
    assertThat(source.fingerprint(DATABASE)).isEqualTo(before);

    POSTGRES.execute(DATABASE, "ALTER TABLE other.orders ADD COLUMN more int");

    assertThat(source.fingerprint(DATABASE)).isNotEqualTo(before);
  }
}
