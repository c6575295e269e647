package io.trestle.proxy;

import io.trestle.proxy.tls.ServerTls;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server behind the proxy.
 *
 * @param name what databases refer to it by
 * @param endpoint where it listens; a TCP port of at least 1
 * @param tls with this server; null for what holds for all without settings of their own, {@link
 *     Security#serverTls}
 */
public record UpstreamSettings(String name, Endpoint endpoint, @Nullable ServerTls tls) {

  public UpstreamSettings {
    Objects.requireNonNull(name, "name");
    if (endpoint.port() < 1) {
      throw new IllegalArgumentException(
          "port is " + endpoint.port() + ", expected 1 to 65535 for an upstream");
    }
    if (endpoint.isUnix() && tls != null) {
      throw new IllegalArgumentException(
          "tls is given for " + endpoint + ", expected none for a unix socket");
    }
  }

  /** A server with the TLS of all that have no settings of their own. */
  public UpstreamSettings(String name, Endpoint endpoint) {
    this(name, endpoint, null);
  }

  /** The same server, with TLS of its own. */
  public UpstreamSettings withTls(@Nullable ServerTls other) {
    return new UpstreamSettings(name, endpoint, other);
  }

  /**
   * What TLS with it comes to.
   *
   * @param security of all servers
   */
  public ServerTls tlsBeside(Security security) {
    if (endpoint.isUnix()) {
      return ServerTls.DISABLED;
    }
    return tls == null ? security.serverTls() : tls;
  }
}
