package io.trestle.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.proxy.admin.ConsoleStatement.Kind;
import io.trestle.proxy.admin.MigrationControl.Move;
import io.trestle.rules.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleStatementTest {

  @ParameterizedTest
  @CsvSource({
    "SHOW RULES,SHOW_RULES,''",
    "show   sessions,SHOW_SESSIONS,''",
    "PAUSE,PAUSE,''",
    "pause Shop,PAUSE,shop",
    "PAUSE \"Shop \"\"1\"\"\",PAUSE,Shop \"1\"",
    "RESUME shop,RESUME,shop",
    "SHOW migrations,SHOW_MIGRATIONS,''",
    "RELOAD,RELOAD,''",
    "DRAIN,DRAIN,''",
    "BEGIN READ ONLY,BEGIN,''",
    "start transaction,BEGIN,''",
    "SHOW TRANSACTION ISOLATION LEVEL,SHOW_SETTING,transaction isolation level",
    "SELECT 1,PROBE,1",
    "select pg_catalog.version(),PROBE,version()",
    "SET application_name = 'a;b',IGNORED,SET",
    "DISCARD ALL,IGNORED,DISCARD ALL",
    "DEALLOCATE s1,IGNORED,DEALLOCATE",
    "CLOSE ALL,IGNORED,CLOSE CURSOR"
  })
  void readsCommands(String sql, Kind kind, String argument) throws Exception {
    assertThat(ConsoleStatement.of(sql)).isEqualTo(new ConsoleStatement(kind, argument));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 2",
        "SELECT * FROM pg_class",
        "PAUSE a b",
        "PAUSED",
        "RELOAD now",
        "DRAIN x",
        "DROP TABLE orders",
        "SET",
        "'"
      })
  void knowsNoOther(String sql) {
    assertThatThrownBy(() -> ConsoleStatement.of(sql))
        .isInstanceOfSatisfying(
            ConsoleStatement.Unknown.class,
            unknown -> assertThat(unknown.error().sqlState()).isEqualTo("42601"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SET PHASE public.orders.status TO writable|public.orders.status|WRITABLE|",
        "set  phase   public.orders.a,b  to Complete|public.orders.a,b|COMPLETE|",
        "SET PHASE TO absent||ABSENT|",
        "SET PHASE TO absent IN Shop||ABSENT|shop",
        "SET PHASE public.orders.Status TO readable IN \"Shop \"\"1\"\"\"|public.orders.Status|READABLE|Shop \"1\"",
        "SET PHASE \"public.orders.a b\" TO backfilled|public.orders.a b|BACKFILLED|",
        "SET PHASE 'public.orders.it''s' TO backfilled|public.orders.it's|BACKFILLED|",
        "SET PHASE public.go to.it TO writable|public.go to.it|WRITABLE|"
      })
  void readsWhichMigrationShallBeInWhichPhase(
      String sql, String migration, Phase phase, String database) throws Exception {
    assertThat(ConsoleStatement.of(sql))
        .isEqualTo(new ConsoleStatement(Kind.SET_PHASE, "", new Move(migration, phase, database)));
  }

  @ParameterizedTest
  @CsvSource({
    "SET PHASE public.orders.status,42601",
    "SET PHASE = absent,42601",
    "SET PHASE x TO absent IN a b,42601",
    "SET PHASE x TO nowhere,22023"
  })
  void aPhaseThatIsNotUnderstoodIsNoSettingWithoutEffect(String sql, String sqlState) {
    assertThatThrownBy(() -> ConsoleStatement.of(sql))
        .isInstanceOfSatisfying(
            ConsoleStatement.Unknown.class,
            unknown -> assertThat(unknown.error().sqlState()).isEqualTo(sqlState));
  }

  @Test
  void aLongTextIsReadWithoutEndingTheThread() throws Exception {
    String name = "a".repeat(60_000);

    assertThat(ConsoleStatement.of("PAUSE \"" + name + "\"").argument()).isEqualTo(name);
    assertThatThrownBy(() -> ConsoleStatement.of("SET PHASE " + " ".repeat(60_000) + "x"))
        .isInstanceOf(ConsoleStatement.Unknown.class);
    assertThat(ConsoleStatement.of("SET PHASE \"" + "a".repeat(4_000) + "\" TO absent").move())
        .isNotNull();
  }

  @Test
  void whatCannotBeShownIsAnotherError() {
    assertThatThrownBy(() -> ConsoleStatement.of("SHOW nonsense"))
        .isInstanceOfSatisfying(
            ConsoleStatement.Unknown.class,
            unknown -> assertThat(unknown.error().sqlState()).isEqualTo("42704"));
  }

  @Test
  void cutsTextsAtTheirSemicolons() {
    assertThat(ConsoleStatement.split("SET a = 'x;y'; SHOW RULES; -- ;\n"))
        .containsExactly("SET a = 'x;y'", "SHOW RULES");
    assertThat(ConsoleStatement.split(" ; -- ping")).isEmpty();
  }
}
