package io.trestle.proxy.session;

import io.netty.channel.Channel;
import io.trestle.proxy.tls.ServerLegTls;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is encrypted of a session, and by whose certificates. Confined to its event loop. */
final class Legs {

  private static final Logger LOG = LoggerFactory.getLogger(Legs.class);

  private final Session session;
  private final ClientLeg clientLeg;

  Legs(Session session, ClientLeg clientLeg) {
    this.session = session;
    this.clientLeg = clientLeg;
  }

  boolean clientLegIsTls() {
    return clientLeg.secured();
  }

  byte @Nullable [] clientLegBinding() {
    return clientLeg.binding();
  }

  boolean serverLegIsTls() {
    Channel server = session.server();
    return server != null && ServerLegTls.isEncrypted(server);
  }

  /**
   * What the server's certificate binds SCRAM to; null where there is none or it is not defined.
   */
  byte @Nullable [] serverLegBinding() {
    Channel server = session.server();
    return server == null ? null : ServerLegTls.binding(server);
  }

  boolean upstreamShowsCertificate() {
    return serverLegIsTls() && session.upstream().showsCertificate();
  }

  /** Whether the client has shown a certificate that is vouched for, with its role's name. */
  boolean clientCertificateIsForUser() {
    return clientLeg.showsCertificateFor(session.user());
  }

  /** TLS with the server failed after the handshake, as where it does not take our certificate. */
  void upstreamTlsFailed(Throwable cause) {
    Throwable root = cause.getCause() == null ? cause : cause.getCause();
    failed("trestle: TLS with upstream " + session.upstream() + " failed: " + root.getMessage());
  }

  /** There is no connection to the server. */
  void upstreamDown(Throwable cause) {
    failed("could not connect to upstream " + session.upstream() + ": " + cause.getMessage());
  }

  /** The server broke the protocol. */
  void brokenUpstream(String what) {
    failed("trestle: upstream " + session.upstream() + " sent " + what);
  }

  private void failed(String message) {
    LOG.atError().addKeyValue("upstream", session.upstream()).log(message);
    session.fatal("08006", message);
  }
}
