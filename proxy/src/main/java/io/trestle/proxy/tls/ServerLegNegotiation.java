package io.trestle.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.trestle.proxy.wire.StartupPacket;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server for TLS and begins it. Of the server's answer it takes exactly one byte: what came
 * with it would have been sent by whoever can write to the connection, not by the server within TLS
 * [CVE-2021-23222]. An error in place of the answer is as little the server's own word, and its
 * text goes nowhere [CVE-2024-10977].
 */
final class ServerLegNegotiation extends ChannelInboundHandlerAdapter {

  private final ServerLegTls tls;
  private final String host;
  private final int port;
  private final ChannelHandler next;
  private final Promise<Channel> connected;
  private final Duration deadline;
  private boolean answered;
  private @Nullable Future<?> impatience;

  ServerLegNegotiation(
      ServerLegTls tls,
      String host,
      int port,
      ChannelHandler next,
      Promise<Channel> connected,
      Duration deadline) {
    this.tls = tls;
    this.host = host;
    this.port = port;
    this.next = next;
    this.connected = connected;
    this.deadline = deadline;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (tls.mode() == SslMode.DISABLE) {
      done(context);
      return;
    }
    long millis = deadline.toMillis();
    impatience =
        context
            .executor()
            .schedule(
                () -> failed(context, "was not done within " + millis + " ms", null),
                millis,
                TimeUnit.MILLISECONDS);
    ByteBuf request = context.alloc().buffer(8);
    context.writeAndFlush(request.writeInt(8).writeInt(StartupPacket.SSL_CODE));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      ByteBuf bytes = (ByteBuf) message;
      if (answered) {
        failed(context, "failed: the server sent data before it was done", null);
      } else if (bytes.isReadable()) {
        answered = true;
        answer(context, bytes.readByte(), bytes.readableBytes());
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void answer(ChannelHandlerContext context, byte answer, int behind) {
    boolean known = answer == 'S' || answer == 'N';
    if (known && behind > 0) {
      failed(context, "failed: the server sent unencrypted data behind its answer", null);
    } else if (answer == 'S') {
      context.pipeline().addFirst(tls.newHandler(context.alloc(), host, port));
    } else if (answer == 'N' && tls.mode() == SslMode.PREFER) {
      done(context);
    } else if (answer == 'N') {
      failed(context, "failed: the server does not offer it, and sslmode is " + tls.mode(), null);
    } else if (answer == 'E') {
      failed(context, "failed: the server answered the request for it with an error", null);
    } else {
      failed(context, "failed: the server answered the request for it with byte " + answer, null);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        done(context);
      } else {
        failed(context, handshake.cause());
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    failed(context, "failed: the server closed the connection", null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    failed(context, cause);
  }

  private void done(ChannelHandlerContext context) {
    end();
    context.pipeline().replace(this, null, next);
    if (!connected.trySuccess(context.channel())) {
      context.close();
    }
  }

  private void failed(ChannelHandlerContext context, Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    failed(context, "failed: " + root.getMessage() + " (sslmode " + tls.mode() + ")", cause);
  }

  private void failed(ChannelHandlerContext context, String how, @Nullable Throwable cause) {
    end();
    connected.tryFailure(new IOException("TLS " + how, cause));
    context.close();
  }

  private void end() {
    if (impatience != null) {
      impatience.cancel(false);
    }
  }
}
