package io.trestle.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.trestle.testkit.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Headers of the PROXY protocol, in front of what a client sends. */
@ExtendWith(NoLeaks.class)
class ProxyProtocolIT {

  private static final byte[] SIGNATURE = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private TestProxy proxy;

  /**
   * A header.
   *
   * @param announced the address that it announces; null for none
   */
  private record Header(String name, byte[] bytes, String announced) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeEach
  void start() throws IOException {
    logger().setLevel(Level.DEBUG);
    logger().setAdditive(false);
    log.start();
    logger().addAppender(log);
    proxy = TestProxy.start(settings(Limits.DEFAULTS));
  }

  @AfterEach
  void stop() {
    proxy.close();
    logger().detachAppender(log);
    logger().setLevel(null);
    logger().setAdditive(true);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("io.trestle.proxy.session.Session");
  }

  private static ProxySettings settings(Limits limits) {
    return TestProxy.settings(TestPostgres.shared())
        .withLimits(limits)
        .withListeners(
            List.of(
                new Listener(
                    new Endpoint("127.0.0.1", 0), true, false, Listener.DEFAULT_SOCKET_MODE)));
  }

  private static Header first(String text, String announced) {
    return new Header(text, (text + "\r\n").getBytes(US_ASCII), announced);
  }

  private static Header second(
      String name, int command, int family, byte[] rest, String announced) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    out.write(0x20 | command);
    out.write(family);
    out.write(rest.length >> 8);
    out.write(rest.length);
    out.writeBytes(rest);
    return new Header("version 2: " + name, out.toByteArray(), announced);
  }

  private static byte[] ipv4(int more) {
    byte[] rest = new byte[12 + more];
    System.arraycopy(
        new byte[] {10, 1, 2, 3, 10, 9, 9, 9, (byte) 0x9c, 0x40, 0x19, 0x20}, 0, rest, 0, 12);
    return rest;
  }

  private static byte[] withField(byte[] addresses) {
    byte[] rest = addresses.clone();
    rest[12] = 0x05; // PP2_TYPE_UNIQUE_ID
    rest[13] = (byte) (rest.length - 15 >> 8);
    rest[14] = (byte) (rest.length - 15);
    return rest;
  }

  private static byte[] unix() {
    byte[] rest = new byte[216];
    System.arraycopy("/run/client".getBytes(US_ASCII), 0, rest, 0, 11);
    return rest;
  }

  private static byte[] ipv6() {
    byte[] rest = new byte[36];
    rest[0] = 0x20;
    rest[1] = 0x01;
    rest[15] = 7;
    rest[31] = 1;
    rest[32] = 0x10;
    return rest;
  }

  static List<Header> good() {
    return List.of(
        first("PROXY TCP4 192.0.2.7 192.0.2.1 56324 6432", "192.0.2.7:56324"),
        first("PROXY TCP6 2001:db8::7 2001:db8::1 56324 6432", "[2001:db8:0:0:0:0:0:7]:56324"),
        first("PROXY UNKNOWN", null),
        first("PROXY UNKNOWN 2001:db8::7 2001:db8::1 1 2", null),
        second("IPv4", 1, 0x11, ipv4(0), "10.1.2.3:40000"),
        second("IPv4 with a field", 1, 0x11, withField(ipv4(40)), "10.1.2.3:40000"),
        second("IPv6", 1, 0x21, ipv6(), "[2001:0:0:0:0:0:0:7]:4096"),
        second("unix", 1, 0x31, unix(), "/run/client"),
        second("LOCAL", 0, 0, new byte[0], null),
        second("LOCAL with an address", 0, 0x11, ipv4(0), null),
        second("unspecified", 1, 0, new byte[0], null));
  }

  static List<Header> none() {
    return List.of(
        new Header("a startup message", new byte[] {0, 0, 0, 8, 4, (byte) 0xd2, 22, 47}, null),
        new Header("one byte of it", new byte[] {0}, null),
        new Header("another word", "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII), null),
        new Header("PROXY alone", "PROXY\r\n".getBytes(US_ASCII), null),
        new Header("half a signature", "\r\n\r\n\0QUIT".getBytes(US_ASCII), null));
  }

  static List<Header> malformed() {
    return List.of(
        first("PROXY TCP4 192.0.2.7 192.0.2.1 70000 6432", null),
        first("PROXY TCP4 2001:db8::7 192.0.2.1 1 6432", null),
        first("PROXY TCP4 somewhere 192.0.2.1 1 6432", null),
        first("PROXY UDP4 192.0.2.7 192.0.2.1 1 6432", null),
        first("PROXY UNKNOWN " + "x".repeat(100), null),
        second("a datagram", 1, 0x12, ipv4(0), null),
        second("too short for its family", 1, 0x21, ipv4(0), null),
        second("a command that is none", 2, 0x11, ipv4(0), null),
        second("too many fields", 1, 0x11, withField(ipv4(4_000)), null));
  }

  private String announced() {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getFormattedMessage().equals("session ready"))
        .flatMap(event -> event.getKeyValuePairs().stream())
        .filter(pair -> pair.key.equals("client"))
        .map(pair -> String.valueOf(pair.value).replaceFirst("^/(?=[0-9\\[])", ""))
        .reduce((before, last) -> last)
        .orElse("nobody");
  }

  @ParameterizedTest
  @MethodSource("good")
  void aHeaderSaysWhoTheClientIs(Header header) throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.bytes(header.bytes());
      client.login("postgres", "postgres");
      assertThat(client.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");

      String expected =
          header.announced() == null
              ? "127.0.0.1:" + client.socket.getLocalPort()
              : header.announced();
      assertThat(announced()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void aHeaderMayBeCutAnywhere(Header header) throws Exception {
    for (int cut = 1; cut <= header.bytes().length; cut++) {
      try (RawClient client = new RawClient(proxy.port())) {
        client.bytes(java.util.Arrays.copyOf(header.bytes(), cut)).send();
        client.bytes(java.util.Arrays.copyOfRange(header.bytes(), cut, header.bytes().length));
        assertThat(client.login("postgres", "postgres")).last().hasToString("Z");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void aHeaderMayComeByteByByte(Header header) throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.bytes(header.bytes()).startup("postgres", "postgres").query("SELECT 1");
      client.sendInPieces(1);
      assertThat(client.answers(2)).endsWith("Z T D C Z");
    }
  }

  @ParameterizedTest
  @MethodSource("none")
  void whatIsNoHeaderIsRefused(Header header) throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.bytes(header.bytes()).send();

      assertThat(client.untilEnd())
          .singleElement()
          .satisfies(
              error -> {
                assertThat(error.field('C')).isEqualTo("08P01");
                assertThat(error.field('M'))
                    .isEqualTo("trestle: expected a header of the PROXY protocol");
              });
    }
    TestProxy.eventually("its session ends", () -> proxy.server.sessions() == 0);
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aMalformedHeaderIsDropped(Header header) throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.bytes(header.bytes()).startup("postgres", "postgres").send();

      assertThat(messagesOrReset(client)).isEmpty();
    }
    TestProxy.eventually("its session ends", () -> proxy.server.sessions() == 0);
  }

  /** A connection that is closed with something unread is reset. */
  private static List<RawClient.Message> messagesOrReset(RawClient client) throws IOException {
    try {
      return client.untilEnd();
    } catch (SocketException reset) {
      return List.of();
    }
  }

  @Test
  void aHeaderHasADeadline() throws Exception {
    Limits limits = Limits.DEFAULTS.with(Map.of("loginDeadline", Duration.ofMillis(300)));
    try (TestProxy hasty = TestProxy.start(settings(limits));
        RawClient client = new RawClient(hasty.port())) {
      client.bytes("PROXY TCP4 192.".getBytes(US_ASCII)).send();

      assertThat(client.untilEnd()).singleElement().hasToString("E(08006)");
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void aHeaderIsNotTakenWhereNoneIsExpected(Header header) throws Exception {
    try (TestProxy other = TestProxy.start();
        RawClient client = new RawClient(other.port())) {
      client.bytes(header.bytes()).startup("postgres", "postgres").send();

      assertThat(client.untilEnd()).as("what is no startup packet has no answer").isEmpty();
    }
  }
}
