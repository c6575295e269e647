package io.trestle.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.trestle.proxy.files.FileWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The proxy's side of TLS with clients; follows its files, for connections that begin from then on.
 * Thread-safe.
 */
public final class ClientLegTls {

  /** The only application protocol, as PostgreSQL 17 and newer name it. */
  public static final String PROTOCOL = "postgresql";

  /**
   * A handler for one connection, and what its certificate binds SCRAM to, where that is defined.
   */
  public record Handler(SslHandler handler, byte @Nullable [] binding) {}

  private record Current(SslContext context, byte @Nullable [] binding) {}

  private final ClientTls settings;
  private final Executor handshakes;
  private volatile @Nullable Current current;

  private ClientLegTls(ClientTls settings, Executor handshakes) {
    this.settings = settings;
    this.handshakes = handshakes;
  }

  /**
   * Reads the files of the settings, and goes on to watch them.
   *
   * @param handshakes where the arithmetic of handshakes is done, off the event loops
   * @throws IOException when one cannot be read or holds what it should not; the message says which
   */
  public static ClientLegTls open(ClientTls settings, FileWatch watch, Executor handshakes)
      throws IOException {
    ClientLegTls tls = new ClientLegTls(settings, handshakes);
    List<Path> files = new ArrayList<>(List.of(settings.certificate(), settings.key()));
    if (settings.clientCa() != null) {
      files.add(settings.clientCa());
    }
    watch.readAndWatch("certificate for clients", files, tls::read);
    return tls;
  }

  private void read() throws IOException {
    PemFiles.Identity identity = PemFiles.identity(settings.certificate(), settings.key());
    SslContextBuilder builder =
        SslContextBuilder.forServer(identity.key(), identity.chain())
            .sslProvider(SslProvider.JDK)
            .protocols(Protocols.VERSIONS)
            .applicationProtocolConfig(Protocols.FOR_SERVER);
    if (settings.clientCa() != null) {
      // Who shows none is told so in the protocol's own terms, once it has said who it is.
      builder
          .clientAuth(ClientAuth.OPTIONAL)
          .trustManager(PemFiles.certificates(settings.clientCa()));
    }
    current = new Current(builder.build(), EndPointBinding.of(identity.chain()[0]));
  }

  public ClientTls settings() {
    return settings;
  }

  /** A handler under the certificate of the moment. It has no deadline of its own. */
  public Handler newHandler(ByteBufAllocator allocator) {
    Current now = Objects.requireNonNull(current);
    SslHandler handler = now.context().newHandler(allocator, handshakes);
    handler.setHandshakeTimeoutMillis(0);
    return new Handler(handler, now.binding());
  }
}
