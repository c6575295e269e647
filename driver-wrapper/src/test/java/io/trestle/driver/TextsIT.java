package io.trestle.driver;

import static io.trestle.driver.DriverFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Texts that are sent together with others which change what they mean. */
class TextsIT {

  private static final String PREPARE = "PREPARE p (text) AS UPDATE orders SET status = $1";
  private static final String EXECUTE = "EXECUTE p ('shipped')";

  private DriverFixture fixture;
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void connect() throws Exception {
    fixture = new DriverFixture();
    fixture.direct("CREATE SCHEMA old; CREATE TABLE old.orders (id int, status text)");
    connection = fixture.connect();
    statement = connection.createStatement();
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    fixture.close();
  }

  private static String failure(ThrowingCallable call) {
    SQLException failure = catchThrowableOfType(SQLException.class, call);
    return failure == null ? "none" : failure.getSQLState();
  }

  @Test
  void aPathThatIsSetInATextCountsBehindIt() {
    String update = "UPDATE orders SET status = 'pending'";

    assertThat(failure(() -> statement.execute("SET search_path = old; " + update)))
        .isEqualTo("TR004");
  }

  @Test
  void aPathThatIsSetInABatchCountsBehindIt() throws Exception {
    statement.addBatch("SET search_path = old");
    statement.addBatch("UPDATE orders SET status = 'pending'");

    assertThat(failure(statement::executeBatch)).isEqualTo("TR004");
  }

  @Test
  void whatIsPreparedInATextIsJudgedInIt() {
    assertThat(failure(() -> statement.execute(PREPARE + "; " + EXECUTE))).isEqualTo("TR001");
  }

  @Test
  void whatIsPreparedInABatchIsJudgedInIt() throws Exception {
    statement.addBatch(PREPARE);
    statement.addBatch(EXECUTE);

    assertThat(failure(statement::executeBatch)).isEqualTo("TR001");
  }

  @Test
  void whatIsPreparedInATextThatFailsIsJudged() throws Exception {
    assertThat(failure(() -> statement.execute(PREPARE + "; SELECT 1 / 0"))).isEqualTo("22012");

    assertThat(failure(() -> statement.execute(EXECUTE))).isEqualTo("TR002");
    statement.execute("EXECUTE p ('pending')");
  }

  @Test
  void whatIsPreparedIsExecutedInTheSameText() throws Exception {
    statement.execute("PREPARE q AS SELECT status FROM orders WHERE id = 1");

    statement.execute("DEALLOCATE q; PREPARE q AS SELECT 'x' || status FROM orders; EXECUTE q");

    assertThat(ask(connection, "EXECUTE q")).isEqualTo("xpending");
  }

  @Test
  void aQuestionMarkIsNoParameterOfATextThatIsRefused() throws Exception {
    fixture.direct("CREATE TABLE other (j jsonb)");
    String delete =
        "DELETE FROM orders USING other a JOIN other b ON a.j ? 'x' WHERE status = 'pending'";

    assertThat(failure(() -> statement.execute(delete))).startsWith("TR");
  }

  @Test
  void whatIsPreparedInATextThatTheDriverDoesNotCutIsJudged() throws Exception {
    try (Connection simple = fixture.connect("preferQueryMode=simple");
        Statement text = simple.createStatement()) {
      assertThat(failure(() -> text.execute(PREPARE + "; SELECT 1 / 0"))).isEqualTo("22012");

      assertThat(failure(() -> text.execute(EXECUTE))).isEqualTo("TR002");
    }
  }

  @Test
  void aQuestionMarkStaysOneInATextThatTheDriverDoesNotRead() throws Exception {
    try (Connection simple = fixture.connect("preferQueryMode=simple");
        Statement text = simple.createStatement()) {
      String select = "SELECT status FROM orders WHERE '{\"a\": 1}'::jsonb ? 'a'";

      assertThat(ask(simple, select)).isEqualTo("pending");

      text.execute("PREPARE q AS " + select);
      assertThat(ask(simple, "EXECUTE q")).isEqualTo("pending");
    }
  }
}
