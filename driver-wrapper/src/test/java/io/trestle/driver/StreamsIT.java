package io.trestle.driver;

import static io.trestle.driver.DriverFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PGobject;

/** Parameters that can be read only once, on statements that are prepared anew. */
class StreamsIT {

  private static final String INSERT =
      "INSERT INTO orders (id, customer, data, status) VALUES (?, ?, ?, ?)";

  private DriverFixture fixture;
  private Connection connection;

  @BeforeEach
  void connect() throws Exception {
    fixture = new DriverFixture();
    fixture.direct("ALTER TABLE orders ADD COLUMN data bytea");
    connection = fixture.connect();
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    fixture.close();
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private PreparedStatement insert(int id) throws SQLException {
    PreparedStatement insert = connection.prepareStatement(INSERT);
    insert.setInt(1, id);
    insert.setString(4, "pending");
    return insert;
  }

  @Test
  void streamsThatWereReadAreSetOnceMore() throws Exception {
    try (PreparedStatement first = insert(10);
        PreparedStatement second = insert(11);
        PreparedStatement third = insert(12)) {
      first.setCharacterStream(2, new StringReader("dan and more"), 3);
      first.setBinaryStream(3, bytes("abc"), 3);
      second.setCharacterStream(2, new StringReader("eve"));
      second.setBinaryStream(3, bytes("def"));
      third.setObject(2, bytes("fay"), Types.LONGVARCHAR);
      third.setBytes(3, "ghi".getBytes(StandardCharsets.UTF_8));
      fixture.direct("ALTER TABLE orders ADD COLUMN status text DEFAULT 'pending'");
      fixture.phase("writable");
      Eventually.that("the phase is known", this::writes);

      first.executeUpdate();
      second.executeUpdate();
      third.executeUpdate();
    }
    assertThat(
            ask(
                connection,
                "SELECT string_agg(customer || convert_from(data, 'UTF8'), ',' ORDER BY id)"
                    + " FROM orders WHERE id >= 10"))
        .isEqualTo("danabc,evedef,fayghi");
  }

  private boolean writes() throws SQLException {
    PGobject value = new PGobject();
    value.setType("text");
    value.setValue("shipped");
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE orders SET status = ? WHERE id = 1")) {
      update.setObject(1, value);
      return update.executeUpdate() == 1;
    } catch (SQLException held) {
      assertThat(held.getSQLState()).isEqualTo("TR002");
      return false;
    }
  }

  @Test
  void anObjectOfTheDriversIsJudgedByItsText() throws Exception {
    PGobject value = new PGobject();
    value.setType("text");
    value.setValue("pending");
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE orders SET status = ? WHERE id = 1")) {
      update.setObject(1, value);

      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }
}
