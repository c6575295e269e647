package io.trestle.cli;

import io.trestle.proxy.tls.ServerTls;
import io.trestle.proxy.tls.SslMode;
import java.util.HashMap;
import java.util.Map;

/**
 * TLS of the proxy's own connections: as with the server, unless the environment says otherwise.
 */
public final class CatalogTls {

  private CatalogTls() {}

  /** The environment with a server's TLS as the default. */
  public static Map<String, String> in(Map<String, String> environment, ServerTls server) {
    Map<String, String> with = new HashMap<>(environment);
    if (server.mode() != SslMode.DISABLE) {
      with.putIfAbsent("PGSSLMODE", server.mode().toString());
    }
    if (server.rootCa() != null) {
      with.putIfAbsent("PGSSLROOTCERT", server.rootCa().toString());
    }
    return with;
  }
}
