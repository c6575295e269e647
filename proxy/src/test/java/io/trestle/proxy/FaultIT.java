package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.testkit.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NoLeaks.class)
class FaultIT {

  private TestProxy proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = TestProxy.start(Limit.statements(100_000, 1_000, 10, 1_500));
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  private static byte[] header(char type, int length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeByte(type);
    data.writeInt(length);
    return bytes.toByteArray();
  }

  private static boolean isActive(int pid) throws Exception {
    try (Connection connection = TestPostgres.shared().connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT 1 FROM pg_stat_activity WHERE pid = " + pid)) {
      return rows.next();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Q,3",
    "Q,0",
    "Q,-1",
    "Q,100001",
    "P,100001",
    "B,1073741824",
    "d,2147483647",
    "S,-2147483648",
    "C,100001"
  })
  void impossibleLengthsEndThisSessionOnly(char type, int length) throws Exception {
    try (RawClient other = proxy.raw();
        RawClient client = proxy.raw()) {
      client.bytes(header(type, length)).send();

      RawClient.Message error = client.untilEnd().get(0);
      assertThat(error.field('C')).isEqualTo("08P01");
      assertThat(error.field('S')).isEqualTo("FATAL");
      assertThat(error.field('M')).contains("'" + type + "'").contains(": " + length + ",");
      TestProxy.eventually("its backend ends", () -> !isActive(client.processId));
      assertThat(other.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
    }
  }

  @Test
  void anUnknownMessageIsTheServersToRefuse() throws Exception {
    try (RawClient client = proxy.raw()) {
      assertThat(client.message('?', "").send().untilEnd().get(0).field('C')).isEqualTo("08P01");
    }
  }

  @Test
  void aConcernedStatementOverTheBoundIsRefusedAndAnUnconcernedPasses() throws Exception {
    String filler = "x".repeat(2_000);
    try (RawClient client = proxy.raw()) {
      client.query("SELECT 'ruled', '" + filler + "'").query("SELECT '" + filler + "'");
      client
          .parse("s", "SELECT 'ruled', '" + filler + "'")
          .sync()
          .parse("", "SELECT '" + filler + "'")
          .sync()
          .send();
      assertThat(client.answers(4)).isEqualTo("E(TR005) Z T D C Z E(TR005) Z 1 Z");

      proxy.engines.nextEpoch();
      assertThat(client.bind("", "").sync().send().answers(1))
          .as("its text was not kept")
          .isEqualTo("E(54000) Z");
    }
  }

  /** In number and in bytes [pgdog 1261]. */
  @Test
  void preparedStatementsAreBounded() throws Exception {
    try (RawClient client = proxy.raw()) {
      for (int i = 0; i < 4; i++) {
        client.parse("s" + i, "SELECT " + i);
      }
      client.sync().send();
      assertThat(client.answers(1)).isEqualTo("1 1 1 1 Z");
      String big = "SELECT '" + "x".repeat(900) + "'";
      assertThat(client.parse("big", big).sync().send().answers(1)).isEqualTo("E(54000) Z");
      assertThat(
              client
                  .closeStatement("s0")
                  .closeStatement("s1")
                  .parse("big", big)
                  .sync()
                  .send()
                  .answers(1))
          .isEqualTo("3 3 1 Z");
    }
  }

  @Test
  void anUpstreamThatIsDownIsNamed() throws Exception {
    int nobody;
    try (ServerSocket reserved = new ServerSocket(0)) {
      nobody = reserved.getLocalPort();
    }
    try (TestProxy lonely = TestProxy.start(ProxySettings.of("127.0.0.1", 0, "localhost", nobody));
        RawClient client = new RawClient(lonely.port())) {
      RawClient.Message error = client.startup("postgres", "postgres").send().untilEnd().get(0);

      assertThat(error.field('C')).isEqualTo("08006");
      assertThat(error.field('S')).isEqualTo("FATAL");
      assertThat(error.field('M'))
          .startsWith("could not connect to upstream localhost:" + nobody + ": ");
    }
  }

  @Test
  void anUnknownUpstreamHostIsNamed() throws Exception {
    try (TestProxy lonely =
            TestProxy.start(ProxySettings.of("127.0.0.1", 0, "nothere.invalid", 5432));
        RawClient client = new RawClient(lonely.port())) {
      assertThat(client.startup("postgres", "postgres").send().untilEnd().get(0).field('M'))
          .contains("could not connect to upstream nothere.invalid:5432: unknown host");
    }
  }

  @Test
  void anUpstreamThatIsLostEndsTheSessionAndTheNextConnectsAgain() throws Exception {
    try (ServerSocket upstream = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        TestProxy fragile =
            TestProxy.start(
                ProxySettings.of("127.0.0.1", 0, "127.0.0.1", upstream.getLocalPort()))) {
      for (int i = 0; i < 2; i++) {
        try (RawClient client = new RawClient(fragile.port())) {
          client.startup("postgres", "postgres").send();
          Socket accepted = upstream.accept();
          letIn(accepted);
          client.until('Z');
          accepted.close();
          RawClient.Message error = client.untilEnd().get(0);
          assertThat(error.field('C')).isEqualTo("08006");
          assertThat(error.field('M')).contains("was lost");
        }
      }
      TestProxy.eventually("no session is left", () -> fragile.server.sessions() == 0);
    }
  }

  @Test
  void aServerFrozenInARowHoldsUpItsOwnClientOnly() throws Exception {
    try (ServerSocket upstream = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        TestProxy fragile =
            TestProxy.start(
                ProxySettings.of("127.0.0.1", 0, "127.0.0.1", upstream.getLocalPort())
                    .withEventLoopThreads(1));
        RawClient other = new RawClient(fragile.port())) {
      other.startup("postgres", "postgres").send();
      try (Socket awake = upstream.accept();
          RawClient client = new RawClient(fragile.port())) {
        letIn(awake);
        other.until('Z');
        client.startup("postgres", "postgres").send();
        try (Socket frozen = upstream.accept()) {
          letIn(frozen);
          client.until('Z');
          client.query("SELECT 1").send();
          byte[] halfRow = {'D', 0, 0, 0, 100, 0, 1, 0, 0, 0, 90, 'x'};
          frozen.getOutputStream().write(halfRow);
          other.query("SELECT 1").send();
          awake.getOutputStream().write(new byte[] {'I', 0, 0, 0, 4, 'Z', 0, 0, 0, 5, 'I'});
          assertThat(other.answers(1)).isEqualTo("I Z");
          assertThat(fragile.server.sessions()).isEqualTo(2);

          client.close();
          TestProxy.eventually("its session ends", () -> fragile.server.sessions() == 1);
          frozen.setSoTimeout(10_000);
          assertThat(frozen.getInputStream().readAllBytes())
              .as("the server is told to end, and that is all")
              .endsWith('X', 0, 0, 0, 4);
        }
      }
    }
  }

  private static void letIn(Socket upstream) throws IOException {
    upstream.getInputStream().read();
    upstream
        .getOutputStream()
        .write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 0, 'Z', 0, 0, 0, 5, 'I'});
  }

  @Test
  void anUpstreamThatSendsNonsenseEndsTheSession() throws Exception {
    try (ServerSocket upstream = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        TestProxy fragile =
            TestProxy.start(
                ProxySettings.of("127.0.0.1", 0, "127.0.0.1", upstream.getLocalPort()));
        RawClient client = new RawClient(fragile.port())) {
      client.startup("postgres", "postgres").send();
      try (Socket accepted = upstream.accept()) {
        accepted.getOutputStream().write(new byte[] {'R', 0, 0, 0, 1});
        assertThat(client.untilEnd().get(0).field('C')).isEqualTo("08006");
      }
    }
  }

  @Test
  void theServersOwnLastWordsAreTheOnlyOnes() throws Exception {
    try (RawClient client = proxy.raw()) {
      TestProxy.direct("SELECT pg_terminate_backend(" + client.processId + ")");

      assertThat(client.untilEnd())
          .singleElement()
          .satisfies(m -> assertThat(m.field('C')).isEqualTo("57P01"));
    }
  }

  @Test
  void aClientThatVanishesTakesItsBackendWithIt() throws Exception {
    RawClient client = proxy.raw();
    client.close();

    TestProxy.eventually("its backend ends", () -> !isActive(client.processId));
    TestProxy.eventually("its session ends", () -> proxy.server.sessions() == 0);
  }

  @Test
  void aClientThatVanishesDuringAnAnalysisHasItsStatementRun() throws Exception {
    TestProxy.direct("DROP TABLE IF EXISTS fault_it; CREATE TABLE fault_it (i int)");
    CountDownLatch gate = new CountDownLatch(1);
    proxy.engines.gate = gate;
    proxy.engines.rewrite("INSERT 'ruled'", "INSERT INTO fault_it VALUES (1)");
    RawClient client = proxy.raw();
    client.query("INSERT 'ruled'").message('X', "").send();
    client.close();
    gate.countDown();

    TestProxy.eventually("its session ends", () -> proxy.server.sessions() == 0);
    TestProxy.eventually("its backend ends", () -> !isActive(client.processId));
    try (Connection connection = TestPostgres.shared().connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM fault_it")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(1);
    }
    TestProxy.direct("DROP TABLE fault_it");
  }

  @Test
  void analysesThatWaitAreBounded() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    ProxySettings settings =
        TestProxy.settings(TestPostgres.shared())
            .withEventLoopThreads(1)
            .withLimits(Limit.shared(10, 1, Duration.ofSeconds(10)));
    try (TestProxy small = TestProxy.start(settings);
        RawClient first = small.raw();
        RawClient second = small.raw();
        RawClient third = small.raw()) {
      small.engines.gate = gate;
      first.query("SELECT 'ruled 1'").send();
      second.query("SELECT 'ruled 2'").send();
      third.query("SELECT 'ruled 3'").send();
      RawClient refused = third;
      assertThat(refused.answers(1)).isEqualTo("E(53000) Z");
      gate.countDown();
      assertThat(first.answers(1)).isEqualTo("T D C Z");
      assertThat(second.answers(1)).isEqualTo("T D C Z");
      assertThat(third.query("SELECT 'ruled 3'").send().answers(1)).isEqualTo("T D C Z");
    }
  }

  @Test
  void anAnalysisThatHangsIsGivenUpAndOthersGoOn() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    ProxySettings settings =
        TestProxy.settings(TestPostgres.shared())
            .withEventLoopThreads(1)
            .withLimits(Limit.analysisDeadline(Duration.ofMillis(200)));
    try (TestProxy small = TestProxy.start(settings);
        RawClient first = small.raw();
        RawClient second = small.raw()) {
      small.engines.gate = gate;
      first.query("SELECT 'ruled 1'").send();
      assertThat(first.answers(1)).as("while its analysis hangs").isEqualTo("E(TR005) Z");
      small.engines.gate = null;

      assertThat(second.query("SELECT 'ruled 2'").send().answers(1)).isEqualTo("T D C Z");
      assertThat(first.query("SELECT 'ruled 3'").send().answers(1)).isEqualTo("T D C Z");

      gate.countDown();
      TestProxy.eventually(
          "the analysis comes to its end", () -> small.engines.analysed.get() == 3);
      assertThat(first.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
    }
  }

  @Test
  void whatWaitsTooLongToBeAnalysedIsRefused() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    ProxySettings settings =
        TestProxy.settings(TestPostgres.shared())
            .withEventLoopThreads(1)
            .withLimits(Limit.analysisDeadline(Duration.ofMillis(200)));
    try (TestProxy small = TestProxy.start(settings)) {
      small.engines.gate = gate;
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 12; i++) { // more than there are threads, replaced ones included
        clients.add(small.raw());
      }
      for (int i = 0; i < clients.size(); i++) {
        clients.get(i).query("SELECT 'ruled " + i + "'").send();
      }
      List<String> answers = new ArrayList<>();
      for (RawClient client : clients) {
        answers.add(client.answers(1));
      }
      assertThat(answers).contains("E(TR005) Z", "E(53000) Z").hasSize(clients.size());
      gate.countDown();
      small.engines.gate = null;
      assertThat(clients.get(0).query("SELECT 'ruled'").send().answers(1)).isEqualTo("T D C Z");
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aSlowClientStopsItsBackendAndNobodyElse() throws Exception {
    try (RawClient slow = proxy.raw();
        RawClient other = proxy.raw()) {
      slow.query("SELECT repeat('x', 1000) FROM generate_series(1, 200000)").send().next();

      assertThat(other.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
      TestProxy.eventually("the backend waits for its client", () -> waits(slow.processId));
      assertThat(slow.until('Z')).hasSize(200_002);
    }
  }

  private static boolean waits(int pid) throws Exception {
    try (Connection connection = TestPostgres.shared().connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'ClientWrite' AND pid = "
                    + pid)) {
      return rows.next();
    }
  }

  @Test
  void aMessageThatDoesNotBelongToACopyEndsTheSession() throws Exception {
    try (RawClient client = proxy.raw()) {
      client
          .query("CREATE TEMP TABLE copied (i int)")
          .query("COPY copied FROM STDIN")
          .send()
          .until('G');

      assertThat(client.query("SELECT 1").send().untilEnd().get(0).field('C')).isEqualTo("08P01");
    }
  }

  @Test
  void anAddressThatIsTakenIsNamed() {
    ProxySettings taken = ProxySettings.of("127.0.0.1", proxy.port(), "127.0.0.1", 5432);

    assertThatThrownBy(() -> ProxyServer.start(taken, proxy.engines))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen at 127.0.0.1:" + proxy.port())
        .hasMessageContaining("in use");
  }

  @Test
  void closingTheProxySaysSoToItsClients() throws Exception {
    try (RawClient client = proxy.raw()) {
      proxy.close();
      assertThat(client.untilEnd())
          .singleElement()
          .satisfies(m -> assertThat(m.field('C')).isEqualTo("57P01"));
    }
  }
}
