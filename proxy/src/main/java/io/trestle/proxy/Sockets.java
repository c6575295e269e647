package io.trestle.proxy;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Netty's classes for a transport, and what it takes for the address of a unix socket.
 *
 * @param transport never {@link Transport#AUTO}
 * @param unixServerChannel and {@code unixChannel}: the same for unix sockets
 */
record Sockets(
    Transport transport,
    IoHandlerFactory handlers,
    Class<? extends ServerChannel> serverChannel,
    Class<? extends Channel> channel,
    Class<? extends ServerChannel> unixServerChannel,
    Class<? extends Channel> unixChannel,
    Function<Path, SocketAddress> unixAddress) {

  /**
   * The classes for a transport.
   *
   * @throws IllegalArgumentException when one was asked for by name that is not to be had here
   */
  static Sockets of(Transport transport) {
    return switch (transport) {
      case AUTO -> Epoll.isAvailable() ? epoll() : nio();
      case IO_URING -> {
        require(transport, IoUring.isAvailable(), IoUring.unavailabilityCause());
        yield ioUring();
      }
      case EPOLL -> {
        require(transport, Epoll.isAvailable(), Epoll.unavailabilityCause());
        yield epoll();
      }
      case NIO -> nio();
    };
  }

  private static void require(Transport transport, boolean available, @Nullable Throwable cause) {
    if (!available) {
      throw new IllegalArgumentException(
          "transport is %s, which is not to be had here: %s; %sset transport to auto"
              .formatted(
                  transport.label(),
                  cause == null ? "it does not load" : rootOf(cause),
                  transport == Transport.IO_URING
                      ? "it takes Linux 5.9 or newer that does not forbid it (sysctl"
                          + " kernel.io_uring_disabled, seccomp filters of containers); else "
                      : ""));
    }
  }

  private static String rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  private static Sockets ioUring() {
    return new Sockets(
        Transport.IO_URING,
        IoUringIoHandler.newFactory(),
        IoUringServerSocketChannel.class,
        IoUringSocketChannel.class,
        IoUringServerDomainSocketChannel.class,
        IoUringDomainSocketChannel.class,
        path -> new DomainSocketAddress(path.toFile()));
  }

  private static Sockets epoll() {
    return new Sockets(
        Transport.EPOLL,
        EpollIoHandler.newFactory(),
        EpollServerSocketChannel.class,
        EpollSocketChannel.class,
        EpollServerDomainSocketChannel.class,
        EpollDomainSocketChannel.class,
        path -> new DomainSocketAddress(path.toFile()));
  }

  private static Sockets nio() {
    return new Sockets(
        Transport.NIO,
        NioIoHandler.newFactory(),
        NioServerSocketChannel.class,
        NioSocketChannel.class,
        NioServerDomainSocketChannel.class,
        NioDomainSocketChannel.class,
        UnixDomainSocketAddress::of);
  }

  /** Whether several processes may listen at one port. */
  boolean sharesPorts() {
    return transport != Transport.NIO;
  }
}
