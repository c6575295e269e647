package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes the events of a client's channel to its session. */
final class ClientHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(ClientHandler.class);

  private final Session session;

  ClientHandler(Session session) {
    this.session = session;
  }

  Session session() {
    return session;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    session.started();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    session.clientBytes((ByteBuf) message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ProxyHeader.Announced announced) {
      session.announced(announced.client());
    } else if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      session.clientSecured();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    session.clientBurstEnd();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    session.updateReading();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    session.ending().clientGone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause.getCause() instanceof SSLException || cause instanceof SSLException) {
      LOG.atInfo()
          .addKeyValue("client", context.channel().remoteAddress())
          .log("TLS with a client failed: {}", cause.getMessage());
    } else if (cause instanceof IOException) {
      LOG.atDebug()
          .addKeyValue("peer", context.channel().remoteAddress())
          .log("client connection: {}", cause.getMessage());
    } else {
      LOG.atError()
          .addKeyValue("peer", context.channel().remoteAddress())
          .setCause(cause)
          .log("a session failed");
    }
    context.close();
  }
}
