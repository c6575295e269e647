package io.trestle.proxy;

import io.trestle.engine.Engines;
import io.trestle.proxy.session.Route;
import io.trestle.proxy.session.Upstream;
import io.trestle.proxy.tls.ServerLegTls;
import io.trestle.proxy.tls.ServerTls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/** The servers behind a proxy; the same settings make the same server again. Thread-safe. */
final class Upstreams implements AutoCloseable {

  private record Key(String name, Endpoint endpoint, ServerTls tls, Duration connectTimeout) {}

  private final Sockets sockets;
  private final SecurityFiles files;
  private final Map<Key, Upstream> upstreams = new HashMap<>();

  /**
   * @param files watch those of the servers' TLS
   */
  Upstreams(Sockets sockets, SecurityFiles files) {
    this.sockets = sockets;
    this.files = files;
  }

  /**
   * The ways of all databases.
   *
   * @throws IOException when a file of a server's TLS cannot be read or is wrong; all is as before
   *     then
   */
  synchronized List<Route> routes(
      ProxySettings settings, Function<DatabaseSettings, Engines> engines) throws IOException {
    Map<String, UpstreamSettings> byName = new HashMap<>();
    settings.upstreams().forEach(upstream -> byName.put(upstream.name(), upstream));
    Map<Key, Upstream> added = new HashMap<>();
    List<Route> routes = new ArrayList<>();
    try {
      for (DatabaseSettings database : settings.databases()) {
        UpstreamSettings server = Objects.requireNonNull(byName.get(database.upstream()));
        Key key =
            new Key(
                server.name(),
                server.endpoint(),
                server.tlsBeside(settings.security()),
                settings.limits().connectTimeout());
        Upstream upstream = upstreams.getOrDefault(key, added.get(key));
        if (upstream == null) {
          upstream = create(key);
          added.put(key, upstream);
        }
        routes.add(new Route(database, upstream, engines.apply(database)));
      }
    } catch (IOException | RuntimeException wrong) {
      added.values().forEach(Upstream::close);
      throw wrong;
    }
    upstreams.putAll(added);
    return routes;
  }

  private Upstream create(Key key) throws IOException {
    ServerLegTls tls = ServerLegTls.open(key.name(), key.tls(), files.watch(), files.handshakes());
    Endpoint endpoint = key.endpoint();
    return endpoint.isUnix()
        ? new Upstream(
            endpoint,
            sockets.unixChannel(),
            sockets.unixAddress().apply(endpoint.socketFile()),
            key.connectTimeout(),
            tls)
        : new Upstream(endpoint, sockets.channel(), null, key.connectTimeout(), tls);
  }

  /** Forgets the servers that are in no use any more. */
  synchronized void retire(Predicate<Upstream> inUse) {
    for (Iterator<Upstream> all = upstreams.values().iterator(); all.hasNext(); ) {
      Upstream upstream = all.next();
      if (!inUse.test(upstream)) {
        upstream.close();
        all.remove();
      }
    }
  }

  @Override
  public synchronized void close() {
    upstreams.values().forEach(Upstream::close);
    upstreams.clear();
  }
}
