package io.trestle.driver;

import static io.trestle.driver.DriverFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Calendar;
import java.util.Iterator;
import java.util.List;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PGobject;

/** Values for a held column that come as objects: frameworks write all columns of a row. */
class HeldObjectsIT {

  private DriverFixture fixture;
  private Connection connection;

  @BeforeEach
  void open() throws Exception {
    fixture = new DriverFixture();
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    fixture.close();
  }

  private PreparedStatement insert(String type, String value) throws Exception {
    Files.writeString(
        fixture.rules(),
        """
        rules:
          - table: public.orders
            column: extra
            type: %s
            value: "'%s'"
            nullable: false
            phase: absent
        """
            .formatted(type, value));
    connection = fixture.connect();
    return connection.prepareStatement("INSERT INTO orders (customer, extra) VALUES ('dan', ?)");
  }

  private void passes(PreparedStatement insert) throws SQLException {
    assertThat(insert.executeUpdate()).isEqualTo(1);
    assertThat(ask(connection, "SELECT count(*) FROM orders WHERE customer = 'dan'"))
        .isNotEqualTo("0");
  }

  private static void isHeld(PreparedStatement insert) {
    assertThatThrownBy(insert::executeUpdate)
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isEqualTo("TR002");
  }

  @Test
  void aTimeWithAnOffsetIsTheInstant() throws Exception {
    PreparedStatement insert = insert("timestamptz", "2026-01-01 00:00:00.5+00");
    insert.setObject(1, OffsetDateTime.parse("2026-01-01T02:00:00.5+02:00"));
    passes(insert);
    insert.setObject(1, OffsetDateTime.parse("2026-01-01T00:00:00.5+02:00"));
    isHeld(insert);
    insert.setTimestamp(1, Timestamp.valueOf("2026-01-01 00:00:00.5")); // of whatever zone
    isHeld(insert);
    Calendar east = Calendar.getInstance(new SimpleTimeZone(3_600_000, "east"));
    Timestamp same = Timestamp.from(Instant.parse("2026-01-01T00:00:00.5Z"));
    insert.setTimestamp(1, same, east);
    passes(insert);
    insert.setTimestamp(1, new Timestamp(same.getTime() + 1), east);
    isHeld(insert);
  }

  @Test
  void aLocalTimeIsATimestampWithoutTimeZone() throws Exception {
    PreparedStatement insert = insert("timestamp", "2026-01-01 10:20:30");
    insert.setObject(1, LocalDateTime.parse("2026-01-01T10:20:30"));
    passes(insert);
    insert.setTimestamp(1, Timestamp.valueOf("2026-01-01 10:20:30"));
    passes(insert);
    insert.setObject(1, LocalDateTime.parse("2026-01-01T10:20:30.000000001"));
    isHeld(insert);
    insert.setObject(1, OffsetDateTime.parse("2026-01-01T10:20:30Z"));
    isHeld(insert);
  }

  @Test
  void aCalendarMayMakeAnotherDateOfADate() throws Exception {
    PreparedStatement insert = insert("date", "2026-01-02");
    insert.setDate(1, Date.valueOf("2026-01-02"));
    passes(insert);
    int dayWest = TimeZone.getDefault().getRawOffset() - 12 * 3_600_000;
    insert.setDate(
        1, Date.valueOf("2026-01-02"), Calendar.getInstance(new SimpleTimeZone(dayWest, "west")));
    isHeld(insert);
  }

  @Test
  void anObjectOfTheDriversIsItsText() throws Exception {
    PreparedStatement insert = insert("jsonb", "{}");
    PGobject json = new PGobject();
    json.setType("jsonb");
    json.setValue("{}");
    insert.setObject(1, json);
    passes(insert);
    json.setValue("{\"a\": 1}");
    isHeld(insert);
  }

  @Test
  void anArrayIsItsText() throws Exception {
    PreparedStatement insert = insert("text[]", "{}");
    insert.setArray(1, connection.createArrayOf("text", new String[0]));
    passes(insert);
    insert.setArray(1, connection.createArrayOf("text", new String[] {"a"}));
    isHeld(insert);
  }

  @Test
  void anObjectIsWhatTheDriverMakesOfItForAType() throws Exception {
    PreparedStatement insert = insert("numeric", "1.5");
    insert.setObject(1, 1.5d, Types.DOUBLE);
    passes(insert);
    insert.setObject(1, 1.5d, Types.INTEGER);
    isHeld(insert);
    insert.setObject(1, "1.5", Types.NUMERIC);
    passes(insert);
    insert.setObject(1, "1.5", Types.NUMERIC, 0);
    isHeld(insert);
  }

  @Test
  void aTimestampLosesItsTimeAsADate() throws Exception {
    PreparedStatement insert = insert("timestamp", "2026-01-01 10:20:30");
    insert.setObject(1, Timestamp.valueOf("2026-01-01 10:20:30"), Types.TIMESTAMP);
    passes(insert);
    insert.setObject(1, Timestamp.valueOf("2026-01-01 10:20:30"), Types.DATE);
    isHeld(insert);
  }

  @Test
  void aFloatIsAnotherNumberInAWiderColumn() throws Exception {
    PreparedStatement insert = insert("double precision", "0.1");
    insert.setDouble(1, 0.1d);
    passes(insert);
    insert.setFloat(1, 0.1f);
    isHeld(insert);
  }

  @Test
  void bytesAreNoText() throws Exception {
    PreparedStatement insert = insert("text", "2026-01-01");
    insert.setString(1, "2026-01-01");
    passes(insert);
    insert.setBytes(1, "2026-01-01".getBytes(StandardCharsets.UTF_8));
    isHeld(insert);
    insert.setDate(1, Date.valueOf("2026-01-01")); // the driver adds the zone
    isHeld(insert);
  }

  @Test
  void anXmlWithoutAValueIsNull() throws Exception {
    PreparedStatement insert = insert("xml", "<a/>");
    SQLXML xml = connection.createSQLXML();
    xml.setString(null);
    insert.setSQLXML(1, xml);
    assertThatThrownBy(insert::executeUpdate)
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isEqualTo("23502");
  }

  @Test
  void anXmlMayBeReadableOnlyOnce() throws Exception {
    PreparedStatement insert = insert("xml", "<a/>");
    insert.setSQLXML(1, readOnce("<b/>"));
    isHeld(insert); // as any XML, which has no equality
    insert.setObject(1, readOnce("<b/>"));
    isHeld(insert);
    insert.setObject(1, readOnce("<b/>"), Types.SQLXML);
    isHeld(insert);
  }

  private static SQLXML readOnce(String text) {
    Iterator<String> texts = List.of(text).iterator();
    return (SQLXML)
        Proxy.newProxyInstance(
            SQLXML.class.getClassLoader(),
            new Class<?>[] {SQLXML.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("getString");
              return texts.next();
            });
  }
}
