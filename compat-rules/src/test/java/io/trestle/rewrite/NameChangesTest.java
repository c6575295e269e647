package io.trestle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.NameChange;
import io.trestle.engine.NameChange.Created;
import io.trestle.engine.NameChange.DiscardedTemp;
import io.trestle.engine.NameChange.Dropped;
import io.trestle.engine.NameChange.EndsTransaction;
import io.trestle.engine.NameChange.Executed;
import io.trestle.engine.NameChange.MayHaveDropped;
import io.trestle.engine.NameChange.Path;
import io.trestle.engine.NameChange.Renamed;
import io.trestle.engine.NameChange.Role;
import io.trestle.engine.NameChange.Unknown;
import io.trestle.sql.LexerException;
import io.trestle.sql.Tokens;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameChangesTest {

  private static final NameChange PATH = new Unknown(true, false, false);
  private static final NameChange ROLE = new Unknown(false, true, false);
  private static final NameChange EITHER = new Unknown(true, true, false);
  private static final NameChange TEMPORARY = new Unknown(false, false, true);

  static Stream<Arguments> statements() {
    return Stream.of(
        Arguments.of("SET search_path TO a, \"B c\"", List.of(path("\"a\", \"B c\""))),
        Arguments.of("set session search_path = 'a, b'", List.of(path("\"a, b\""))),
        Arguments.of("SET LOCAL search_path = A", List.of(new Path("\"a\"", true))),
        Arguments.of("SET search_path = ''", List.of(path("\"\""))),
        Arguments.of("SET search_path TO DEFAULT", List.of(path(null))),
        Arguments.of("SET search_path TO E'a\\x62'", List.of(PATH)),
        Arguments.of("SET search_path TO 1", List.of(PATH)),
        Arguments.of("SET \"Search_Path\" TO a", List.of(PATH)),
        Arguments.of("SET SCHEMA 'a'", List.of(path("\"a\""))),
        Arguments.of("SET LOCAL SCHEMA 'a'", List.of(new Path("\"a\"", true))),
        Arguments.of("RESET search_path", List.of(path(null))),
        Arguments.of("RESET ALL", List.of(path(null))),
        Arguments.of("SET ROLE Clerk", List.of(new Role("clerk", false, false))),
        Arguments.of("SET LOCAL ROLE 'Clerk'", List.of(new Role("Clerk", true, false))),
        Arguments.of("SET role = clerk", List.of(new Role("clerk", false, false))),
        Arguments.of("SET ROLE NONE", List.of(new Role(null, false, false))),
        Arguments.of("RESET ROLE", List.of(new Role(null, false, false))),
        Arguments.of("SET SESSION AUTHORIZATION c", List.of(new Role("c", false, true))),
        Arguments.of("SET LOCAL SESSION AUTHORIZATION c", List.of(new Role("c", true, true))),
        Arguments.of("SET SESSION AUTHORIZATION DEFAULT", List.of(new Role(null, false, true))),
        Arguments.of(
            "DISCARD ALL", List.of(new Role(null, false, true), path(null), new DiscardedTemp())),
        Arguments.of("DISCARD TEMP", List.of(new DiscardedTemp())),
        Arguments.of("SELECT set_config('search_path', 'a', false)", List.of(PATH)),
        Arguments.of("SELECT set_config($1, 'a', false)", List.of(EITHER)),
        Arguments.of("SELECT set_config('role', 'a', true)", List.of(ROLE)),
        Arguments.of(
            "UPDATE pg_settings SET setting = 'a' WHERE name = 'search_path'", List.of(PATH)),
        Arguments.of("DO $$ BEGIN SET search_path = a; END $$", List.of(PATH)),
        Arguments.of("EXECUTE p", List.of(new Executed("p"))),
        Arguments.of("EXPLAIN ANALYZE EXECUTE p(1)", List.of(new Executed("p"))),
        Arguments.of("CREATE TABLE t AS EXECUTE \"P\"", List.of(new Executed("P"))),
        Arguments.of("PREPARE p AS SELECT set_config('search_path', 'a', false)", List.of()),
        Arguments.of(
            "PREPARE p AS SELECT set_config('search_path', 'a', false); EXECUTE p", List.of(PATH)),
        Arguments.of("PREPARE p AS SELECT 1; EXECUTE p", List.of()),
        Arguments.of("COMMIT", List.of(new EndsTransaction())),
        Arguments.of("ROLLBACK TO s", List.of(new EndsTransaction())),
        Arguments.of("PREPARE TRANSACTION 'x'", List.of(new EndsTransaction())),
        Arguments.of("BEGIN", List.of()),
        Arguments.of("SAVEPOINT s", List.of()),
        Arguments.of("SET session_authorization = 'a'", List.of(ROLE, new Role(null, true, true))),
        Arguments.of("CREATE TEMP TABLE T (id int)", List.of(created("t", false))),
        Arguments.of(
            "CREATE LOCAL TEMPORARY TABLE IF NOT EXISTS t (id int) ON COMMIT DROP",
            List.of(created("t", true))),
        Arguments.of("CREATE TABLE pg_temp.t (id int)", List.of(created("t", false))),
        Arguments.of("CREATE TEMP TABLE t AS SELECT 1", List.of(created("t", false))),
        Arguments.of("CREATE OR REPLACE TEMP VIEW v AS SELECT 1", List.of(created("v", false))),
        Arguments.of("CREATE TEMP SEQUENCE s", List.of(created("s", false))),
        Arguments.of("CREATE VIEW v AS SELECT 1", List.of(new Created("v", false, false))),
        Arguments.of("SELECT 1 AS x INTO TEMP TABLE t FROM y", List.of(created("t", false))),
        Arguments.of("SELECT 1 AS x INTO TEMP t", List.of(created("t", false))),
        Arguments.of("EXPLAIN ANALYZE CREATE TEMP TABLE t AS SELECT 1", List.of(TEMPORARY)),
        Arguments.of("DO $$ BEGIN CREATE TEMP TABLE t (id int); END $$", List.of(TEMPORARY)),
        Arguments.of("DROP TABLE t, pg_temp.u, public.v", List.of(dropped("t"), dropped("u"))),
        Arguments.of("DROP TABLE IF EXISTS t CASCADE", List.of(dropped("t"), new MayHaveDropped())),
        Arguments.of("DROP SCHEMA x CASCADE", List.of(new MayHaveDropped())),
        Arguments.of("ALTER TABLE t RENAME TO u", List.of(new Renamed("t", "u"))),
        Arguments.of("SET search_path = a; SELECT 1", List.of(path("\"a\""))),
        Arguments.of("BEGIN; SET search_path = a; COMMIT", List.of(PATH, new EndsTransaction())),
        Arguments.of(
            "BEGIN; CREATE TEMP TABLE t (id int); ROLLBACK",
            List.of(new Created("t", false, false), new EndsTransaction())));
  }

  private static Path path(String value) {
    return new Path(value, false);
  }

  private static Created created(String name, boolean untilCommit) {
    return new Created(name, true, untilCommit);
  }

  private static Dropped dropped(String name) {
    return new Dropped(name);
  }

  private static List<NameChange> changes(String sql) throws LexerException {
    return NameChanges.of(Tokens.of(sql, true));
  }

  @ParameterizedTest
  @MethodSource("statements")
  void changes(String sql, List<NameChange> expected) throws LexerException {
    assertThat(changes(sql)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT role, schema, temp FROM authorization_log WHERE text = 'search path'",
        "SELECT 'temp' AS temp, role FROM t",
        "INSERT INTO temp VALUES (1)",
        "SELECT set_config('app.tenant', $1, true)",
        "SELECT current_setting('search_path')",
        "SHOW search_path",
        "SET TIME ZONE 'UTC'",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "SET \"app.tenant\" = '1'",
        "CREATE FUNCTION f() RETURNS void LANGUAGE sql SET search_path = a AS 'CREATE TEMP TABLE t ()'",
        "CREATE ROLE x",
        "ALTER ROLE x SET search_path = a",
        "CREATE TABLE t (id int)",
        "DROP TABLE public.t",
        "SET",
        "RESET",
        "CREATE",
        "DROP TABLE",
        "ALTER TABLE",
        "",
      })
  void changesNothing(String sql) throws LexerException {
    assertThat(changes(sql)).isEmpty();
  }
}
