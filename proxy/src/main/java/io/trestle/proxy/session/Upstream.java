package io.trestle.proxy.session;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.trestle.proxy.Daemons;
import io.trestle.proxy.Endpoint;
import io.trestle.proxy.tls.ServerLegTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The server behind the proxy: makes connections to it. A host name is looked up off the event loop
 * each time (the JVM keeps the answer for a while), and its addresses are tried in their order.
 * Thread-safe.
 */
public final class Upstream implements AutoCloseable {

  private static final int MAX_LOOKUPS = 1_000;

  private final Endpoint endpoint;
  private final String host;
  private final int port;
  private final Class<? extends Channel> channelType;
  private final @Nullable SocketAddress unixAddress;
  private final Duration connectTimeout;
  private final ServerLegTls tls;
  private final ThreadPoolExecutor lookups;

  /**
   * @param channelType the transport's channel, for such an endpoint
   * @param unixAddress the endpoint as the transport takes it where it is a unix socket; else null
   * @param connectTimeout for each address, and once more for the negotiation of TLS
   * @param tls how a connection over TCP is encrypted
   */
  public Upstream(
      Endpoint endpoint,
      Class<? extends Channel> channelType,
      @Nullable SocketAddress unixAddress,
      Duration connectTimeout,
      ServerLegTls tls) {
    this.endpoint = endpoint;
    this.host = endpoint.host();
    this.port = endpoint.port();
    this.channelType = channelType;
    this.unixAddress = unixAddress;
    this.connectTimeout = connectTimeout;
    this.tls = tls;
    this.lookups = Daemons.pool("trestle-lookup", 1, MAX_LOOKUPS);
  }

  /** Whether the proxy shows the server a certificate of its own. */
  boolean showsCertificate() {
    return tls.showsCertificate();
  }

  /**
   * Connects on an event loop, which is also where the future's listeners are called. The handler
   * sees the connection when it is encrypted as it should be.
   */
  Future<Channel> connect(EventLoop loop, ChannelHandler handler) {
    Promise<Channel> connected = loop.newPromise();
    if (unixAddress != null) {
      connectUnix(loop, handler, unixAddress, connected);
      return connected;
    }
    if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
      connect(loop, handler, new InetAddress[] {address(host)}, 0, connected);
      return connected;
    }
    try {
      lookups.execute(() -> lookUp(loop, handler, connected));
    } catch (RejectedExecutionException tooMany) {
      connected.tryFailure(new UnknownHostException(host + " (too many look-ups under way)"));
    }
    return connected;
  }

  private void connectUnix(
      EventLoop loop, ChannelHandler handler, SocketAddress address, Promise<Channel> connected) {
    ChannelFuture attempt = bootstrap(loop).handler(handler).connect(address);
    attempt.addListener(
        done -> {
          if (!done.isSuccess()) {
            connected.tryFailure(done.cause());
          } else if (!connected.trySuccess(attempt.channel())) {
            attempt.channel().close();
          }
        });
  }

  private Bootstrap bootstrap(EventLoop loop) {
    return new Bootstrap()
        .group(loop)
        .channel(channelType)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout.toMillis()))
        // A server that ends a session has said why: to be read, though writing fails.
        .option(ChannelOption.AUTO_CLOSE, false);
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(literal, impossible);
    }
  }

  private void lookUp(EventLoop loop, ChannelHandler handler, Promise<Channel> connected) {
    try {
      InetAddress[] addresses = InetAddress.getAllByName(host);
      loop.execute(() -> connect(loop, handler, addresses, 0, connected));
    } catch (UnknownHostException unknown) {
      connected.tryFailure(new UnknownHostException("unknown host " + host));
    } catch (RejectedExecutionException shuttingDown) {
      connected.tryFailure(shuttingDown);
    }
  }

  private void connect(
      EventLoop loop,
      ChannelHandler handler,
      InetAddress[] addresses,
      int index,
      Promise<Channel> connected) {
    ChannelFuture attempt =
        bootstrap(loop)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .handler(tls.negotiation(host, port, handler, connected, connectTimeout))
            .connect(new InetSocketAddress(addresses[index], port));
    attempt.addListener(
        done -> {
          if (done.isSuccess()) {
            return; // the negotiation says what comes of it
          }
          if (index + 1 < addresses.length) {
            connect(loop, handler, addresses, index + 1, connected);
          } else {
            connected.tryFailure(done.cause());
          }
        });
  }

  /** Look-ups under way come to their end; the files of its TLS are watched no more. */
  @Override
  public void close() {
    tls.close();
    lookups.shutdown();
  }

  @Override
  public String toString() {
    return endpoint.toString();
  }
}
