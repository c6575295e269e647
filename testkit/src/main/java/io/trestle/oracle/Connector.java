package io.trestle.oracle;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where the clients of one audience connect to. Those that speak the protocol themselves share a
 * session, one after the other: a backend is dear. One user at a time.
 */
final class Connector implements AutoCloseable {

  private final Subject.Endpoint endpoint;
  private final Audience audience;
  private @Nullable PgWire wire;

  /**
   * @param endpoint the caller's to close
   */
  Connector(Subject.Endpoint endpoint, Audience audience) {
    this.endpoint = endpoint;
    this.audience = audience;
  }

  Subject.Endpoint endpoint() {
    return endpoint;
  }

  Audience audience() {
    return audience;
  }

  /** The session that is open, or a new one. */
  PgWire wire() throws IOException {
    PgWire open = wire;
    if (open == null) {
      open =
          new PgWire(
              endpoint.host(), endpoint.port(), endpoint.database(), audience.applicationName());
      wire = open;
    }
    return open;
  }

  /** Ends the session, if one is open; the next to ask gets another. */
  void abandon() {
    PgWire open = wire;
    wire = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException alreadyBroken) {
        // it is given up because it is broken, or not needed any more
      }
    }
  }

  @Override
  public void close() {
    abandon();
  }
}
