package io.trestle.proxy;

import java.util.Objects;

/**
 * Everything that a proxy can be told.
 *
 * @param listenHost the address to listen at: a name or a number of an interface of this machine
 * @param listenPort its port; 0 for any that is free
 * @param upstreamHost the server's host
 * @param upstreamPort the server's port
 * @param limits bounds
 * @param eventLoopThreads how many event loops share the sessions
 * @param transport how sockets are driven
 * @param security TLS and authentication
 */
public record ProxySettings(
    String listenHost,
    int listenPort,
    String upstreamHost,
    int upstreamPort,
    Limits limits,
    int eventLoopThreads,
    Transport transport,
    Security security) {

  private static final int MAX_PORT = 65_535;

  public ProxySettings {
    checkHost("listenHost", listenHost);
    checkHost("upstreamHost", upstreamHost);
    checkPort("listenPort", listenPort, 0);
    checkPort("upstreamPort", upstreamPort, 1);
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(security, "security");
    int cores = Runtime.getRuntime().availableProcessors();
    if (eventLoopThreads < 1 || eventLoopThreads > cores) {
      throw new IllegalArgumentException(
          "eventLoopThreads is "
              + eventLoopThreads
              + ", expected 1 to "
              + cores
              + " (one a core at most)");
    }
  }

  /** Settings with every default: one event loop a core, the best transport there is. */
  public static ProxySettings of(
      String listenHost, int listenPort, String upstreamHost, int upstreamPort) {
    return new ProxySettings(
        listenHost,
        listenPort,
        upstreamHost,
        upstreamPort,
        Limits.DEFAULTS,
        Runtime.getRuntime().availableProcessors(),
        Transport.AUTO,
        Security.NONE);
  }

  /** The same settings with other bounds. */
  public ProxySettings withLimits(Limits other) {
    return new ProxySettings(
        listenHost,
        listenPort,
        upstreamHost,
        upstreamPort,
        other,
        eventLoopThreads,
        transport,
        security);
  }

  /** The same settings with another transport. */
  public ProxySettings withTransport(Transport other) {
    return new ProxySettings(
        listenHost,
        listenPort,
        upstreamHost,
        upstreamPort,
        limits,
        eventLoopThreads,
        other,
        security);
  }

  /** The same settings with another number of event loops. */
  public ProxySettings withEventLoopThreads(int other) {
    return new ProxySettings(
        listenHost, listenPort, upstreamHost, upstreamPort, limits, other, transport, security);
  }

  /** The same settings with other TLS and authentication. */
  public ProxySettings withSecurity(Security other) {
    return new ProxySettings(
        listenHost,
        listenPort,
        upstreamHost,
        upstreamPort,
        limits,
        eventLoopThreads,
        transport,
        other);
  }

  private static void checkHost(String name, String host) {
    if (Objects.requireNonNull(host, name).isBlank()) {
      throw new IllegalArgumentException(name + " is empty, expected a host name or an address");
    }
  }

  private static void checkPort(String name, int port, int least) {
    if (port < least || port > MAX_PORT) {
      throw new IllegalArgumentException(
          name + " is " + port + ", expected " + least + " to " + MAX_PORT);
    }
  }
}
