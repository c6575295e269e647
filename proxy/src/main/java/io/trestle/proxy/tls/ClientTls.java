package io.trestle.proxy.tls;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * TLS between clients and the proxy. At least TLS 1.2; both ways of beginning it, SSLRequest and
 * direct. The files are read again when they change.
 *
 * @param certificate the proxy's certificate, and behind it those of authorities between it and the
 *     root, in PEM
 * @param key its private key, in PEM (PKCS #8, not encrypted)
 * @param clientCa the authorities that vouch for clients' certificates, in PEM; exactly where
 *     {@code clientCertificates} is not NONE
 * @param clientCertificates what is asked of clients
 * @param required whether a client without TLS is refused
 */
public record ClientTls(
    Path certificate,
    Path key,
    @Nullable Path clientCa,
    ClientCertificates clientCertificates,
    boolean required) {

  public ClientTls {
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(clientCertificates, "clientCertificates");
    if (clientCa == null && clientCertificates != ClientCertificates.NONE) {
      throw new IllegalArgumentException(
          "client certificates are "
              + clientCertificates
              + " and no CA file is given; expected the file that vouches for them");
    }
    if (clientCa != null && clientCertificates == ClientCertificates.NONE) {
      throw new IllegalArgumentException(
          "a CA file for client certificates is given, "
              + clientCa
              + ", and none are asked for; expected optional, verify-ca or verify-full");
    }
    if (clientCertificates.required() && !required) {
      throw new IllegalArgumentException(
          "client certificates are "
              + clientCertificates
              + " and TLS is not required; a client without TLS shows no certificate");
    }
  }

  /** TLS for who asks for it, without client certificates. */
  public static ClientTls of(Path certificate, Path key) {
    return new ClientTls(certificate, key, null, ClientCertificates.NONE, false);
  }

  /** The same, with clients without TLS refused. */
  public ClientTls requiring() {
    return new ClientTls(certificate, key, clientCa, clientCertificates, true);
  }

  /** The same, required, with certificates asked of clients. */
  public ClientTls withClientCertificates(ClientCertificates mode, Path ca) {
    return new ClientTls(certificate, key, ca, mode, required || mode.required());
  }
}
