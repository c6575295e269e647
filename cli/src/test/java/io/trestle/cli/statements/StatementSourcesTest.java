package io.trestle.cli.statements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StatementSourcesTest {

  private static final String CSV_HEAD =
      "2024-05-01 10:00:00.123 UTC,\"app\",\"shop\",4711,\"10.0.0.1:5000\",6632.1,1,\"SELECT\","
          + "2024-05-01 09:00:00 UTC,3/7,0,LOG,00000,";
  private static final String CSV_TAIL = ",,,,,,,,,\"orders-v2\",\"client backend\",,0\n";

  @Test
  void aScriptIsReadStatementByStatement() throws Exception {
    assertThat(read("SELECT 1;\n\nSELECT\n2;", null))
        .containsExactly(
            new LoggedStatement("SELECT 1", "x:1", 1, null, null, null, false),
            new LoggedStatement("SELECT\n2", "x:3", 1, null, null, null, false));
  }

  @Test
  void aCsvlogTellsStatementAndSession() throws Exception {
    String log =
        CSV_HEAD
            + "\"connection authorized\""
            + CSV_TAIL
            + CSV_HEAD
            + "\"duration: 0.123 ms  execute S_1: SELECT \"\"a\"\"\nFROM orders, b\""
            + CSV_TAIL
            + CSV_HEAD
            + "\"duration: 0.2 ms  bind S_1: SELECT 2\""
            + CSV_TAIL
            + CSV_HEAD
            + "\"statement: SELECT 3\""
            + CSV_TAIL;

    assertThat(read(log, null))
        .containsExactly(
            new LoggedStatement(
                "SELECT \"a\"\nFROM orders, b", "x:2", 1, "app", "orders-v2", "shop", false),
            new LoggedStatement("SELECT 3", "x:5", 1, "app", "orders-v2", "shop", false));
  }

  @Test
  void aRecordThatIsCutOffAtTheEndIsCounted() throws Exception {
    String log = CSV_HEAD + "\"statement: SELECT 3\"" + CSV_TAIL + CSV_HEAD + "\"statement: SEL";
    try (StatementSource source = open(log, null)) {
      assertThat(source.next()).isNotNull();
      assertThat(source.next()).isNull();
      assertThat(source.skipped()).isEqualTo(1);
    }
  }

  @Test
  void aCsvFileOfAnotherKindIsNamedWithItsLine() {
    assertThatThrownBy(() -> read("a,b\nc,d\n", SourceFormat.CSVLOG))
        .isInstanceOf(MalformedSourceException.class)
        .hasMessage("x:1: a record of 2 fields; expected one of csvlog, with at least 23");
  }

  @Test
  void aJsonlogTellsStatementAndSession() throws Exception {
    String log =
        """
        {"timestamp":"2024-05-01 10:00:00.123 UTC","pid":1,"message":"checkpoint starting: time"}
        {"timestamp":"2024-05-01 10:00:00.124 UTC","user":"app","dbname":"shop","pid":2,\
        "message":"statement: SELECT \\"a\\"\\nFROM \\u00fc\\\\","application_name":"v2","query_id":-7}
        {"timestamp":"2024-05-01 10:00:00.125 UTC","user":"app","mess
        """;
    try (StatementSource source = open(log, null)) {
      assertThat(source.next())
          .isEqualTo(
              new LoggedStatement("SELECT \"a\"\nFROM ü\\", "x:2", 1, "app", "v2", "shop", false));
      assertThat(source.next()).isNull();
      assertThat(source.skipped()).isEqualTo(1);
    }
  }

  @Test
  void whatIsNoJsonIsNamed() {
    assertThatThrownBy(() -> read("hello\n", SourceFormat.JSONLOG))
        .isInstanceOf(MalformedSourceException.class)
        .hasMessage("x:1: 'hello' is no JSON object; expected a line of jsonlog");
  }

  @Test
  void aPlainLogIsReadWhateverItsPrefix() throws Exception {
    String log =
        """
        2024-05-01 10:00:00.123 UTC [77] LOG:  database system is ready to accept connections
        2024-05-01 [77] user=app,db=shop,app=orders v2,client=::1 LOG:  statement: SELECT a,
        \t  b
        \tFROM t
        2024-05-01 [77] user=app,db=shop,app=x ERROR:  relation "t" does not exist
        2024-05-01 [77] STATEMENT:  SELECT a
        [x] LOG:  duration: 7.000 ms  execute <unnamed>: SELECT 2
        [x] LOG:  duration: 7.000 ms  execute fetch from S_1/C_2: SELECT 2
        """;

    assertThat(read(log, null))
        .containsExactly(
            new LoggedStatement(
                "SELECT a,\n  b\nFROM t", "x:2", 1, "app", "orders v2", "shop", false),
            new LoggedStatement("SELECT 2", "x:7", 1, null, null, null, false));
  }

  @Test
  void aStatementOfAnyLengthIsKeptToTheBound() throws Exception {
    String longOne = "SELECT '" + "x".repeat(3 << 20) + "'";
    for (String log :
        List.of(
            longOne + ";",
            CSV_HEAD + "\"statement: " + longOne + "\"" + CSV_TAIL,
            "p LOG:  statement: " + longOne + "\n")) {
      List<LoggedStatement> statements = read(log, null);

      assertThat(statements).hasSize(1);
      assertThat(statements.get(0).cut()).isTrue();
      assertThat(statements.get(0).text().length())
          .isLessThanOrEqualTo(StatementSource.MAX_CHARACTERS)
          .isGreaterThan(1 << 20);
    }
  }

  private static List<LoggedStatement> read(String text, @Nullable SourceFormat format)
      throws IOException, MalformedSourceException {
    List<LoggedStatement> statements = new ArrayList<>();
    try (StatementSource source = open(text, format)) {
      for (LoggedStatement one = source.next(); one != null; one = source.next()) {
        statements.add(one);
      }
    }
    return statements;
  }

  private static StatementSource open(String text, @Nullable SourceFormat format)
      throws IOException {
    return StatementSources.open(
        "x", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), format);
  }
}
