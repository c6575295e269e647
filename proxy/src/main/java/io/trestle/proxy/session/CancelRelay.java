package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.trestle.proxy.wire.StartupPacket;
import io.trestle.proxy.wire.StartupPacket.CancelRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Relays a CancelRequest over a connection of its own, while the session that it means is waiting
 * for its server, and not otherwise. The client's connection is closed, as the server would do it,
 * once the server has closed ours: only then the cancellation is under way. As with the server,
 * nothing is ever answered.
 */
final class CancelRelay {

  private static final Logger LOG = LoggerFactory.getLogger(CancelRelay.class);

  private CancelRelay() {}

  static void relay(CancelRequest request, Session session, ProxyContext context) {
    Runnable end = () -> onLoop(session, session::end);
    if (context.console().cancel(request.processId(), request.secret(), end)) {
      return;
    }
    CancelKeys.Key known = new CancelKeys.Key(request.processId(), request.secret());
    CancelKeys.ServerKey serverKey = context.cancelKeys().serverKey(known);
    if (serverKey == null) {
      LOG.atInfo().addKeyValue("client", session.peer()).log("cancel request with an unknown key");
      session.end();
      return;
    }
    serverKey.owner().whenRunning(() -> onLoop(session, () -> connect(serverKey, session)), end);
  }

  private static void connect(CancelKeys.ServerKey serverKey, Session session) {
    serverKey
        .upstream()
        .connect(session.client().eventLoop(), new EndWithServer(session))
        .addListener(
            done -> {
              if (done.isSuccess()) {
                Channel channel = (Channel) done.getNow();
                session.client().closeFuture().addListener(closed -> channel.close());
                // It may have ended meanwhile: the next one must not be met in its place.
                serverKey
                    .owner()
                    .whenRunning(
                        () -> channel.writeAndFlush(message(serverKey.key())), channel::close);
              } else {
                LOG.atError()
                    .addKeyValue("upstream", serverKey.upstream())
                    .setCause(done.cause())
                    .log("a cancel request could not be relayed");
                session.end();
              }
            });
  }

  private static void onLoop(Session session, Runnable task) {
    session.client().eventLoop().execute(task);
  }

  private static ByteBuf message(CancelKeys.Key serverKey) {
    byte[] secret = serverKey.secret();
    int length = 12 + secret.length;
    ByteBuf out = Unpooled.buffer(length);
    return out.writeInt(length)
        .writeInt(StartupPacket.CANCEL_CODE)
        .writeInt(serverKey.processId())
        .writeBytes(secret);
  }

  private static final class EndWithServer extends ChannelInboundHandlerAdapter {
    private final Session session;

    EndWithServer(Session session) {
      this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      session.end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
