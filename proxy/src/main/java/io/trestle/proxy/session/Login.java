package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.trestle.engine.SqlError;
import io.trestle.proxy.tls.ClientLegTls;
import io.trestle.proxy.wire.MalformedMessageException;
import io.trestle.proxy.wire.StartupPacket;
import io.trestle.proxy.wire.StartupPacket.CancelRequest;
import io.trestle.proxy.wire.StartupPacket.EncryptionRequest;
import io.trestle.proxy.wire.StartupPacket.StartupMessage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a client's first packets, of which it buffers at most one, and connects upstream. */
final class Login {

  /** The first byte of a connection that begins with TLS; no length of a packet begins so. */
  private static final byte TLS_HANDSHAKE_RECORD = 0x16;

  private final Session session;
  private final ProxyContext context;
  private final ClientLeg leg;
  private @Nullable ByteBuf buffered;
  private boolean askedForTls;
  private boolean askedForGss;
  private boolean done;

  Login(Session session, ProxyContext context, ClientLeg leg) {
    this.session = session;
    this.context = context;
    this.leg = leg;
  }

  /** Takes over bytes of the client. */
  void input(ByteBuf bytes) {
    if (done) {
      bytes.release(); // nothing may follow a cancel request
      return;
    }
    ByteBuf all = bytes;
    if (buffered != null) {
      all = buffered.writeBytes(bytes);
      bytes.release();
      buffered = null;
    }
    try {
      read(all);
    } catch (MalformedMessageException malformed) {
      all.release();
      if (malformed.isAnswered()) {
        session.ending().violation(malformed.getMessage());
      } else {
        session.ending().noProtocol(malformed.getMessage());
      }
    }
  }

  private void read(ByteBuf in) throws MalformedMessageException {
    boolean first = !askedForTls && !askedForGss;
    if (first && leg.offersTls() && in.getByte(in.readerIndex()) == TLS_HANDSHAKE_RECORD) {
      askedForTls = true;
      leg.beginDirectly(in);
      return;
    }
    StartupPacket packet = StartupPacket.read(in);
    if (packet == null) {
      buffered = session.allocator().buffer(in.readableBytes()).writeBytes(in);
      in.release();
    } else if (packet instanceof EncryptionRequest request) {
      encryption(request, in);
    } else if (packet instanceof CancelRequest request) {
      in.release();
      done = true;
      CancelRelay.relay(request, session, context);
    } else if (packet instanceof StartupMessage message) {
      String reason = leg.reasonToRefuse(message.user(), message.database());
      if (reason != null) {
        in.release();
        session.fatal(new SqlError("28000", reason, null, 0));
        return;
      }
      if (context.console().isFor(message)) {
        done = true;
        session.handOver(message, in);
        return;
      }
      connect(message);
      session.ahead(in);
    }
  }

  /** TLS is there; begun without being asked for it, it must say what it is to carry. */
  void secured() {
    String missing = leg.secured(ClientLegTls.PROTOCOL);
    if (missing != null) {
      session.ending().violation(missing);
    }
  }

  private void encryption(EncryptionRequest request, ByteBuf in) throws MalformedMessageException {
    boolean repeated = request.gss() ? askedForGss : askedForTls;
    if (repeated) {
      throw new MalformedMessageException("unexpected second request for encryption");
    }
    if (in.isReadable()) {
      throw new MalformedMessageException(
          "received unencrypted data after a request for encryption");
    }
    askedForTls |= !request.gss();
    askedForGss |= request.gss();
    in.release();
    if (!request.gss() && leg.offersTls()) {
      leg.begin();
      return;
    }
    session
        .client()
        .writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'N'}), session.client().voidPromise());
  }

  private void connect(StartupMessage message) {
    Routes.Entry entry = context.routes().enter(message.database());
    Route route = entry.route();
    if (route == null) {
      session.ending().refused(Objects.requireNonNull(entry.refusal()));
      return;
    }
    String database = route.settings().atServer(message.database());
    byte[] startup =
        database.equals(message.database()) ? message.raw() : message.withDatabase(database);
    session.connecting(message, route, database);
    route
        .upstream()
        .connect(session.client().eventLoop(), new ServerHandler(session))
        .addListener(
            done -> {
              if (done.isSuccess()) {
                session.connected((Channel) done.getNow(), startup);
              } else {
                session.upstreamFailures().down(done.cause());
              }
            });
  }

  void close() {
    if (buffered != null) {
      buffered.release();
      buffered = null;
    }
  }
}
