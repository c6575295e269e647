package io.trestle.proxy.session;

import io.netty.channel.Channel;
import io.trestle.proxy.tls.ServerLegTls;
import org.jspecify.annotations.Nullable;

/** What is encrypted of a session, and by whose certificates. Confined to its event loop. */
final class Legs {

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
}
