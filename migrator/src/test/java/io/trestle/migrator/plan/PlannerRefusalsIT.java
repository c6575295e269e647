package io.trestle.migrator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.migrator.plan.PlanOptions.IndexDefinition;
import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no plan is made of, and what is said then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlannerRefusalsIT {

  private static final String SCHEMA =
      """
      CREATE TABLE t (id int PRIMARY KEY, name text, extra text NOT NULL DEFAULT 'x', plain int,
                      own int DEFAULT 5, CONSTRAINT taken CHECK (id >= 0));
      INSERT INTO t (id, name, plain) SELECT n, 'name ' || n, n FROM generate_series(1, 20) AS n;
      UPDATE t SET name = NULL WHERE id = 7;
      CREATE TABLE o (id int PRIMARY KEY, other int);
      CREATE VIEW v AS SELECT * FROM t;
      CREATE MATERIALIZED VIEW m AS SELECT * FROM t;
      CREATE SEQUENCE s;
      CREATE TABLE p (id int, day date) PARTITION BY LIST (id);
      CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
      CREATE TABLE parent (id int PRIMARY KEY);
      CREATE TABLE child () INHERITS (parent);
      CREATE TYPE pair AS (a int, b int);
      CREATE TABLE typed OF pair;
      CREATE DOMAIN filled AS text NOT NULL;
      CREATE DOMAIN named AS text DEFAULT 'nobody';
      CREATE DOMAIN positive AS int CHECK (VALUE > 0);
      CREATE TABLE large (id int PRIMARY KEY, filler text) WITH (fillfactor = 10);
      INSERT INTO large SELECT n, repeat('x', 500) FROM generate_series(1, 6000) AS n;
      CREATE EXTENSION IF NOT EXISTS file_fdw;
      CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
      CREATE FOREIGN TABLE f (a text) SERVER files OPTIONS (filename '/dev/null');
      CREATE TABLE abroad (id int) PARTITION BY LIST (id);
      CREATE TABLE abroad_1 PARTITION OF abroad FOR VALUES IN (1) PARTITION BY LIST (id);
      CREATE FOREIGN TABLE abroad_2 PARTITION OF abroad_1 FOR VALUES IN (1)
        SERVER files OPTIONS (filename '/dev/null');
      CREATE TABLE parted (id int) PARTITION BY LIST (id);
      CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
      CREATE RULE instead AS ON UPDATE TO parted_1 DO INSTEAD NOTHING;
      CREATE DOMAIN couple AS pair;
      CREATE ROLE somebody LOGIN;
      CREATE ROLE secured LOGIN;
      CREATE TABLE secret (id int PRIMARY KEY);
      ALTER TABLE secret OWNER TO secured;
      ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
      ALTER TABLE secret FORCE ROW LEVEL SECURITY;
      CREATE TABLE ruled (id int PRIMARY KEY);
      CREATE RULE instead AS ON UPDATE TO ruled DO INSTEAD NOTHING;
      CREATE TABLE mine (id int PRIMARY KEY);
      ALTER TABLE mine OWNER TO secured;
      CREATE TABLE unread (id int PRIMARY KEY);
      GRANT REFERENCES ON unread TO secured;
      REVOKE CREATE ON SCHEMA public FROM PUBLIC;
      """;

  private final TestPostgres oldest = Servers.all().get(0);
  private final TestPostgres newest = Servers.all().get(1);

  @BeforeAll
  void create() throws SQLException {
    for (TestPostgres server : Servers.all()) {
      server.createDatabase("refusals");
      server.execute("refusals", SCHEMA);
    }
  }

  @AfterAll
  void drop() throws SQLException {
    for (TestPostgres server : Servers.all()) {
      server.dropDatabase("refusals");
      server.execute("postgres", "DROP ROLE somebody; DROP ROLE secured");
    }
  }

  private static void assertRefused(
      TestPostgres server, String user, String sql, PlanOptions options, String... parts)
      throws SQLException {
    String url =
        "jdbc:postgresql://%s:%d/refusals?user=%s".formatted(server.host(), server.port(), user);
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThatThrownBy(() -> Planner.plan(connection, sql, options))
          .as(server.version() + ": " + sql)
          .isInstanceOf(UnplannableException.class)
          .hasMessageContainingAll(parts);
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(Walk.texts(connection, "SHOW search_path")).containsExactly("\"$user\", public");
      assertThat(
              Walk.texts(
                  connection,
                  "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // the table
        "nowhere ADD c int NOT NULL DEFAULT 1 | table \"nowhere\" does not exist in search_path",
        "x.nowhere ADD c int NOT NULL DEFAULT 1 | table \"x\".\"nowhere\" does not exist; expected",
        "v ADD c int NOT NULL DEFAULT 1 | public.v is a view; expected a table",
        "m ADD c int NOT NULL DEFAULT 1 | public.m is a materialized view",
        "s ADD c int NOT NULL DEFAULT 1 | public.s is no table",
        "f ADD c int NOT NULL DEFAULT 1 | public.f is a foreign table",
        "p1 ADD c int NOT NULL DEFAULT 1 | public.p1 is a partition of p; expected that table",
        "ONLY p ADD c int NOT NULL DEFAULT 1 | ONLY before public.p, which is partitioned",
        "parent ADD c int NOT NULL DEFAULT 1 | public.parent has the inheritance children child",
        "typed ADD c int NOT NULL DEFAULT 1 | public.typed is a typed table",
        "pg_catalog.pg_class ADD c int NOT NULL DEFAULT 1 | is a table of the system",
        // the column
        "t ADD c named | column c is of type public.named, which has a DEFAULT of its own, 'nobody'",
        "t ADD c named DEFAULT (NULL::text) | which has a DEFAULT of its own, 'nobody'",
        "t ADD c named DEFAULT NULL | which has a DEFAULT of its own, 'nobody'",
        "t ADD plain int DEFAULT 1 | column plain exists already and is to allow NULL",
        "t ADD c int NOT NULL | column c is NOT NULL and has no DEFAULT",
        "t ADD c int NOT NULL DEFAULT NULL | column c is NOT NULL and has no DEFAULT",
        "t ADD xmin int NOT NULL DEFAULT 1 | has the name of a system column",
        "t ADD c bigserial NOT NULL | is of type bigserial, which draws its values from a sequence",
        "t ADD c int NOT NULL PRIMARY KEY DEFAULT 1 | column c is a PRIMARY KEY",
        "t ADD c int GENERATED ALWAYS AS IDENTITY NOT NULL | column c is an identity column",
        "t ADD c int GENERATED ALWAYS AS (id * 2) STORED NOT NULL | column c is GENERATED: adding it writes the table anew",
        "t ADD c int NOT NULL DEFAULT 1, ADD c int NOT NULL DEFAULT 1 | column c is added twice",
        "t ADD plain text NOT NULL DEFAULT 'x' | column plain exists already and is of type integer, not text",
        "t ADD extra text NOT NULL DEFAULT 'x' | column extra exists already and is NOT NULL",
        "t ADD own int NOT NULL DEFAULT 6 | column own exists already and is given DEFAULT 5, not 6",
        "t ADD name text COLLATE \"C\" NOT NULL DEFAULT 'x' | is of type text, not text COLLATE pg_catalog.\"C\"",
        "large ADD c positive NOT NULL DEFAULT 1 | column c is of domain public.positive, which has constraints: adding it writes the table anew",
        // what PostgreSQL says
        "t ADD c nothing NOT NULL DEFAULT 1 | PostgreSQL says: type \"nothing\" does not exist",
        "t ADD c int COLLATE \"C\" NOT NULL DEFAULT 1 | PostgreSQL says: collations are not supported by type integer",
        "t ADD c int NOT NULL NULL DEFAULT 1 | conflicting NULL/NOT NULL declarations",
        "t ADD c int NOT NULL DEFAULT 'a' | PostgreSQL says: invalid input syntax for type integer",
        "t ADD c int NOT NULL DEFAULT id | PostgreSQL says: cannot use column reference in DEFAULT expression",
        "t ADD c int NOT NULL DEFAULT 1 CHECK (d > 0) | PostgreSQL says: column \"d\" does not exist",
        // V
        "t ADD c timestamptz NOT NULL DEFAULT now() | DEFAULT now() of column c is not the same at every moment",
        "t ADD c uuid NOT NULL DEFAULT gen_random_uuid() | DEFAULT gen_random_uuid() of column c is not the same",
        "t ADD c timestamptz NOT NULL DEFAULT 'now' | is not the same at every moment and in every session, because of now",
        "t ADD c int NOT NULL DEFAULT (extract(epoch FROM timeofday()::timestamptz))::int | generation expression is not immutable",
        "t ADD c varchar(3) NOT NULL DEFAULT 'abcd' | PostgreSQL says: value too long for type character varying(3)",
        "t ADD c filled NOT NULL DEFAULT NULL | domain filled does not allow null values",
        "t ADD c positive NOT NULL DEFAULT 0 | does not fit type public.positive",
        "t ADD c date NOT NULL DEFAULT '01/02/2026' | means something else under another DateStyle or TimeZone",
        "t ADD c date DEFAULT '01/02/2026' | means something else under another DateStyle or TimeZone",
        "t ADD c timestamptz NOT NULL DEFAULT '2026-06-01' | means something else under another DateStyle or TimeZone",
        "t ADD c date NOT NULL DEFAULT '2026-01-02' CHECK (c > '01/02/2025') | means something else under another DateStyle",
        // constraints
        "t ADD c int NOT NULL DEFAULT 1 UNIQUE | column c is UNIQUE, and every row that exists would hold 1",
        "t ADD c int NOT NULL DEFAULT 1 CHECK (c > 1) | constraint t_c_check: id 1: violates t_c_check",
        "t ADD c int NOT NULL DEFAULT 1 CHECK (c < id OR id > 2) | constraint t_check: id 1: violates t_check; expected a value",
        "t ADD c int NOT NULL DEFAULT 1 CONSTRAINT taken CHECK (c > 0) | constraint taken: the name is taken in schema public",
        "t ADD c int NOT NULL DEFAULT 1 REFERENCES nowhere | REFERENCES \"nowhere\": there is no such table",
        "t ADD c int NOT NULL DEFAULT 1 REFERENCES o (other) | there is no unique constraint matching given keys",
        "t ADD c text NOT NULL DEFAULT 'a' REFERENCES o | incompatible types: text and integer",
        "t ADD c int NOT NULL DEFAULT 1 REFERENCES o | constraint t_c_fkey: id 1: violates t_c_fkey",
        "p ADD c int NOT NULL DEFAULT 1 CHECK (c > 0) NO INHERIT | is NO INHERIT on a partitioned table",
      })
  void refuses(String statement, String message) throws SQLException {
    for (TestPostgres server : Servers.all()) {
      assertRefused(server, "postgres", "ALTER TABLE " + statement, PlanOptions.NONE, message);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "c int NOT NULL ~ 'abc' ~ --value: rule public.t.c: value 'abc' does not fit type integer",
        "c int NOT NULL ~ name ~ is of type integer but default expression is of type text",
        "c text NOT NULL ~ nothing ~ column \"nothing\" does not exist",
        "c text NOT NULL ~ name || random() ~ value name || random() of column c is not the same at every moment",
        "c text NOT NULL ~ (SELECT max(name) FROM t) ~ has a subquery",
        "c text NOT NULL ~ to_char(now(), name) ~ is not the same at every moment and in every session, because of now",
        "c text NOT NULL ~ name || 'x ~ unterminated quoted string",
        "c text NOT NULL ~ NULL ~ --value of column c is NULL; expected a value that is not NULL",
        "c varchar(3) NOT NULL ~ 'abcd' ~ value 'abcd' of column c does not fit type character varying(3): value too long",
        "c text NOT NULL ~ name ~ value name of column c: id 7: value is NULL; expected a value that is never NULL",
        "c varchar(6) NOT NULL ~ extra || name || id ~ value extra || name || id of column c: id 1: value does not fit type character varying(6)",
        "c numeric(3,1) NOT NULL ~ plain * 10 ~ id 10: value does not fit type numeric(3,1)",
        "c positive NOT NULL ~ plain - 5 ~ violates check constraint \"positive_check\"",
        "c int NOT NULL ~ plain / (plain - 5) ~ division by zero",
        "c int NOT NULL UNIQUE ~ plain / 2 ~ c 1, rows 2: violates t_c_key",
        "c int NOT NULL CHECK (c < 15) ~ plain ~ constraint t_c_check: id 15: violates t_c_check",
        "c int NOT NULL DEFAULT 3 ~ plain ~ has DEFAULT 3 beside a value that is computed from the row; expected no DEFAULT",
        "c filled NOT NULL ~ name || '!' ~ column c is of domain public.filled, which does not allow NULL",
        "c text NOT NULL DEFAULT now()::text ~ 'x' ~ set this one when the migration is complete",
      })
  void refusesValues(String column, String value, String message) throws SQLException {
    for (TestPostgres server : Servers.all()) {
      assertRefused(
          server,
          "postgres",
          "ALTER TABLE t ADD " + column,
          PlanOptions.NONE.withValue(value),
          message);
    }
  }

  @Test
  void refusesValuesForOtherColumns() throws SQLException {
    assertRefused(
        newest,
        "postgres",
        "ALTER TABLE t ADD c int NOT NULL",
        PlanOptions.NONE.withValue("d", "1"),
        "--value for column d, which the statement does not add; expected one of c");
    assertRefused(
        newest,
        "postgres",
        "ALTER TABLE t ADD c int NOT NULL, ADD d int NOT NULL",
        PlanOptions.NONE.withValue("1"),
        "--value 1 for a statement that adds 2 columns");
    assertRefused(
        newest,
        "postgres",
        "ALTER TABLE t ADD c int NOT NULL, ADD d int NOT NULL DEFAULT 1",
        PlanOptions.NONE.withValue("c", "d + 1"),
        "reads a column under a rule");
  }

  @Test
  void refusesADefaultThatIsThereAndIsNotTheValueOfOlderRows() throws SQLException {
    for (TestPostgres server : Servers.all()) {
      assertRefused(
          server,
          "postgres",
          "ALTER TABLE t ADD COLUMN IF NOT EXISTS own int NOT NULL DEFAULT 5",
          PlanOptions.NONE.withValue("0"),
          "column own exists already and is given DEFAULT 5, which is not the value of its rows (0)",
          "ALTER COLUMN \"own\" DROP DEFAULT");
    }
  }

  @Test
  void refusesIndexesThatCannotBe() throws SQLException {
    String sql = "ALTER TABLE t ADD c int NOT NULL DEFAULT 1";
    assertRefused(
        newest,
        "postgres",
        sql,
        PlanOptions.NONE.withIndex(IndexDefinition.on("d")),
        "index over (\"d\"): PostgreSQL says: column \"d\" does not exist");
    assertRefused(
        newest,
        "postgres",
        sql,
        PlanOptions.NONE.withIndex(new IndexDefinition("o", "btree", "c", null)),
        "index o: the name is taken");
    assertRefused(
        newest,
        "postgres",
        "ALTER TABLE p ADD c int NOT NULL DEFAULT 1",
        PlanOptions.NONE.withIndex(IndexDefinition.on("c")),
        "cannot be built CONCURRENTLY");
  }

  @Test
  void refusesKeysOfPartitionedTables() throws SQLException {
    assertRefused(
        newest,
        "postgres",
        "ALTER TABLE p ADD c int NOT NULL UNIQUE",
        PlanOptions.NONE.withValue("id"),
        "constraint p_c_key of public.p is UNIQUE");
    assertRefused(
        oldest,
        "postgres",
        "ALTER TABLE p ADD c int NOT NULL DEFAULT 1 REFERENCES o",
        PlanOptions.NONE,
        "before PostgreSQL 18 cannot be added without a scan under a lock");
  }

  @Test
  void refusesRolesWithoutTheRights() throws SQLException {
    for (TestPostgres server : Servers.all()) {
      assertRefused(
          server,
          "somebody",
          "ALTER TABLE t ADD c int NOT NULL DEFAULT 1",
          PlanOptions.NONE,
          "role somebody does not own public.t; expected its owner postgres");
      assertRefused(
          server,
          "secured",
          "ALTER TABLE secret ADD c int NOT NULL DEFAULT 1",
          PlanOptions.NONE,
          "row-level security of public.secret holds for role secured too");
      assertRefused(
          server,
          "secured",
          "ALTER TABLE mine ADD c int NOT NULL",
          PlanOptions.NONE.withValue("id"),
          "the role may not create the trigger's function in schema public");
      assertRefused(
          server,
          "secured",
          "ALTER TABLE mine ADD c int NOT NULL DEFAULT 1 REFERENCES o",
          PlanOptions.NONE,
          "REFERENCES \"o\": the role may not refer to it");
      assertRefused(
          server,
          "secured",
          "ALTER TABLE mine ADD c int NOT NULL DEFAULT 1 REFERENCES unread",
          PlanOptions.NONE,
          "REFERENCES \"unread\": the role may not read it",
          "expected GRANT SELECT ON public.unread");
    }
  }

  @Test
  void refusesAServerThatMayNotBeWritten() throws SQLException {
    String url = newest.jdbcUrl("refusals") + "&options=-c%20default_transaction_read_only=on";
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThatThrownBy(
              () ->
                  Planner.plan(
                      connection, "ALTER TABLE t ADD c int NOT NULL DEFAULT 1", PlanOptions.NONE))
          .isInstanceOf(UnplannableException.class)
          .hasMessageContaining("the database is read-only (default_transaction_read_only)");
    }
  }

  @Test
  void refusesToFillATableWhoseUpdatesAreRewritten() throws SQLException {
    for (TestPostgres server : Servers.all()) {
      assertRefused(
          server,
          "postgres",
          "ALTER TABLE ruled ADD c int NOT NULL DEFAULT 1",
          PlanOptions.NONE.withThreeSteps(),
          "public.ruled has rule instead ON UPDATE");
      assertRefused(
          server,
          "postgres",
          "ALTER TABLE parted ADD c int NOT NULL DEFAULT 1",
          PlanOptions.NONE.withThreeSteps(),
          "public.parted_1 has rule instead ON UPDATE");
    }
  }

  @Test
  void refusesForeignPartitions() throws SQLException {
    for (TestPostgres server : Servers.all()) {
      for (PlanOptions options : List.of(PlanOptions.NONE, PlanOptions.NONE.withThreeSteps())) {
        assertRefused(
            server,
            "postgres",
            "ALTER TABLE abroad ADD c int NOT NULL DEFAULT 1",
            options,
            "public.abroad has the foreign partitions public.abroad_2");
      }
    }
  }

  @Test
  void refusesToFillRowsWithCompositeValues() throws SQLException {
    for (TestPostgres server : Servers.all()) {
      for (String type : List.of("pair", "couple")) {
        assertRefused(
            server,
            "postgres",
            "ALTER TABLE t ADD c " + type + " NOT NULL DEFAULT '(1,)'",
            PlanOptions.NONE.withThreeSteps(),
            "column c is of composite type public." + type);
      }
    }
  }
}
