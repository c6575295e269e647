package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.trestle.proxy.wire.MalformedMessageException;
import io.trestle.proxy.wire.StartupPacket;
import io.trestle.proxy.wire.StartupPacket.CancelRequest;
import io.trestle.proxy.wire.StartupPacket.EncryptionRequest;
import io.trestle.proxy.wire.StartupPacket.StartupMessage;
import org.jspecify.annotations.Nullable;

/** Reads a client's first packets, of which it buffers at most one, and connects upstream. */
final class Login {

  private final Session session;
  private final ProxyContext context;
  private @Nullable ByteBuf buffered;
  private boolean askedForTls;
  private boolean askedForGss;
  private boolean done;

  Login(Session session, ProxyContext context) {
    this.session = session;
    this.context = context;
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
      session.violation(malformed.getMessage());
    }
  }

  private void read(ByteBuf in) throws MalformedMessageException {
    StartupPacket packet = StartupPacket.read(in);
    if (packet == null) {
      buffered = session.allocator().buffer(in.readableBytes()).writeBytes(in);
      in.release();
    } else if (packet instanceof EncryptionRequest request) {
      refuseEncryption(request, in);
    } else if (packet instanceof CancelRequest request) {
      in.release();
      done = true;
      CancelRelay.relay(request, session, context);
    } else if (packet instanceof StartupMessage message) {
      if (context.console().isFor(message)) {
        done = true;
        session.handOver(context.console().handler(message), in);
        return;
      }
      connect(message);
      session.ahead(in);
    }
  }

  private void refuseEncryption(EncryptionRequest request, ByteBuf in)
      throws MalformedMessageException {
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
    session
        .client()
        .writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'N'}), session.client().voidPromise());
  }

  private void connect(StartupMessage message) {
    session.connecting(message);
    context
        .upstream()
        .connect(session.client().eventLoop(), new ServerHandler(session))
        .addListener(
            done -> {
              if (done.isSuccess()) {
                session.connected((Channel) done.getNow(), message);
              } else {
                session.upstreamDown(done.cause());
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
