package io.trestle.driver;

import static io.trestle.driver.DriverFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.PGCopyOutputStream;

/** COPY through the driver's CopyManager, while the column is not there. */
class CopyIT {

  private DriverFixture fixture;
  private Connection connection;
  private CopyManager copies;

  @BeforeEach
  void connect() throws Exception {
    fixture = new DriverFixture();
    connection = fixture.connect();
    copies = connection.unwrap(PGConnection.class).getCopyAPI();
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    fixture.close();
  }

  @Test
  void whatIsCopiedOutHasTheColumn() throws Exception {
    StringWriter out = new StringWriter();

    assertThat(copies.copyOut("COPY orders TO STDOUT (FORMAT csv)", out)).isEqualTo(3);

    assertThat(out).hasToString("1,ann,pending\n2,bob,pending\n3,cid,pending\n");
  }

  @Test
  void whatIsCopiedInMayHaveTheColumn() throws Exception {
    assertThat(
            copies.copyIn(
                "COPY orders FROM STDIN", new StringReader("7\tdan\tpending\n8\teve\tpending\n")))
        .isEqualTo(2);
    try (PGCopyOutputStream stream =
        new PGCopyOutputStream(
            connection.unwrap(PGConnection.class),
            "COPY orders (id, status, customer) FROM STDIN (FORMAT csv)")) {
      stream.write("9,pending,fay\n".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(ask(connection, "SELECT string_agg(customer, ',' ORDER BY id) FROM orders"))
        .isEqualTo("ann,bob,cid,dan,eve,fay");
  }

  @Test
  void aValueThatCannotBeStoredEndsTheCopy() throws Exception {
    assertThatThrownBy(
            () ->
                copies.copyIn(
                    "COPY orders FROM STDIN", new StringReader("7\tdan\tpending\n8\teve\tlost\n")))
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isEqualTo("TR002");
    assertThat(ask(connection, "SELECT count(*) FROM orders")).isEqualTo("3");
  }

  @Test
  void anEncodingThatCannotBeReadFailsTheTransaction() throws Exception {
    connection.setAutoCommit(false);
    assertThatThrownBy(
            () ->
                copies.copyIn(
                    "COPY orders FROM STDIN (ENCODING 'LATIN2')", new StringReader("7\tdan\tx\n")))
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isEqualTo("TR008");
    assertThatThrownBy(() -> ask(connection, "SELECT 1"))
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isEqualTo("25P02");
    connection.rollback();
    connection.setAutoCommit(true);
  }

  /** The rows that the server gets before it have the same line ends. */
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void aValueThatCannotBeStoredIsTheErrorWhateverEndsTheLines(String end) {
    for (String options : List.of("", " (FORMAT csv, DELIMITER E'\\t')")) {
      for (String rows : List.of("7\tdan\tpending", "7\tdan\tpending" + end + "8\teve\tpending")) {
        String data = rows + end + "9\tfay\tlost" + end + "10\tgil\tpending" + end;
        assertThatThrownBy(
                () -> copies.copyIn("COPY orders FROM STDIN" + options, new StringReader(data)))
            .extracting(failure -> ((SQLException) failure).getSQLState())
            .isEqualTo("TR002");
      }
    }
  }

  @Test
  void aDiscardedValueIsAWarningOfTheConnection() throws Exception {
    fixture.phase("absent", "discard");
    Eventually.that(
        "the rules are read",
        () -> {
          try {
            copies.copyIn("COPY orders FROM STDIN", new StringReader("7\tdan\tlost\n"));
            return true;
          } catch (SQLException held) {
            assertThat(held.getSQLState()).isEqualTo("TR002");
            return false;
          }
        });
    assertThat(connection.getWarnings().getSQLState()).isEqualTo("TR010");
    assertThat(ask(connection, "SELECT status FROM orders WHERE id = 7")).isEqualTo("pending");
  }

  @Test
  void aNullIsTheErrorOfTheTarget() throws Exception {
    fixture.direct("ALTER TABLE orders ADD COLUMN status text DEFAULT 'pending'");
    fixture.phase("writable");
    Eventually.that("the phase is known", this::writes);

    assertThatThrownBy(
            () -> copies.copyIn("COPY orders FROM STDIN", new StringReader("7\tdan\t\\N\n")))
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isEqualTo("23502");
  }

  /** The driver sets no savepoint of its own before a COPY. */
  @Test
  void aRefusedCopyFailsTheTransactionAsOneOfTheServers() throws Exception {
    try (Connection saving = fixture.connect("autosave=always")) {
      saving.setAutoCommit(false);
      CopyManager copying = saving.unwrap(PGConnection.class).getCopyAPI();
      for (List<String> failing :
          List.of(
              List.of("COPY orders (nothing) FROM STDIN", "42703"),
              List.of("COPY orders (status) FROM STDIN", "TR001"))) {
        assertThatThrownBy(() -> copying.copyIn(failing.get(0)))
            .extracting(failure -> ((SQLException) failure).getSQLState())
            .isEqualTo(failing.get(1));
        assertThatThrownBy(() -> ask(saving, "SELECT 1"))
            .extracting(failure -> ((SQLException) failure).getSQLState())
            .isEqualTo("25P02");
        saving.rollback();
        assertThat(ask(saving, "SELECT 1")).isEqualTo("1");
      }
    }
  }

  private boolean writes() throws SQLException {
    try (var statement = connection.createStatement()) {
      return statement.executeUpdate("UPDATE orders SET status = 'x' WHERE id = 1") == 1;
    } catch (SQLException held) {
      return false;
    }
  }

  @Test
  void aCopyOfAnotherTableIsNotLookedAt() throws Exception {
    fixture.direct("CREATE TABLE other (a int, b text)");
    CopyIn copy = copies.copyIn("COPY other FROM STDIN");
    byte[] row = "1\tx\n".getBytes(StandardCharsets.US_ASCII);
    copy.writeToCopy(row, 0, row.length);

    assertThat(copy.endCopy()).isEqualTo(1);
  }
}
