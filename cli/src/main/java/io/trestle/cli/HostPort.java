package io.trestle.cli;

import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An address as it stands on a command line: {@code HOST:PORT}, {@code [::1]:PORT}, or {@code
 * :PORT} for the loopback address.
 *
 * @param host a name or a number, without brackets
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {

  /** Reads an address. */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw wrong(text, "no port");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw wrong(text, "an IPv6 address stands in brackets");
    }
    return new HostPort(host.isEmpty() ? "127.0.0.1" : host, port(text, text.substring(colon + 1)));
  }

  private static int port(String text, String digits) {
    if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65_535) {
      throw wrong(text, "a port is a number from 0 to 65535");
    }
    return Integer.parseInt(digits);
  }

  private static TypeConversionException wrong(String text, String why) {
    return new TypeConversionException(
        "'%s' is not an address (%s); expected HOST:PORT, for example 127.0.0.1:6432"
            .formatted(text, why));
  }

  /** The address, its name looked up. */
  InetSocketAddress resolve() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** For picocli. */
  static final class Converter implements ITypeConverter<HostPort> {
    @Override
    public HostPort convert(String text) {
      return parse(text);
    }
  }
}
