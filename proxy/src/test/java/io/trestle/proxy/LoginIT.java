package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.testkit.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class LoginIT {

  private static final byte[] IDLE = {'Z', 0, 0, 0, 5, 'I'};
  private static final byte[] LOGGED_IN = {'R', 0, 0, 0, 8, 0, 0, 0, 0, 'Z', 0, 0, 0, 5, 'I'};

  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int CANCEL_REQUEST = 80877102;

  private static TestPostgres postgres;
  private static TestProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    postgres =
        TestPostgres.start(
            TestPostgres.NEWEST,
            Map.of(),
            List.of(
                "host all with_trust all trust",
                "host all with_cleartext all password",
                "host all with_md5 all md5",
                "host all with_scram all scram-sha-256"));
    postgres.execute(
        "postgres",
        "CREATE ROLE with_trust LOGIN; CREATE ROLE with_cleartext LOGIN PASSWORD 'secret';"
            + " CREATE ROLE with_scram LOGIN PASSWORD 'secret'; SET password_encryption = 'md5';"
            + " CREATE ROLE with_md5 LOGIN PASSWORD 'secret'");
    proxy = TestProxy.start(TestProxy.settings(postgres));
  }

  @AfterAll
  static void stop() {
    proxy.close();
    postgres.close();
  }

  private static Connection connect(String user, String password, String database)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database, user, password);
  }

  private static byte[] packet(int code, byte[]... rest) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bytes);
    int length = 8;
    for (byte[] part : rest) {
      length += part.length;
    }
    data.writeInt(length);
    data.writeInt(code);
    for (byte[] part : rest) {
      data.write(part);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"with_trust", "with_cleartext", "with_md5", "with_scram"})
  void authenticationIsRelayed(String user) throws Exception {
    try (Connection connection = connect(user, "secret", "postgres");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT current_user")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo(user);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"with_cleartext", "with_md5", "with_scram"})
  void aWrongPasswordIsTheServersError(String user) {
    assertThatThrownBy(() -> connect(user, "wrong", "postgres"))
        .extracting("SQLState")
        .isEqualTo("28P01");
  }

  @Test
  void aPasswordThatIsSentAheadWaitsUntilItIsAskedFor() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client
          .startup("with_cleartext", "postgres")
          .message('p', "secret\0")
          .query("SELECT 1")
          .send();
      assertThat(client.answers(2)).startsWith("R R ").endsWith("Z T D C Z");
    }
  }

  @Test
  void anUnknownDatabaseIsTheServersError() {
    assertThatThrownBy(() -> connect("with_trust", "", "nothere"))
        .extracting("SQLState")
        .isEqualTo("3D000");
  }

  @Test
  void theDatabaseDefaultsToTheUser() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.bytes(packet(3 << 16, "user\0with_trust\0\0".getBytes(StandardCharsets.UTF_8))).send();
      assertThat(client.untilEnd())
          .last()
          .satisfies(m -> assertThat(m.field('C')).isEqualTo("3D000"));
    }
  }

  @Test
  void protocol32WithItsLongCancelKeysIsRelayed() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client
          .bytes(
              packet(
                  3 << 16 | 2,
                  "user\0with_trust\0database\0postgres\0\0".getBytes(StandardCharsets.UTF_8)))
          .send();
      List<RawClient.Message> messages = client.until('Z');
      assertThat(messages)
          .filteredOn(message -> message.type() == 'K')
          .singleElement()
          .satisfies(message -> assertThat(message.body()).hasSize(4 + 32));
    }
  }

  @Test
  void requestsForEncryptionAreAnsweredNo() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      assertThat(client.bytes(packet(GSS_REQUEST)).send().readByte()).isEqualTo('N');
      assertThat(client.bytes(packet(SSL_REQUEST)).send().readByte()).isEqualTo('N');
      client.login("with_trust", "postgres");
      assertThat(client.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
    }
  }

  @Test
  void whatIsBufferedBehindARequestForEncryptionEndsTheSession() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.bytes(packet(SSL_REQUEST)).startup("with_trust", "postgres").send();
      assertThat(client.untilEnd())
          .singleElement()
          .satisfies(m -> assertThat(m.field('C')).isEqualTo("08P01"));
    }
  }

  @Test
  void aStartupPacketMayComeInPieces() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.startup("with_trust", "postgres").query("SELECT 1").sendInPieces(1);
      assertThat(client.answers(2)).endsWith("Z T D C Z");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, -1, 10_005, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x16030100})
  void atAnImpossibleLengthOfAStartupPacketTheConnectionEndsAsAtTheServer(int length)
      throws Exception {
    byte[] bytes = ByteBuffer.allocate(4).putInt(length).array();
    for (int port : List.of(postgres.port(), proxy.port())) {
      try (RawClient client = new RawClient(port)) {
        assertThat(client.bytes(bytes).send().untilEnd()).as("said at " + port).isEmpty();
      }
    }
  }

  @Test
  void aCancelRequestWithAWrongKeyDoesNothing() throws Exception {
    try (RawClient session = new RawClient(proxy.port());
        RawClient cancel = new RawClient(proxy.port())) {
      session.login("with_trust", "postgres");
      ByteArrayOutputStream key = new ByteArrayOutputStream();
      new DataOutputStream(key).writeInt(session.processId);
      cancel.bytes(packet(CANCEL_REQUEST, key.toByteArray(), new byte[] {1, 2, 3, 4})).send();
      assertThat(cancel.untilEnd()).isEmpty();
      assertThat(session.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
    }
  }

  @Test
  void aLoginHasADeadline() throws Exception {
    Limits limits = Limit.shared(10, 10, Duration.ofMillis(300));
    try (TestProxy hasty = TestProxy.start(TestProxy.settings(postgres).withLimits(limits));
        RawClient silent = new RawClient(hasty.port());
        RawClient waiting = new RawClient(hasty.port())) {
      waiting.startup("with_scram", "postgres").send();

      assertThat(silent.untilEnd())
          .singleElement()
          .satisfies(m -> assertThat(m.field('C')).isEqualTo("08006"));
      assertThat(waiting.untilEnd())
          .last()
          .satisfies(m -> assertThat(m.field('M')).contains("300 ms"));
      TestProxy.eventually("both sessions are gone", () -> hasty.server.sessions() == 0);
    }
  }

  @Test
  void sessionsAreBounded() throws Exception {
    Limits limits = Limit.shared(1, 10, Duration.ofSeconds(10));
    try (TestProxy small = TestProxy.start(TestProxy.settings(postgres).withLimits(limits));
        RawClient first = new RawClient(small.port())) {
      first.login("with_trust", "postgres");
      try (RawClient second = new RawClient(small.port())) {
        assertThat(second.untilEnd())
            .singleElement()
            .satisfies(m -> assertThat(m.field('C')).isEqualTo("53300"));
      }
      assertThat(first.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
    }
  }

  /** Both lie there when the event loop looks, the end of the login first. */
  @Test
  void aStatementThatComesTogetherWithTheEndOfTheLoginIsAnalysedOnce() throws Exception {
    byte[] first = "Q\0\0\0\23SELECT 'ruled'\0".getBytes(StandardCharsets.US_ASCII);
    try (ServerSocket upstream = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        TestProxy held =
            TestProxy.start(
                ProxySettings.of("127.0.0.1", 0, "127.0.0.1", upstream.getLocalPort())
                    .withEventLoopThreads(1));
        RawClient busy = new RawClient(held.port());
        Socket busyServer = acceptStartup(upstream, busy);
        RawClient client = new RawClient(held.port());
        Socket server = acceptStartup(upstream, client)) {
      busyServer.getOutputStream().write(LOGGED_IN);
      busy.until('Z');
      CountDownLatch loop = new CountDownLatch(1);
      CountDownLatch analyses = new CountDownLatch(1);
      held.engines.gate = analyses;
      held.engines.loopGate = loop;
      busy.query("SELECT 1").send();
      TestProxy.eventually("the loop is held up", () -> held.engines.held.get() == 1);
      server.getOutputStream().write(LOGGED_IN);
      client.bytes(first).send();
      held.engines.loopGate = null;
      loop.countDown();
      TestProxy.eventually("its analysis begins", () -> held.engines.begun.get() == 1);
      busy.query("SELECT 2").send();
      busyServer.getInputStream().readNBytes(2 * "Q1234SELECT 1\0".length());
      analyses.countDown();
      assertThat(server.getInputStream().readNBytes(first.length)).isEqualTo(first);
      server.getOutputStream().write(IDLE);

      busy.query("SELECT 'ruled 2'").send();
      busyServer.getInputStream().readNBytes("Q1234SELECT 'ruled 2'\0".length());
      assertThat(held.engines.analysed).hasValue(2);
    }
  }

  private static Socket acceptStartup(ServerSocket upstream, RawClient client) throws IOException {
    client.startup("postgres", "postgres").send();
    Socket server = upstream.accept();
    DataInputStream in = new DataInputStream(server.getInputStream());
    in.readFully(new byte[in.readInt() - 4]);
    return server;
  }
}
