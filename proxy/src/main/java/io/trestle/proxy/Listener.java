package io.trestle.proxy;

import java.util.Objects;

/**
 * One place where clients connect.
 *
 * @param endpoint where; TCP port 0 is any that is free
 * @param proxyProtocol whether every connection begins with a header of the PROXY protocol, which
 *     says for whom a load balancer has made it. Required then, not accepted otherwise: whoever may
 *     send one says himself who he is
 * @param reusePort whether another process may listen at the same TCP address (SO_REUSEPORT), to
 *     take it over; epoll and io_uring only
 * @param socketMode the permissions of a unix socket's file
 */
public record Listener(
    Endpoint endpoint, boolean proxyProtocol, boolean reusePort, int socketMode) {

  /** Only who runs the proxy may connect. */
  public static final int DEFAULT_SOCKET_MODE = 0600;

  private static final int MAX_SOCKET_MODE = 0777;

  public Listener {
    Objects.requireNonNull(endpoint, "endpoint");
    if (socketMode < 0 || socketMode > MAX_SOCKET_MODE) {
      throw new IllegalArgumentException(
          "socketMode is %o, expected 0 to 777 (octal)".formatted(socketMode));
    }
    if (reusePort && endpoint.isUnix()) {
      throw new IllegalArgumentException("reusePort is true, expected false for a unix socket");
    }
    if (reusePort && endpoint.port() == 0) {
      throw new IllegalArgumentException("reusePort is true, expected a port other than 0 with it");
    }
  }

  /** A place without anything special. */
  public static Listener at(String host, int port) {
    return new Listener(new Endpoint(host, port), false, false, DEFAULT_SOCKET_MODE);
  }
}
