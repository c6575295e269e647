package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.TestPostgres;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** Replication connections go through a proxy with a rule, and show the table as it is. */
@ExtendWith(NoLeaks.class)
class ReplicationIT {

  private static TestPostgres postgres;
  private static FlippingProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    postgres = TestPostgres.start(TestPostgres.NEWEST, Map.of("wal_level", "logical"), List.of());
    proxy = FlippingProxy.start(postgres, "replicated");
    proxy.flip("absent");
    proxy.direct("CREATE PUBLICATION all_tables FOR ALL TABLES");
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
    postgres.close();
  }

  private static Connection connect() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("replication", "database");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "14");
    return DriverManager.getConnection(
        TestPostgres.jdbcUrl("127.0.0.1", proxy.port(), "replicated"), properties);
  }

  @Test
  void logicalChangesStreamOutAndTheirConfirmationsIn() throws Exception {
    try (Connection connection = connect()) {
      PGConnection replication = connection.unwrap(PGConnection.class);
      replication
          .getReplicationAPI()
          .createReplicationSlot()
          .logical()
          .withSlotName("orders")
          .withOutputPlugin("pgoutput")
          .make();
      proxy.direct("INSERT INTO orders VALUES (4, 'fourth')");
      try (PGReplicationStream stream =
          replication
              .getReplicationAPI()
              .replicationStream()
              .logical()
              .withSlotName("orders")
              .withSlotOption("proto_version", 1)
              .withSlotOption("publication_names", "all_tables")
              .withStatusInterval(1, TimeUnit.SECONDS)
              .start()) {
        assertThat(next(stream, 'R')).contains("orders").contains("note").doesNotContain("status");
        assertThat(next(stream, 'I')).contains("fourth").doesNotContain("pending");
        next(stream, 'C');
        LogSequenceNumber seen = stream.getLastReceiveLSN();
        stream.setFlushedLSN(seen);
        stream.setAppliedLSN(seen);
        stream.forceUpdateStatus();

        TestProxy.eventually("it is confirmed", () -> isConfirmed(seen));
      }
      try (Statement statement = connection.createStatement();
          ResultSet system = statement.executeQuery("IDENTIFY_SYSTEM")) {
        assertThat(system.next()).isTrue();
        assertThat(system.getString("dbname")).isEqualTo("replicated");
      }
    }
  }

  /** The next change of a kind, its bytes as characters. */
  private static String next(PGReplicationStream stream, char kind) throws Exception {
    while (true) {
      ByteBuffer change = stream.read();
      String text =
          new String(
              change.array(),
              change.arrayOffset() + change.position(),
              change.remaining(),
              StandardCharsets.ISO_8859_1);
      if (text.charAt(0) == kind) {
        return text;
      }
    }
  }

  private static boolean isConfirmed(LogSequenceNumber position) throws Exception {
    try (Connection connection = postgres.connect("replicated");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT 1 FROM pg_replication_slots WHERE slot_name = 'orders'"
                    + " AND confirmed_flush_lsn >= '%s'".formatted(position.asString()))) {
      return rows.next();
    }
  }

  @Test
  void thePhysicalLogStreamsOutAndStatusIn() throws Exception {
    byte[] parameters = "user\0postgres\0replication\0true\0\0".getBytes(StandardCharsets.US_ASCII);
    byte[] startup =
        ByteBuffer.allocate(8 + parameters.length)
            .putInt(8 + parameters.length)
            .putInt(3 << 16)
            .put(parameters)
            .array();
    try (RawClient client = new RawClient(proxy.port())) {
      client.bytes(startup).send().until('Z');
      RawClient.Message system = client.query("IDENTIFY_SYSTEM").send().until('Z').get(1);
      String position = system.text().replaceAll("(?s).*[^0-9A-F]([0-9A-F]+/[0-9A-F]+).*", "$1");
      client.query("START_REPLICATION PHYSICAL " + position).send().until('W');
      proxy.direct("INSERT INTO orders VALUES (5, 'fifth')");
      String log = "";
      while (!log.contains("fifth")) {
        log = new String(client.until('d').get(0).body(), StandardCharsets.ISO_8859_1);
      }
      byte[] asksForAnswer = ByteBuffer.allocate(34).put((byte) 'r').put(33, (byte) 1).array();
      client.message('d', asksForAnswer).send();
      while (log.charAt(0) != 'k') {
        log = new String(client.until('d').get(0).body(), StandardCharsets.ISO_8859_1);
      }

      List<RawClient.Message> last = client.message('c', "").send().until('Z');
      assertThat(last.toString()).matches(".*c, (C, )+Z]");
      assertThat(client.query("IDENTIFY_SYSTEM").send().answers(1)).isEqualTo("T D C Z");
    }
  }
}
