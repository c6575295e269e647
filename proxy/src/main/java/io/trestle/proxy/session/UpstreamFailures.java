package io.trestle.proxy.session;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with the server or the way to it: logged, and told to the client at its end. */
final class UpstreamFailures {

  private static final Logger LOG = LoggerFactory.getLogger(UpstreamFailures.class);

  private final Session session;

  UpstreamFailures(Session session) {
    this.session = session;
  }

  /** TLS with the server failed after the handshake, as where it does not take our certificate. */
  void tlsFailed(Throwable cause) {
    Throwable root = cause.getCause() == null ? cause : cause.getCause();
    failed("trestle: TLS with upstream " + session.upstream() + " failed: " + root.getMessage());
  }

  /** There is no connection to the server. */
  void down(Throwable cause) {
    failed("could not connect to upstream " + session.upstream() + ": " + cause.getMessage());
  }

  /** The server broke the protocol. */
  void broken(String what) {
    failed("trestle: upstream " + session.upstream() + " sent " + what);
  }

  private void failed(String message) {
    LOG.atError().addKeyValue("upstream", session.upstream()).log(message);
    session.fatal("08006", message);
  }
}
