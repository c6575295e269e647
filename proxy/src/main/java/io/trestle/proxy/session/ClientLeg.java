package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.util.concurrent.Future;
import io.trestle.proxy.tls.ClientCertificates;
import io.trestle.proxy.tls.ClientLegTls;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * The client's connection as far as TLS goes. The handler of TLS is put before the session's when
 * it begins; the session holds no byte back then, so that none that came unencrypted is taken for
 * one that did not [CVE-2021-23222, CVE-2021-3935].
 */
final class ClientLeg {

  private final Channel client;
  private final @Nullable ClientLegTls tls;
  private ClientLegTls.@Nullable Handler handler;
  private boolean direct;
  private boolean secured;

  ClientLeg(Channel client, @Nullable ClientLegTls tls) {
    this.client = client;
    this.tls = tls;
  }

  boolean offersTls() {
    return tls != null;
  }

  /** Answers yes, and expects the client's handshake. */
  void begin() {
    client.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'S'}), client.voidPromise());
    addHandler();
  }

  /** Begins a handshake whose first bytes have come already; takes them over. */
  void beginDirectly(ByteBuf bytes) {
    direct = true;
    addHandler().fireChannelRead(bytes);
  }

  private ChannelPipeline addHandler() {
    if (tls == null || handler != null) {
      throw new IllegalStateException("TLS is not offered, or there already");
    }
    handler = tls.newHandler(client.alloc());
    return client.pipeline().addFirst(handler.handler());
  }

  boolean inHandshake() {
    return handler != null && !secured;
  }

  /** Whether what is said to the client and by it is encrypted. */
  boolean secured() {
    return secured;
  }

  /**
   * The handshake is done.
   *
   * @return what is wrong with it, or null: TLS that begins without a request for it may be meant
   *     for another server, unless it names the protocol
   */
  @Nullable String secured(String protocol) {
    secured = true;
    String agreed = handler == null ? null : handler.handler().applicationProtocol();
    return direct && !protocol.equals(agreed)
        ? "received direct SSL connection request without ALPN protocol negotiation extension"
        : null;
  }

  byte @Nullable [] binding() {
    return handler == null ? null : handler.binding();
  }

  /** Why this client may not log in over this connection, or null. */
  @Nullable String reasonToRefuse(String user, String database) {
    if (tls == null) {
      return null;
    }
    if (tls.settings().required() && !secured) {
      return "trestle: no connection without TLS for user \"%s\", database \"%s\", no encryption"
          .formatted(user, database);
    }
    ClientCertificates asked = tls.settings().clientCertificates();
    if (asked.required() && certificate() == null) {
      return "connection requires a valid client certificate";
    }
    if (asked == ClientCertificates.VERIFY_FULL && !showsCertificateFor(user)) {
      return "certificate authentication failed for user \"" + user + "\"";
    }
    return null;
  }

  /** Whether the client has shown a certificate that is vouched for, with this common name. */
  boolean showsCertificateFor(String user) {
    X509Certificate shown = certificate();
    return shown != null && !user.isEmpty() && user.equals(commonName(shown));
  }

  /** The certificate that the client has shown; it was checked in the handshake. */
  private @Nullable X509Certificate certificate() {
    if (handler == null
        || tls == null
        || tls.settings().clientCertificates() == ClientCertificates.NONE) {
      return null;
    }
    try {
      return handler.handler().engine().getSession().getPeerCertificates()[0]
              instanceof X509Certificate shown
          ? shown
          : null;
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
  }

  /** The only common name; null where there are several, which nobody can tell apart. */
  private static @Nullable String commonName(X509Certificate certificate) {
    String found = null;
    try {
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          if (found != null || part.size() > 1 || !(part.getValue() instanceof String name)) {
            return null;
          }
          found = name;
        }
      }
    } catch (InvalidNameException malformed) {
      return null;
    }
    return found;
  }

  /** Says in TLS, where it is spoken, that nothing more will come. */
  Future<?> sayGoodbye() {
    return handler == null ? client.newSucceededFuture() : handler.handler().closeOutbound();
  }
}
