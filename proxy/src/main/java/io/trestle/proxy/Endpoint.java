package io.trestle.proxy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where to listen or to connect: a TCP address, or a unix socket, named as libpq names it.
 *
 * @param host a name or a number; one that begins with {@code /} is the directory of a unix socket
 * @param port the TCP port; of a unix socket the number in its file's name, {@code .s.PGSQL.5432}
 */
public record Endpoint(String host, int port) {

  private static final int MAX_PORT = 65_535;

  /** {@code sockaddr_un} holds 107 bytes; some are for the place where a socket is made. */
  private static final int MAX_SOCKET_PATH = 97;

  public Endpoint {
    if (Objects.requireNonNull(host, "host").isBlank()) {
      throw new IllegalArgumentException(
          "host is empty, expected a host name, an address, or the directory of a unix socket");
    }
    int least = host.startsWith("/") ? 1 : 0;
    if (port < least || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "port is " + port + ", expected " + least + " to " + MAX_PORT);
    }
    if (host.startsWith("/")
        && socketName(host, port).getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH) {
      throw new IllegalArgumentException(
          "the path "
              + socketName(host, port)
              + " is too long for a unix socket, expected at most "
              + MAX_SOCKET_PATH
              + " bytes");
    }
  }

  private static String socketName(String directory, int port) {
    return Path.of(directory).resolve(".s.PGSQL." + port).toString();
  }

  /** Whether it is a unix socket. */
  public boolean isUnix() {
    return host.startsWith("/");
  }

  /** The file of a unix socket. */
  public Path socketFile() {
    if (!isUnix()) {
      throw new IllegalStateException(this + " is no unix socket");
    }
    return Path.of(socketName(host, port));
  }

  @Override
  public String toString() {
    if (isUnix()) {
      return socketName(host, port);
    }
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
