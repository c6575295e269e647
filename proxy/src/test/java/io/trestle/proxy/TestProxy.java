package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** A proxy before the shared server, with an engine that does as it is told. */
final class TestProxy implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(15);

  final FakeEngines engines = new FakeEngines();
  final ProxyServer server;

  private TestProxy(ProxySettings settings) throws IOException {
    server = ProxyServer.start(withTransportAskedFor(settings), engines);
  }

  /** {@code -Dit.transport=io_uring} has tests that name no transport run with that one. */
  private static ProxySettings withTransportAskedFor(ProxySettings settings) {
    String asked = System.getProperty("it.transport", Transport.AUTO.label());
    return settings.transport() == Transport.AUTO
        ? settings.withTransport(Transport.valueOf(asked.toUpperCase(Locale.ROOT)))
        : settings;
  }

  /** All that are to be had here. */
  static Stream<Transport> transports() {
    return Stream.concat(
        Stream.of(Transport.NIO),
        Stream.of(Transport.EPOLL, Transport.IO_URING).filter(TestProxy::loads));
  }

  private static boolean loads(Transport transport) {
    return transport == Transport.EPOLL ? Epoll.isAvailable() : IoUring.isAvailable();
  }

  static TestProxy start() throws IOException {
    return start(Limits.DEFAULTS);
  }

  static TestProxy start(Limits limits) throws IOException {
    return start(settings(TestPostgres.shared()).withLimits(limits));
  }

  static TestProxy start(ProxySettings settings) throws IOException {
    return new TestProxy(settings);
  }

  static ProxySettings settings(TestPostgres postgres) {
    return ProxySettings.of("127.0.0.1", 0, postgres.host(), postgres.port());
  }

  int port() {
    return server.address().getPort();
  }

  String url(String parameters) {
    return TestPostgres.jdbcUrl("127.0.0.1", port(), "postgres") + parameters;
  }

  Connection connect() throws SQLException {
    return connect("");
  }

  /** Connects with further parameters, such as {@code &prepareThreshold=1}. */
  Connection connect(String parameters) throws SQLException {
    return DriverManager.getConnection(url(parameters));
  }

  RawClient raw() throws IOException {
    RawClient client = new RawClient(port());
    client.login("postgres", "postgres");
    return client;
  }

  /** Runs a statement directly at the server. */
  static void direct(String sql) throws SQLException {
    try (Connection connection = TestPostgres.shared().connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Waits until a condition holds. */
  static void eventually(String what, Callable<Boolean> condition) throws Exception {
    Instant end = Instant.now().plus(DEADLINE);
    while (!condition.call()) {
      assertThat(Instant.now()).as(what).isBefore(end);
      Thread.onSpinWait();
      Thread.yield();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
