package io.trestle.proxy;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener that is listened at. */
final class Listening {

  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

  private static final int LOW_WATER_MARK = 64 << 10;
  private static final int HIGH_WATER_MARK = 256 << 10;
  private static final int BACKLOG = 1024;
  private static final long CLOSE_SECONDS = 10;

  /** How long a handshake may take that had begun when the port was handed over. */
  private static final long HANDSHAKE_MILLIS = 1_000;

  /** How often an event loop may turn, at least a millisecond each, until nobody waits. */
  private static final int MOST_TURNS = 200;

  /** The length of the address, and the address, which nobody looks at. */
  private static final int ADDRESS_BYTES = 1 + 128;

  private final Listener listener;
  private final Channel channel;
  private final @Nullable InetSocketAddress address;
  private final @Nullable UnixSocketFile file;

  private Listening(Listener listener, Channel channel, @Nullable UnixSocketFile file) {
    this.listener = listener;
    this.channel = channel;
    this.address = channel.localAddress() instanceof InetSocketAddress bound ? bound : null;
    this.file = file;
  }

  /**
   * Begins to listen.
   *
   * @param watch sees each accepted channel before {@code client} is added to it
   * @param client what a client's channel begins with
   * @throws IOException when the address cannot be listened at
   */
  static Listening begin(
      Listener listener,
      Sockets sockets,
      EventLoopGroup loops,
      ChannelHandler watch,
      ChannelHandler client)
      throws IOException {
    if (listener.reusePort() && !sockets.sharesPorts()) {
      throw cannot(listener, "reuse-port needs the transport epoll or io_uring", null);
    }
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LOW_WATER_MARK, HIGH_WATER_MARK))
            .handler(watch)
            .childHandler(client);
    return listener.endpoint().isUnix()
        ? unix(listener, sockets, bootstrap)
        : tcp(listener, sockets, bootstrap);
  }

  private static Listening tcp(Listener listener, Sockets sockets, ServerBootstrap bootstrap)
      throws IOException {
    Endpoint endpoint = listener.endpoint();
    InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.port());
    if (address.isUnresolved()) {
      throw cannot(listener, "unknown host", null);
    }
    bootstrap
        .channel(sockets.serverChannel())
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true);
    if (listener.reusePort()) {
      bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
    }
    return new Listening(listener, bind(listener, bootstrap, address), null);
  }

  private static Listening unix(Listener listener, Sockets sockets, ServerBootstrap bootstrap)
      throws IOException {
    UnixSocketFile file;
    try {
      file = UnixSocketFile.prepare(listener.endpoint().socketFile());
    } catch (IOException taken) {
      throw cannot(listener, String.valueOf(taken.getMessage()), taken);
    }
    Channel channel = null;
    try {
      bootstrap.channel(sockets.unixServerChannel());
      channel = bind(listener, bootstrap, sockets.unixAddress().apply(file.toBind()));
      file.publish(listener.socketMode());
      return new Listening(listener, channel, file);
    } catch (IOException failure) {
      if (channel != null) {
        channel.close().awaitUninterruptibly(CLOSE_SECONDS, SECONDS);
      }
      file.remove();
      throw failure;
    }
  }

  private static Channel bind(Listener listener, ServerBootstrap bootstrap, SocketAddress address)
      throws IOException {
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw cannot(listener, String.valueOf(bound.cause().getMessage()), bound.cause());
    }
    return bound.channel();
  }

  private static IOException cannot(Listener listener, String why, @Nullable Throwable cause) {
    return new IOException("cannot listen at " + listener.endpoint() + ": " + why, cause);
  }

  /** Where it listens, with the port that was chosen where 0 was asked for. */
  Endpoint endpoint() {
    return address == null
        ? listener.endpoint()
        : new Endpoint(listener.endpoint().host(), address.getPort());
  }

  /** The TCP address, or null. */
  @Nullable InetSocketAddress address() {
    return address;
  }

  /** Whether clients can still connect here. */
  boolean isOpen() {
    return channel.isOpen();
  }

  /** Whether another process may listen there too. */
  boolean sharesPort() {
    return listener.reusePort();
  }

  /**
   * Leaves new connections to the process that listens at the same port since, if there is one, and
   * stops once those are accepted that had begun. Blocks for a moment.
   */
  void handOver() {
    channel.eventLoop().submit(this::prefersOther).awaitUninterruptibly(CLOSE_SECONDS, SECONDS);
    channel.closeFuture().awaitUninterruptibly(HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS);
    stop();
  }

  private void prefersOther() {
    try {
      SharedPort.preferNext(channel);
    } catch (RuntimeException notHere) {
      LOG.atWarn().setCause(notHere).log("the kernel still gives this process new connections");
    }
  }

  /**
   * Accepts who has connected already, and stops listening. Of a socket that is closed the kernel
   * resets those that it has not handed over.
   */
  void stop() {
    if (!channel.isOpen()) {
      return;
    }
    if (file != null) {
      removeFile(file); // from here on nobody finds it
    }
    if (acceptsByItself()) {
      channel.eventLoop().execute(() -> closeWhenNobodyWaits(MOST_TURNS));
      channel.closeFuture().awaitUninterruptibly(CLOSE_SECONDS, SECONDS);
    } else {
      channel.eventLoop().submit(this::acceptWaiting).awaitUninterruptibly(CLOSE_SECONDS, SECONDS);
    }
    channel.close().awaitUninterruptibly(CLOSE_SECONDS, SECONDS);
  }

  private static void removeFile(UnixSocketFile file) {
    try {
      file.remove();
    } catch (IOException failure) {
      LOG.atWarn().setCause(failure).log("the file of a unix socket cannot be removed");
    }
  }

  /** Whether the kernel accepts who comes, with io_uring, when the event loop turns. */
  private boolean acceptsByItself() {
    return channel instanceof IoUringServerSocketChannel
        || channel instanceof IoUringServerDomainSocketChannel;
  }

  private void closeWhenNobodyWaits(int turns) {
    boolean turned = turns < MOST_TURNS;
    if (turns == 0 || (turned && AcceptQueue.isEmpty(channel))) {
      channel.close();
    } else {
      channel.eventLoop().schedule(() -> closeWhenNobodyWaits(turns - 1), 1, TimeUnit.MILLISECONDS);
    }
  }

  private void acceptWaiting() {
    if (!channel.isOpen() || !(channel instanceof UnixChannel open)) {
      return;
    }
    Socket socket = new Socket(open.fd().intValue());
    byte[] address = new byte[ADDRESS_BYTES];
    try {
      for (int fd = socket.accept(address); fd >= 0; fd = socket.accept(address)) {
        channel
            .pipeline()
            .fireChannelRead(
                listener.endpoint().isUnix()
                    ? new EpollDomainSocketChannel(fd)
                    : new EpollSocketChannel(fd));
      }
    } catch (IOException failure) {
      LOG.atWarn().setCause(failure).log("who waits to be accepted may be lost");
    }
    channel.close(); // at once: no time for another one to come
  }
}
