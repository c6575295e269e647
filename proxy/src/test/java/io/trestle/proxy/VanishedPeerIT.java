package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.TestPostgres;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Peers that freeze or are gone in the middle of something. */
@ExtendWith(NoLeaks.class)
class VanishedPeerIT {

  private static final byte[] LOGGED_IN = {'R', 0, 0, 0, 8, 0, 0, 0, 0, 'Z', 0, 0, 0, 5, 'I'};

  private ServerSocket upstream;
  private TestProxy proxy;

  @BeforeEach
  void start() throws Exception {
    upstream = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    proxy =
        TestProxy.start(
            ProxySettings.of("127.0.0.1", 0, "127.0.0.1", upstream.getLocalPort())
                .withLimits(Limits.DEFAULTS.with(Map.of("loginDeadline", Duration.ofMillis(500)))));
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    upstream.close();
  }

  /** The server's end of a session that is logged in. */
  private Socket accept(RawClient client) throws IOException {
    client.startup("postgres", "postgres").send();
    Socket server = upstream.accept();
    DataInputStream in = new DataInputStream(server.getInputStream());
    in.readFully(new byte[in.readInt() - 4]);
    server.getOutputStream().write(LOGGED_IN);
    client.until('Z');
    return server;
  }

  @Test
  void aServerThatIsResetInTheMiddleOfARowEndsTheSession() throws Exception {
    try (RawClient client = new RawClient(proxy.port());
        RawClient other = new RawClient(proxy.port())) {
      Socket server = accept(client);
      Socket otherServer = accept(other);
      client.query("SELECT 1").send();
      server.getOutputStream().write(new byte[] {'D', 0, 0, 0, 100, 0, 1, 0, 0, 0, 90, 'x'});
      server.getInputStream().readNBytes(14);
      TestProxy.eventually("half a row has come", () -> client.readByte() == 'x');
      server.setSoLinger(true, 0);
      server.close();

      assertThat(client.readByte()).as("no error fits in there").isEqualTo(-1);
      otherServer.getOutputStream().write(new byte[] {'Z', 0, 0, 0, 5, 'I'});
      assertThat(other.next()).hasToString("Z");
      otherServer.close();
    }
    TestProxy.eventually("no session is left", () -> proxy.server.sessions() == 0);
  }

  @Test
  void aServerThatIsResetBetweenRowsIsNamed() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      Socket server = accept(client);
      client.query("SELECT 1").send();
      server.getOutputStream().write(new byte[] {'D', 0, 0, 0, 6, 0, 0});
      assertThat(client.next()).hasToString("D");
      server.getInputStream().readNBytes(14);
      server.setSoLinger(true, 0);
      server.close();

      assertThat(client.untilEnd())
          .singleElement()
          .satisfies(error -> assertThat(error.field('M')).contains("was lost"));
    }
  }

  @Test
  void aServerThatIsFrozenDuringLoginHasADeadline() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.startup("postgres", "postgres").send();
      try (Socket frozen = upstream.accept()) {
        assertThat(client.untilEnd()).singleElement().hasToString("E(08006)");
        DataInputStream in = new DataInputStream(frozen.getInputStream());
        in.readFully(new byte[in.readInt() - 4]);
        assertThat(in.readAllBytes()).as("Terminate").startsWith('X');
      }
    }
  }

  @Test
  void aClientMayLeaveAServerThatIsFrozen() throws Exception {
    RawClient client = new RawClient(proxy.port());
    try (Socket frozen = accept(client)) {
      client.query("SELECT 1").send();
      DataInputStream in = new DataInputStream(frozen.getInputStream());
      in.readFully(new byte[14]);
      client.close();

      assertThat(in.readAllBytes()).as("Terminate").startsWith('X');
      TestProxy.eventually("its session ends", () -> proxy.server.sessions() == 0);
    }
  }

  @Test
  void aDrainDoesNotWaitLongerForAServerThatIsFrozen() throws Exception {
    try (RawClient client = new RawClient(proxy.port());
        Socket frozen = accept(client)) {
      client.query("SELECT 1").send();
      frozen.getInputStream().readNBytes(14);
      proxy.server.drain(Duration.ofMillis(200));

      assertThat(client.untilEnd()).singleElement().hasToString("E(57P01)");
    }
  }

  @Test
  void aClientThatVanishesInTheMiddleOfACopyHasCopiedNothing() throws Exception {
    TestProxy.direct("DROP TABLE IF EXISTS vanished; CREATE TABLE vanished (i int)");
    try (TestProxy real = TestProxy.start()) {
      RawClient client = real.raw();
      client.query("COPY vanished FROM STDIN").send().until('G');
      client.message('d', "1\n2\n").bytes(new byte[] {'d', 0, 0, 0, 100, '3'}).send();
      client.close();

      TestProxy.eventually("its session ends", () -> real.server.sessions() == 0);
      TestProxy.eventually("its backend ends", () -> !isThere(client.processId));
      assertThat(rows("SELECT 1 FROM vanished")).isZero();
    }
    TestProxy.direct("DROP TABLE vanished");
  }

  @Test
  void aClientMaySendOnlySoMuchBeforeItIsLoggedIn() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.startup("postgres", "postgres").send();
      try (Socket server = upstream.accept()) {
        DataInputStream in = new DataInputStream(server.getInputStream());
        in.readFully(new byte[in.readInt() - 4]);
        byte[] password = new byte[60_000];
        for (int i = 0; i < 5; i++) {
          client.message('p', password);
        }
        client.send();
        askForPasswords(server, in);

        List<RawClient.Message> messages = client.untilEnd();
        RawClient.Message last = messages.get(messages.size() - 1);
        assertThat(last).hasToString("E(08P01)");
        assertThat(last.field('M'))
            .isEqualTo("more than 262144 bytes sent before the login was complete");
      }
    }
  }

  /** As long as there is somebody to be asked. */
  private static void askForPasswords(Socket server, DataInputStream in) {
    try {
      while (true) {
        server.getOutputStream().write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 3});
        int type = in.readByte();
        in.readFully(new byte[in.readInt() - 4]);
        assertThat(type).isIn((int) 'p', (int) 'X');
      }
    } catch (IOException ended) {
      // the proxy has had enough
    }
  }

  private static boolean isThere(int pid) throws Exception {
    return rows("SELECT 1 FROM pg_stat_activity WHERE pid = " + pid) > 0;
  }

  private static int rows(String sql) throws Exception {
    try (var connection = TestPostgres.shared().connect("postgres");
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      int count = 0;
      while (rows.next()) {
        count++;
      }
      return count;
    }
  }
}
