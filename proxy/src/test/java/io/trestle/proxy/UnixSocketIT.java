package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(NoLeaks.class)
class UnixSocketIT {

  private static final int PORT = 6432;

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve(".s.PGSQL." + PORT);
  }

  private TestProxy listening(Transport transport, int mode) throws IOException {
    return TestProxy.start(
        TestProxy.settings(TestPostgres.shared())
            .withTransport(transport)
            .withListeners(
                List.of(new Listener(new Endpoint(folder.toString(), PORT), false, false, mode))));
  }

  private TestProxy before(Transport transport) throws IOException {
    return TestProxy.start(
        ProxySettings.of("127.0.0.1", 0, folder.toString(), PORT).withTransport(transport));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> each.getFileName().toString()).toList();
    }
  }

  /** One proxy is reached by a unix socket, by another one that listens at TCP. */
  @ParameterizedTest
  @MethodSource("io.trestle.proxy.TestProxy#transports")
  void aUnixSocketCarriesClientsAndServers(Transport transport) throws Exception {
    try (TestProxy unix = listening(transport, 0600);
        TestProxy tcp = before(transport);
        RawClient client = tcp.raw()) {
      client.query("SELECT repeat('x', 1000) FROM generate_series(1, 5000)").send();
      assertThat(client.until('Z')).hasSize(5_003);
      assertThat(unix.server.sessions()).isEqualTo(1);
    }
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.trestle.proxy.TestProxy#transports")
  void itsFileHasTheModeThatWasAskedFor(Transport transport) throws Exception {
    for (String mode : List.of("rw-------", "rw-rw----", "rwxrwxrwx", "r--------")) {
      int bits = 0;
      for (int i = 0; i < 9; i++) {
        bits |= mode.charAt(i) == '-' ? 0 : 0400 >> i;
      }
      try (TestProxy proxy = listening(transport, bits)) {
        assertThat(proxy.server.endpoints()).hasToString("[" + file() + "]");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
            .isEqualTo(mode);
        assertThat(files()).containsExactly(".s.PGSQL." + PORT);
      }
    }
  }

  @Test
  void aDeadSocketIsReplaced() throws Exception {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(file()));
    }
    assertThat(file()).exists();

    try (TestProxy proxy = listening(Transport.AUTO, 0600);
        TestProxy tcp = before(Transport.AUTO);
        RawClient client = tcp.raw()) {
      assertThat(proxy.server.sessions()).isEqualTo(1);
      assertThat(client.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
    }
  }

  @Test
  void aSocketThatIsListenedAtIsNotTaken() throws Exception {
    try (TestProxy first = listening(Transport.AUTO, 0600);
        TestProxy tcp = before(Transport.AUTO)) {
      assertThatThrownBy(() -> listening(Transport.AUTO, 0600))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "cannot listen at %s: address already in use: somebody listens there", file());

      assertThat(files()).containsExactly(".s.PGSQL." + PORT);
      try (RawClient client = tcp.raw()) {
        assertThat(first.server.sessions()).isEqualTo(1);
        assertThat(client.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
      }
    }
  }

  @Test
  void aFileThatIsNoSocketStays() throws Exception {
    Files.writeString(file(), "mine");

    assertThatThrownBy(() -> listening(Transport.AUTO, 0600))
        .hasMessage("cannot listen at %s: there is a file that is no socket", file());
    assertThat(file()).hasContent("mine");
  }

  @Test
  void theSocketOfAnotherProcessStays() throws Exception {
    try (TestProxy first = listening(Transport.AUTO, 0600)) {
      Files.delete(file());
      try (TestProxy second = listening(Transport.AUTO, 0600);
          TestProxy tcp = before(Transport.AUTO)) {
        first.close();
        try (RawClient client = tcp.raw()) {
          assertThat(second.server.sessions()).isEqualTo(1);
          assertThat(client.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
        }
      }
    }
  }

  @Test
  void aDrainRemovesItAtOnce() throws Exception {
    try (TestProxy proxy = listening(Transport.AUTO, 0600);
        TestProxy tcp = before(Transport.AUTO);
        RawClient client = tcp.raw()) {
      client.query("BEGIN").send().answers(1);
      proxy.server.drain(Duration.ofMinutes(10));

      TestProxy.eventually("it is gone", () -> files().isEmpty());
      assertThat(client.query("COMMIT").send().untilEnd().toString()).isEqualTo("[C, Z, E(57P01)]");
    }
  }

  @Test
  void aPathThatIsTooLongIsNamed() {
    assertThatThrownBy(() -> new Endpoint("/" + "x".repeat(90), PORT))
        .hasMessageContaining("is too long for a unix socket, expected at most 97 bytes");
  }
}
