package io.trestle.proxy;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Everything that a proxy can be told.
 *
 * @param listeners where clients connect; at least one
 * @param upstreams the servers, each with a name of its own
 * @param databases which database is at which of them; at least one
 * @param limits bounds
 * @param eventLoopThreads how many event loops share the sessions
 * @param transport how sockets are driven
 * @param security TLS and authentication
 */
public record ProxySettings(
    List<Listener> listeners,
    List<UpstreamSettings> upstreams,
    List<DatabaseSettings> databases,
    Limits limits,
    int eventLoopThreads,
    Transport transport,
    Security security) {

  private static final String ONLY_UPSTREAM = "upstream";

  public ProxySettings {
    listeners = List.copyOf(listeners);
    upstreams = List.copyOf(upstreams);
    databases = List.copyOf(databases);
    if (listeners.isEmpty() || databases.isEmpty()) {
      throw new IllegalArgumentException("no listener or no database, expected at least one");
    }
    Set<String> servers = new HashSet<>();
    for (UpstreamSettings upstream : upstreams) {
      if (!servers.add(upstream.name())) {
        throw new IllegalArgumentException("upstream " + upstream.name() + " is there twice");
      }
    }
    Set<String> names = new HashSet<>();
    for (DatabaseSettings database : databases) {
      if (!names.add(database.name())) {
        throw new IllegalArgumentException("database " + database.name() + " is there twice");
      }
      if (!servers.contains(database.upstream())) {
        throw new IllegalArgumentException(
            "database %s is at upstream %s, expected one of %s"
                .formatted(database.name(), database.upstream(), servers));
      }
    }
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

  /**
   * One listener before one server, with every default: one event loop a core, the best transport
   * there is.
   */
  public static ProxySettings of(
      String listenHost, int listenPort, String upstreamHost, int upstreamPort) {
    return new ProxySettings(
        List.of(Listener.at(listenHost, listenPort)),
        List.of(new UpstreamSettings(ONLY_UPSTREAM, new Endpoint(upstreamHost, upstreamPort))),
        List.of(
            new DatabaseSettings(
                DatabaseSettings.ANY, ONLY_UPSTREAM, null, DatabaseSettings.MAX_SESSIONS)),
        Limits.DEFAULTS,
        Runtime.getRuntime().availableProcessors(),
        Transport.AUTO,
        Security.NONE);
  }

  /** The same settings with other listeners. */
  public ProxySettings withListeners(List<Listener> other) {
    return new ProxySettings(
        other, upstreams, databases, limits, eventLoopThreads, transport, security);
  }

  /** The same settings with other bounds. */
  public ProxySettings withLimits(Limits other) {
    return new ProxySettings(
        listeners, upstreams, databases, other, eventLoopThreads, transport, security);
  }

  /** The same settings with another transport. */
  public ProxySettings withTransport(Transport other) {
    return new ProxySettings(
        listeners, upstreams, databases, limits, eventLoopThreads, other, security);
  }

  /** The same settings with another number of event loops. */
  public ProxySettings withEventLoopThreads(int other) {
    return new ProxySettings(listeners, upstreams, databases, limits, other, transport, security);
  }

  /** The same settings with other TLS and authentication. */
  public ProxySettings withSecurity(Security other) {
    return new ProxySettings(
        listeners, upstreams, databases, limits, eventLoopThreads, transport, other);
  }
}
