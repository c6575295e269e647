package io.trestle.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;

/**
 * A TCP proxy that hands on what it reads and does nothing else: the least that a Netty proxy can
 * cost. Transport, event loops and socket options are those of Trestle's proxy.
 */
public final class PassThrough implements AutoCloseable {

  private final EventLoopGroup loops;
  private final Channel listening;

  private PassThrough(EventLoopGroup loops, Channel listening) {
    this.loops = loops;
    this.listening = listening;
  }

  /**
   * Starts one on the loopback interface.
   *
   * @param port to listen at, 0 for any that is free
   * @param upstream to connect to, for each client
   * @param threads how many event loops
   */
  public static PassThrough start(int port, InetSocketAddress upstream, int threads) {
    boolean epoll = Epoll.isAvailable();
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            threads, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    Bootstrap towards =
        new Bootstrap()
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.AUTO_READ, false)
            .remoteAddress(upstream);
    Channel listening =
        new ServerBootstrap()
            .group(loops)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel client) {
                    join(client, towards);
                  }
                })
            .bind("127.0.0.1", port)
            .syncUninterruptibly()
            .channel();
    return new PassThrough(loops, listening);
  }

  private static void join(Channel client, Bootstrap towards) {
    towards
        .clone(client.eventLoop())
        .handler(new PassOn(client))
        .connect()
        .addListener(
            (io.netty.channel.ChannelFuture connected) -> {
              if (!connected.isSuccess()) {
                client.close();
                return;
              }
              client.pipeline().addLast(new PassOn(connected.channel()));
              client.config().setAutoRead(true);
              connected.channel().config().setAutoRead(true);
            });
  }

  /** The port it listens at. */
  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
  }

  /**
   * Runs one until the process is ended.
   *
   * @param args port to listen at, port of the server, number of event loops (default: one a core)
   */
  public static void main(String[] args) throws InterruptedException {
    if (args.length < 2) {
      System.err.println("Usage: PassThrough LISTEN_PORT UPSTREAM_PORT [EVENT_LOOPS]");
      System.exit(2);
    }
    int threads =
        args.length > 2 ? Integer.parseInt(args[2]) : Runtime.getRuntime().availableProcessors();
    InetSocketAddress upstream = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1]));
    try (PassThrough proxy = start(Integer.parseInt(args[0]), upstream, threads)) {
      proxy.listening.closeFuture().sync();
    }
  }
}
