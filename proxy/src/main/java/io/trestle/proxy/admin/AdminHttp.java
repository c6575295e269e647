package io.trestle.proxy.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.trestle.proxy.Operations;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metrics, health and JSON over HTTP, at an address of its own and on a thread of its own. It shows
 * and changes nothing, and asks nobody who he is: the address must be one that only operators
 * reach. Thread-safe.
 *
 * <p>Bounded: {@link #MAX_CONNECTIONS}, of which each has {@link #IDLE_SECONDS} from one request to
 * the next, and Netty's bounds for a request's line and headers.
 */
public final class AdminHttp implements AutoCloseable {

  static final int MAX_CONNECTIONS = 100;
  static final int IDLE_SECONDS = 30;

  private static final int MAX_LINE = 4_096;
  private static final int MAX_HEADERS = 8_192;
  private static final int MAX_CHUNK = 8_192;
  private static final long CLOSE_SECONDS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(AdminHttp.class);

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("trestle-admin-http", true), NioIoHandler.newFactory());
  private final ChannelGroup connections =
      new DefaultChannelGroup("admin", GlobalEventExecutor.INSTANCE, true);
  private final AdminPages pages;
  private final Channel listening;

  private AdminHttp(String host, int port, AdminPages pages) throws IOException {
    this.pages = pages;
    try {
      listening = bind(host, port);
    } catch (IOException cannotListen) {
      stop();
      throw cannotListen;
    }
  }

  /**
   * Listens.
   *
   * @param port 0 for any that is free
   * @param operations what is shown; to be closed after this
   * @throws IOException when the address cannot be listened at
   */
  public static AdminHttp start(String host, int port, Operations operations, OperatedRules rules)
      throws IOException {
    AdminHttp http = new AdminHttp(host, port, new AdminPages(operations, rules));
    LOG.atInfo().addKeyValue("listen", http.address()).log("admin address");
    return http;
  }

  private Channel bind(String host, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException("cannot listen at " + host + ":" + port + ": unknown host");
    }
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel client) {
                    accept(client);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      String why = String.valueOf(bound.cause().getMessage());
      throw new IOException("cannot listen at " + host + ":" + port + ": " + why, bound.cause());
    }
    return bound.channel();
  }

  private void accept(Channel client) {
    if (connections.size() >= MAX_CONNECTIONS) {
      client.close();
      return;
    }
    connections.add(client);
    ChannelPipeline pipeline = client.pipeline();
    pipeline.addLast(new ReadTimeoutHandler(IDLE_SECONDS));
    pipeline.addLast(new HttpServerCodec(MAX_LINE, MAX_HEADERS, MAX_CHUNK));
    pipeline.addLast(new HttpServerKeepAliveHandler());
    pipeline.addLast(new AdminHttpHandler(pages));
  }

  /** The address it listens at. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  @Override
  public void close() {
    listening.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    connections.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    stop();
  }

  private void stop() {
    loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
