package io.trestle.proxy.tls;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * TLS between the proxy and the server. At least TLS 1.2. The files are read again when they
 * change.
 *
 * @param mode what is asked of the connection
 * @param rootCa the authorities that vouch for the server's certificate, in PEM; exactly where
 *     {@code mode} is verify-ca or verify-full
 * @param certificate the certificate that the proxy shows the server, in PEM, with those between it
 *     and the root behind it; or none
 * @param key its private key, in PEM (PKCS #8, not encrypted); exactly where there is a certificate
 */
public record ServerTls(
    SslMode mode, @Nullable Path rootCa, @Nullable Path certificate, @Nullable Path key) {

  /** No TLS. */
  public static final ServerTls DISABLED = new ServerTls(SslMode.DISABLE, null, null, null);

  public ServerTls {
    Objects.requireNonNull(mode, "mode");
    if (mode.verifies() && rootCa == null) {
      throw new IllegalArgumentException(
          "sslmode is " + mode + " and no CA file is given; expected the file that vouches for it");
    }
    if (!mode.verifies() && rootCa != null) {
      throw new IllegalArgumentException(
          "a CA file for the server is given, "
              + rootCa
              + ", and sslmode is "
              + mode
              + ", which does not look at it; expected verify-ca or verify-full");
    }
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "certificate and key for the server go together; given is only "
              + (certificate == null ? "the key, " + key : "the certificate, " + certificate));
    }
    if (certificate != null && mode == SslMode.DISABLE) {
      throw new IllegalArgumentException(
          "a certificate for the server is given, " + certificate + ", and sslmode is disable");
    }
  }

  /** A mode that needs no file: disable, prefer or require. */
  public static ServerTls of(SslMode mode) {
    return new ServerTls(mode, null, null, null);
  }

  /** A mode that verifies the server by a CA file. */
  public static ServerTls verifying(SslMode mode, Path rootCa) {
    return new ServerTls(mode, rootCa, null, null);
  }

  /** The same, with a certificate to show to the server. */
  public ServerTls withCertificate(Path chain, Path privateKey) {
    return new ServerTls(mode, rootCa, chain, privateKey);
  }
}
