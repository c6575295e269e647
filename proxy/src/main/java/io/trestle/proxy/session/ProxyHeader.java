package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.TransportProtocol;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.trestle.engine.SqlError;
import io.trestle.proxy.wire.ClientEncoding;
import io.trestle.proxy.wire.ErrorMessage;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the header of the PROXY protocol (version 1 or 2) with which a load balancer begins a
 * connection, announces the client's address to the session ({@link Announced}), and is gone. What
 * is no header ends the connection at its first byte that shows it. The time for it is part of the
 * login's.
 *
 * @see <a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">The PROXY protocol</a>
 */
public final class ProxyHeader extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyHeader.class);

  /** The most bytes of additional fields (TLVs) in a header of version 2. */
  static final int MAX_FIELDS = 2_048;

  private static final byte[] VERSION_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VERSION_2 = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };

  /** For whom the connection was made. */
  record Announced(SocketAddress client) {}

  private ProxyHeader() {}

  /** Has a channel begin with a header. To be called before the session's handler is added. */
  public static void expectAt(Channel client) {
    client.pipeline().addLast(new Beginning(), new HAProxyMessageDecoder(MAX_FIELDS));
    client.pipeline().addLast(new ProxyHeader());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof HAProxyMessage header)) {
      ReferenceCountUtil.release(message); // behind a header that was refused
      return;
    }
    SocketAddress client;
    try {
      client = client(header);
    } catch (IllegalArgumentException wrong) {
      drop(context, String.valueOf(wrong.getMessage()));
      return;
    } finally {
      header.release();
    }
    if (client != null) {
      context.fireUserEventTriggered(new Announced(client));
    }
    context.pipeline().remove(this);
  }

  /** The client's address; null for the connection's own. */
  private static @Nullable SocketAddress client(HAProxyMessage header) {
    TransportProtocol transport = header.proxiedProtocol().transportProtocol();
    if (header.command() == HAProxyCommand.LOCAL || transport == TransportProtocol.UNSPEC) {
      return null;
    }
    if (transport == TransportProtocol.DGRAM) {
      throw new IllegalArgumentException("a datagram protocol");
    }
    return switch (header.proxiedProtocol().addressFamily()) {
      case AF_IPv4, AF_IPv6 ->
          new InetSocketAddress(
              NetUtil.createInetAddressFromIpAddressString(header.sourceAddress()),
              header.sourcePort());
      case AF_UNIX -> new DomainSocketAddress(header.sourceAddress());
      case AF_UNSPEC -> null;
    };
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof DecoderException malformed) {
      drop(context, String.valueOf(malformed.getMessage()));
    } else {
      context.fireExceptionCaught(cause);
    }
  }

  /** A header that is malformed: the connection is dropped, as the protocol says. */
  private static void drop(ChannelHandlerContext context, String why) {
    LOG.atWarn()
        .addKeyValue("peer", context.channel().remoteAddress())
        .log("a connection with a malformed header of the PROXY protocol is dropped: {}", why);
    context.close();
  }

  /** Tells by the first bytes that something is no header, without waiting for all of one. */
  private static final class Beginning extends ChannelInboundHandlerAdapter {
    private int seen;
    private boolean refused;
    private boolean said;
    private byte[] expected = VERSION_1;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      int from = bytes.readerIndex();
      for (int i = from; !refused && i < bytes.writerIndex() && seen < expected.length; i++) {
        byte found = bytes.getByte(i);
        if (seen == 0 && found == VERSION_2[0]) {
          expected = VERSION_2;
        }
        refused = found != expected[seen++];
      }
      if (refused) {
        bytes.release();
        if (!said) {
          said = true;
          refuse(context);
        }
        return;
      }
      context.fireChannelRead(message);
      if (seen == expected.length) {
        context.pipeline().remove(this);
      }
    }

    /** Perhaps a client that ought to connect elsewhere: it is told so. */
    private static void refuse(ChannelHandlerContext context) {
      LOG.atWarn()
          .addKeyValue("peer", context.channel().remoteAddress())
          .log("a connection without a header of the PROXY protocol is refused");
      String message = "trestle: expected a header of the PROXY protocol";
      SqlError error = new SqlError("08P01", message, null, 0);
      context
          .writeAndFlush(ErrorMessage.error(context.alloc(), ClientEncoding.UTF8, "FATAL", error))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }
}
