package io.trestle.proxy;

import io.trestle.proxy.auth.Authentication;
import io.trestle.proxy.tls.ClientTls;
import io.trestle.proxy.tls.ServerTls;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * TLS on both legs of a session, and authentication.
 *
 * @param clientTls with clients; null: not offered, requests for it are answered with a no
 * @param serverTls with the servers that have no settings of their own
 * @param authentication what the proxy itself has to do with it
 */
public record Security(
    @Nullable ClientTls clientTls, ServerTls serverTls, Authentication authentication) {

  /** No TLS; authentication is between client and server. */
  public static final Security NONE =
      new Security(null, ServerTls.DISABLED, Authentication.DEFAULTS);

  public Security {
    Objects.requireNonNull(serverTls, "serverTls");
    Objects.requireNonNull(authentication, "authentication");
  }

  /** The same, with other TLS with clients. */
  public Security withClientTls(@Nullable ClientTls other) {
    return new Security(other, serverTls, authentication);
  }

  /** The same, with other TLS with the servers. */
  public Security withServerTls(ServerTls other) {
    return new Security(clientTls, other, authentication);
  }

  /** The same, with other authentication. */
  public Security withAuthentication(Authentication other) {
    return new Security(clientTls, serverTls, other);
  }
}
