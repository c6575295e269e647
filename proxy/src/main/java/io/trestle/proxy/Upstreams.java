package io.trestle.proxy;

import io.trestle.engine.Engines;
import io.trestle.proxy.session.Route;
import io.trestle.proxy.session.Upstream;
import io.trestle.proxy.tls.ServerLegTls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** The servers behind a proxy; the same settings make the same server again. Thread-safe. */
final class Upstreams implements AutoCloseable {

  private record Key(UpstreamSettings settings, Duration connectTimeout) {}

  private final Sockets sockets;
  private final ServerLegTls tls;
  private final Map<Key, Upstream> upstreams = new HashMap<>();

  Upstreams(Sockets sockets, ServerLegTls tls) {
    this.sockets = sockets;
    this.tls = tls;
  }

  /** The ways of all databases. */
  synchronized List<Route> routes(
      ProxySettings settings, Function<DatabaseSettings, Engines> engines) {
    Map<String, UpstreamSettings> byName = new HashMap<>();
    settings.upstreams().forEach(upstream -> byName.put(upstream.name(), upstream));
    List<Route> routes = new ArrayList<>();
    for (DatabaseSettings database : settings.databases()) {
      Key key = new Key(byName.get(database.upstream()), settings.limits().connectTimeout());
      Upstream upstream = upstreams.computeIfAbsent(key, this::create);
      routes.add(new Route(database, upstream, engines.apply(database)));
    }
    return routes;
  }

  private Upstream create(Key key) {
    Endpoint endpoint = key.settings().endpoint();
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
