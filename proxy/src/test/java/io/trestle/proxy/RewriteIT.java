package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trestle.engine.EditMap.Edit;
import io.trestle.engine.HeldParameter;
import io.trestle.engine.HeldValue;
import io.trestle.engine.Outcome;
import io.trestle.engine.Outcome.ParameterType;
import io.trestle.engine.SqlNotice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

@ExtendWith(NoLeaks.class)
class RewriteIT {

  private static final String[] MODES = {"simple", "extended", "extendedCacheEverything"};

  private TestProxy proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = TestProxy.start();
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  private static String mode(String mode) {
    return "&prepareThreshold=1&preferQueryMode=" + mode;
  }

  private static int single(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "extendedCacheEverything"})
  void theServerGetsTheNewText(String mode) throws Exception {
    proxy.engines.rewrite("SELECT ruled", "SELECT 42");

    try (Connection connection = proxy.connect(mode(mode));
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 5; i++) {
        assertThat(single(statement, "SELECT ruled")).isEqualTo(42);
        assertThat(single(statement, "SELECT 7")).isEqualTo(7);
      }
    }
    assertThat(proxy.engines.analysed).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "extendedCacheEverything"})
  void theErrorsPositionIsThatInTheClientsText(String mode) throws Exception {
    proxy.engines.tell(
        "SELECT 'ä', ruled, nothere",
        FakeEngines.rewritten("SELECT 'ä', 11111111111111, nothere", List.of(new Edit(12, 5, 14))));

    try (Connection connection = proxy.connect(mode(mode));
        Statement statement = connection.createStatement()) {
      PSQLException error =
          catchThrowableOfType(
              PSQLException.class, () -> statement.executeQuery("SELECT 'ä', ruled, nothere"));

      assertThat(error.getSQLState()).isEqualTo("42703");
      assertThat(error.getServerErrorMessage().getPosition())
          .isEqualTo("SELECT 'ä', ruled, ".length() + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "extendedCacheEverything"})
  void aRefusalHasAllFieldsAndAbortsTheTransaction(String mode) throws Exception {
    proxy.engines.refuse("SELECT ruled", "TR001");

    try (Connection connection = proxy.connect(mode(mode));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      PSQLException error =
          catchThrowableOfType(PSQLException.class, () -> statement.execute("SELECT ruled"));

      assertThat(error.getSQLState()).isEqualTo("TR001");
      assertThat(error.getServerErrorMessage().getMessage()).isEqualTo("refused as TR001");
      assertThat(error.getServerErrorMessage().getDetail()).isEqualTo("detail of it");
      assertThat(error.getServerErrorMessage().getHint()).isEqualTo("hint of it");
      assertThat(error.getServerErrorMessage().getPosition()).isEqualTo(3);
      assertThat(error.getServerErrorMessage().getTable()).isEqualTo("ruled");
      assertThat(error.getServerErrorMessage().getColumn()).isEqualTo("c");
      assertThatThrownBy(() -> statement.execute("SELECT 1"))
          .extracting("SQLState")
          .isEqualTo("25P02");
      assertThatThrownBy(() -> statement.execute("SELECT ruled"))
          .extracting("SQLState")
          .isEqualTo("25P02");
      connection.rollback();
      assertThat(single(statement, "SELECT 1")).isEqualTo(1);
    }
  }

  private static Outcome.Rewritten held() {
    HeldValue value =
        new HeldValue(
            "pending", "pending".getBytes(StandardCharsets.UTF_8), HeldValue.Family.OTHER);
    HeldParameter parameter =
        new HeldParameter(
            2, value, false, FakeEngines.error("23502"), FakeEngines.error("TR003"), null);
    return FakeEngines.holding(
        "INSERT INTO held (i) VALUES ($1)",
        List.of(new ParameterType(2, 25)),
        List.of(parameter),
        List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"extended", "extendedCacheEverything"})
  void aHeldParameterMayBeTheValueAndNothingElse(String mode) throws Exception {
    String insert = "INSERT INTO ruled (i, c) VALUES ($1, $2)";
    proxy.engines.tell(insert, held());

    try (Connection connection = proxy.connect(mode(mode));
        Statement create = connection.createStatement();
        PreparedStatement statement =
            connection.prepareStatement(insert.replace("$1", "?").replace("$2", "?"))) {
      create.execute("CREATE TEMP TABLE held (i int)");
      statement.setInt(1, 1);
      statement.setString(2, "pending");
      assertThat(statement.executeUpdate()).isEqualTo(1);
      statement.setString(2, "shipped");
      assertThatThrownBy(statement::executeUpdate).extracting("SQLState").isEqualTo("TR003");
      statement.setString(2, null);
      assertThatThrownBy(statement::executeUpdate).extracting("SQLState").isEqualTo("23502");
      statement.setString(2, "pending");
      assertThat(statement.executeUpdate()).isEqualTo(1);

      connection.setAutoCommit(false);
      statement.setString(2, "shipped");
      assertThatThrownBy(statement::executeUpdate).extracting("SQLState").isEqualTo("TR003");
      assertThatThrownBy(() -> create.execute("SELECT 1"))
          .extracting("SQLState")
          .isEqualTo("25P02");
      assertThatThrownBy(statement::executeUpdate).extracting("SQLState").isEqualTo("25P02");
      connection.rollback();
      assertThat(single(create, "SELECT count(*) FROM held")).isEqualTo(2);
    }
  }

  /** As text, of a type from which the column would get another value. */
  @Test
  void aHeldParameterIsJudgedByTheTypeThatTheClientDeclares() throws Exception {
    String insert = "INSERT INTO ruled (i, c) VALUES ($1, $2)";
    proxy.engines.tell(insert, held());
    byte[] text = ("\0" + insert + "\0").getBytes(StandardCharsets.UTF_8);

    try (RawClient client = proxy.raw()) {
      client.query("CREATE TEMP TABLE held (i int)").send().answers(1);
      for (int type : new int[] {0, 25, 1042}) { // none, text, character(n)
        ByteBuffer parse = ByteBuffer.allocate(text.length + 10).put(text).putShort((short) 2);
        client.message('P', parse.putInt(0).putInt(type).array());
        client.bind("", "", "1", "pending").execute("").sync().send();
        assertThat(client.answers(1)).isEqualTo(type == 1042 ? "1 2 E(TR003) Z" : "1 2 C Z");
      }
    }
  }

  @Test
  void aHeldParameterKeepsItsDeclaredTypeInParameterDescription() throws Exception {
    String insert = "INSERT INTO ruled (i, c) VALUES ($1, $2)";
    proxy.engines.tell(insert, held());

    try (Connection connection = proxy.connect(mode("extended"));
        Statement create = connection.createStatement();
        PreparedStatement statement =
            connection.prepareStatement(insert.replace("$1", "?").replace("$2", "?"))) {
      create.execute("CREATE TEMP TABLE held (i int)");

      assertThat(statement.getParameterMetaData().getParameterCount()).isEqualTo(2);
      assertThat(statement.getParameterMetaData().getParameterTypeName(1)).isEqualTo("int4");
      assertThat(statement.getParameterMetaData().getParameterTypeName(2)).isEqualTo("text");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "extendedCacheEverything"})
  void noticesComeWithEveryExecution(String mode) throws Exception {
    SqlNotice notice = new SqlNotice("TR010", "a value was discarded");
    proxy.engines.tell(
        "SELECT ruled", FakeEngines.holding("SELECT 1", List.of(), List.of(), List.of(notice)));

    try (Connection connection = proxy.connect(mode(mode));
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 3; i++) {
        statement.execute("SELECT ruled");
        assertThat(statement.getWarnings().getSQLState()).isEqualTo("TR010");
        assertThat((Throwable) statement.getWarnings().getNextWarning()).isNull();
        statement.clearWarnings();
      }
    }
  }

  @Test
  void anErrorThatAlwaysHappensWaitsForTheExecution() throws Exception {
    Outcome.Rewritten failing =
        new Outcome.Rewritten(
            "SELECT 1",
            new io.trestle.engine.EditMap(List.of()),
            List.of(),
            List.of(),
            FakeEngines.error("23502"),
            List.of(),
            List.of());
    proxy.engines.tell("SELECT ruled", failing);

    for (String mode : MODES) {
      try (Connection connection = proxy.connect(mode(mode));
          PreparedStatement statement = connection.prepareStatement("SELECT ruled")) {
        assertThatThrownBy(statement::execute).extracting("SQLState").isEqualTo("23502");
        assertThatThrownBy(statement::execute).extracting("SQLState").isEqualTo("23502");
      }
    }
  }

  @Test
  void aGuardsErrorIsTranslated() throws Exception {
    Outcome.Rewritten guarded =
        new Outcome.Rewritten(
            "SELECT current_setting('trestle.guard_1')",
            new io.trestle.engine.EditMap(List.of()),
            List.of(),
            List.of(),
            null,
            List.of(),
            List.of(new io.trestle.engine.Guard("trestle.guard_1", FakeEngines.error("23502"))));
    proxy.engines.tell("SELECT ruled", guarded);

    for (String mode : MODES) {
      try (Connection connection = proxy.connect(mode(mode));
          PreparedStatement statement = connection.prepareStatement("SELECT ruled")) {
        assertThatThrownBy(statement::execute).extracting("SQLState").isEqualTo("23502");
      }
    }
  }

  @Test
  void statementsAreReadInTheClientsEncoding() throws Exception {
    proxy.engines.rewrite("SELECT 'é ruled'", "SELECT 'è'");

    try (RawClient client = proxy.raw()) {
      client.query("SET client_encoding TO LATIN1").send().until('Z');
      client.message('Q', "SELECT 'é ruled'\0".getBytes(StandardCharsets.ISO_8859_1)).send();
      List<RawClient.Message> answers = client.until('Z');

      assertThat(answers.get(1).body()).endsWith(0xe8);
      client.query("SET client_encoding TO EUC_JIS_2004").send().until('Z');
      assertThat(client.query("SELECT 'ruled'").send().answers(1)).isEqualTo("E(TR008) Z");
      assertThat(client.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
    }
  }

  @Test
  void invalidBytesInAConcernedStatementAreTheServersToRefuse() throws Exception {
    try (RawClient client = proxy.raw()) {
      client.message('Q', "SELECT 'é ruled'\0".getBytes(StandardCharsets.ISO_8859_1)).send();
      assertThat(client.answers(1)).isEqualTo("E(22021) Z");
    }
  }

  @Test
  void theEngineSeesTheApplicationName() throws Exception {
    try (Connection connection = proxy.connect("&ApplicationName=orders-v2");
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 'ruled'");
      statement.execute("SET application_name = 'orders-v3'");
      statement.execute("SELECT 'ruled', 2");
    }
    assertThat(proxy.engines.applicationNames).containsExactlyInAnyOrder("orders-v2", "orders-v3");
  }
}
