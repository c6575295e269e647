package io.trestle.cli.config;

import io.trestle.proxy.Endpoint;
import io.trestle.proxy.UpstreamSettings;
import io.trestle.proxy.tls.ServerTls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code upstreams}: the servers by name. */
final class UpstreamsSection {

  static final List<String> KEYS = List.of("host", "port", "tls");

  private static final int DEFAULT_PORT = 5432;
  private static final int MAX_PORT = 65_535;

  private UpstreamsSection() {}

  /**
   * What was found.
   *
   * @param names also of those that something is wrong with
   */
  record Servers(List<String> names, Map<String, UpstreamSettings> good) {}

  static Servers read(Section root) {
    if (!root.has("upstreams")) {
      root.required("upstreams");
    }
    Section servers = root.section("upstreams", null);
    Map<String, UpstreamSettings> upstreams = new LinkedHashMap<>();
    for (String name : servers.keys()) {
      upstream(name, servers.named(name, "upstream", KEYS))
          .ifPresent(upstream -> upstreams.put(name, upstream));
    }
    return new Servers(servers.keys(), upstreams);
  }

  private static Optional<UpstreamSettings> upstream(String name, Section section) {
    Optional<String> host = section.required("host");
    Optional<Integer> port =
        section.has("port") ? section.number("port", 1, MAX_PORT) : Optional.of(DEFAULT_PORT);
    @Nullable ServerTls tls = section.has("tls") ? tls(name, section) : null;
    if (host.isEmpty() || port.isEmpty()) {
      return Optional.empty();
    }
    try {
      Endpoint endpoint = new Endpoint(host.get(), port.get());
      if (endpoint.isUnix() && tls != null) {
        section.problem(
            "tls", "for host \"" + host.get() + "\"", "none: there is no TLS at a unix socket");
        tls = null;
      }
      return Optional.of(new UpstreamSettings(name, endpoint, tls));
    } catch (IllegalArgumentException wrong) {
      section.wrong("host", host.get(), wrong.getMessage());
      return Optional.empty();
    }
  }

  private static ServerTls tls(String name, Section section) {
    return SecuritySection.serverTls(
        section.section("tls", "tls of upstream \"" + name + "\"", SecuritySection.UPSTREAM_KEYS));
  }
}
