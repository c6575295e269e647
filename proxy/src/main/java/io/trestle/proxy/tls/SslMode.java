package io.trestle.proxy.tls;

/**
 * What is asked of the connection to the server: libpq's {@code sslmode}, but for {@code allow},
 * which would send the client's startup packet, and perhaps its password, unencrypted first, and
 * begin a second login when the server turns that down.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-ssl.html">SSL Support in libpq</a>
 */
public enum SslMode {
  /** No TLS. */
  DISABLE,
  /** TLS where the server offers it; protects from nobody who can alter packets. */
  PREFER,
  /** TLS, with whatever certificate the server shows. */
  REQUIRE,
  /** TLS, with a certificate that a trusted authority has signed. */
  VERIFY_CA,
  /** The same, and the certificate is for the host that is connected to. */
  VERIFY_FULL;

  /**
   * The mode of a name as libpq spells it.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static SslMode of(String name) {
    return Labels.find(values(), name, "sslmode");
  }

  /** Whether the server's certificate is checked. */
  public boolean verifies() {
    return this == VERIFY_CA || this == VERIFY_FULL;
  }

  @Override
  public String toString() {
    return Labels.of(this);
  }
}
