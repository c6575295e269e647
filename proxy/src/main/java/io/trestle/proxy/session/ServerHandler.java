package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes the events of a server's channel to its session. */
final class ServerHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(ServerHandler.class);

  private final Session session;

  ServerHandler(Session session) {
    this.session = session;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    session.serverBytes((ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    session.serverBurstEnd();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    session.updateReading();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    session.ending().serverGone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause.getCause() instanceof SSLException || cause instanceof SSLException) {
      session.upstreamFailures().tlsFailed(cause);
      context.close();
      return;
    } else if (cause instanceof IOException) {
      // Where reading fails Netty closes; where writing does, the server's last words may be there.
      LOG.atDebug()
          .addKeyValue("peer", context.channel().remoteAddress())
          .log("server connection: {}", cause.getMessage());
      return;
    }
    LOG.atError()
        .addKeyValue("peer", context.channel().remoteAddress())
        .setCause(cause)
        .log("a session failed");
    context.close();
  }
}
