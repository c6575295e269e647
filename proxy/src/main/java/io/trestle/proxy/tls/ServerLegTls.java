package io.trestle.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.Promise;
import io.trestle.proxy.files.FileWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * The proxy's side of TLS with a server; follows its files until it is closed, for connections that
 * begin from then on. Thread-safe.
 */
public final class ServerLegTls implements AutoCloseable {

  private final ServerTls settings;
  private final Executor handshakes;
  private final FileWatch watch;
  private volatile @Nullable SslContext context;

  private ServerLegTls(ServerTls settings, FileWatch watch, Executor handshakes) {
    this.settings = settings;
    this.watch = watch;
    this.handshakes = handshakes;
  }

  /**
   * Reads the files of the settings, and goes on to watch them.
   *
   * @param server what the log calls it
   * @param handshakes where the arithmetic of handshakes is done, off the event loops
   * @throws IOException when one cannot be read or holds what it should not; the message says which
   */
  public static ServerLegTls open(
      String server, ServerTls settings, FileWatch watch, Executor handshakes) throws IOException {
    ServerLegTls tls = new ServerLegTls(settings, watch, handshakes);
    if (settings.mode() != SslMode.DISABLE) {
      watch.readAndWatch(
          tls,
          "certificates for upstream " + server,
          Stream.of(settings.rootCa(), settings.certificate(), settings.key())
              .filter(Objects::nonNull)
              .map(Path.class::cast)
              .toList(),
          tls::read);
    }
    return tls;
  }

  private void read() throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .protocols(Protocols.VERSIONS)
            .applicationProtocolConfig(Protocols.FOR_CLIENT)
            // The JDK's name for: compare the certificate with the host.
            .endpointIdentificationAlgorithm(
                settings.mode() == SslMode.VERIFY_FULL ? "HTTPS" : null);
    if (settings.rootCa() == null) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else {
      builder.trustManager(PemFiles.certificates(settings.rootCa()));
    }
    if (settings.certificate() != null) {
      PemFiles.Identity identity =
          PemFiles.identity(settings.certificate(), Objects.requireNonNull(settings.key()));
      builder.keyManager(identity.key(), identity.chain());
    }
    context = builder.build();
  }

  /** Its files are watched no more; connections under way are not concerned. */
  @Override
  public void close() {
    watch.forget(this);
  }

  public SslMode mode() {
    return settings.mode();
  }

  /** Whether the proxy has a certificate of its own to show, which may let it in as anybody. */
  public boolean showsCertificate() {
    return settings.certificate() != null;
  }

  /**
   * The first handler of a connection to the server. Once the connection is encrypted, or is known
   * to stay plain, its place is taken by {@code next}, and the promise succeeds; where it cannot be
   * as the mode wants it, the promise fails and the connection is closed.
   *
   * @param host what the certificate must be for in mode verify-full
   * @param deadline for the whole negotiation
   */
  public ChannelHandler negotiation(
      String host, int port, ChannelHandler next, Promise<Channel> connected, Duration deadline) {
    return new ServerLegNegotiation(this, host, port, next, connected, deadline);
  }

  /** Whether a connection to a server is encrypted. */
  public static boolean isEncrypted(Channel server) {
    return server.pipeline().get(SslHandler.class) != null;
  }

  /** What a server's certificate binds SCRAM to; null without TLS, or where it is not defined. */
  public static byte @Nullable [] binding(Channel server) {
    SslHandler tls = server.pipeline().get(SslHandler.class);
    try {
      return tls != null
              && tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate shown
          ? EndPointBinding.of(shown)
          : null;
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
  }

  SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
    SslHandler handler =
        Objects.requireNonNull(context, "TLS is disabled")
            .newHandler(allocator, host, port, handshakes);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }
}
