package io.trestle.proxy;

import java.util.Objects;

/**
 * A PostgreSQL server behind the proxy.
 *
 * @param name what databases refer to it by
 * @param endpoint where it listens; a TCP port of at least 1
 */
public record UpstreamSettings(String name, Endpoint endpoint) {

  public UpstreamSettings {
    Objects.requireNonNull(name, "name");
    if (endpoint.port() < 1) {
      throw new IllegalArgumentException(
          "port is " + endpoint.port() + ", expected 1 to 65535 for an upstream");
    }
  }
}
