package io.trestle.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.InetSocketAddress;
import java.util.Set;

/**
 * A TCP proxy that hands on what it reads and does nothing else: the least that a Netty proxy can
 * cost. Transport, event loops and socket options are those of Trestle's proxy.
 */
public final class PassThrough implements AutoCloseable {

  private static final String URING = "io_uring";
  private static final Set<String> TRANSPORTS = Set.of("epoll", URING);

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
   * @param uring whether with io_uring in place of epoll
   */
  public static PassThrough start(
      int port, InetSocketAddress upstream, int threads, boolean uring) {
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            threads, uring ? IoUringIoHandler.newFactory() : EpollIoHandler.newFactory());
    Bootstrap towards =
        new Bootstrap()
            .channel(uring ? IoUringSocketChannel.class : EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.AUTO_READ, false)
            .remoteAddress(upstream);
    Channel listening =
        new ServerBootstrap()
            .group(loops)
            .channel(uring ? IoUringServerSocketChannel.class : EpollServerSocketChannel.class)
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
   * @param args port to listen at, port of the server, {@code epoll} or {@code io_uring}, number of
   *     event loops (default: one a core)
   */
  public static void main(String[] args) throws InterruptedException {
    if (args.length < 3 || !TRANSPORTS.contains(args[2])) {
      System.err.println(
          "Usage: PassThrough LISTEN_PORT UPSTREAM_PORT epoll|io_uring [EVENT_LOOPS]");
      System.exit(2);
    }
    int threads =
        args.length > 3 ? Integer.parseInt(args[3]) : Runtime.getRuntime().availableProcessors();
    InetSocketAddress upstream = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1]));
    boolean uring = args[2].equals(URING);
    try (PassThrough proxy = start(Integer.parseInt(args[0]), upstream, threads, uring)) {
      proxy.listening.closeFuture().sync();
    }
  }
}
