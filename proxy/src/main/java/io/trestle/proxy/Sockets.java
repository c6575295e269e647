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
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Netty's classes for a transport, and what it takes for the address of a unix socket.
 *
 * @param unixServerChannel and {@code unixChannel}: the same for unix sockets
 */
record Sockets(
    String name,
    IoHandlerFactory handlers,
    Class<? extends ServerChannel> serverChannel,
    Class<? extends Channel> channel,
    Class<? extends ServerChannel> unixServerChannel,
    Class<? extends Channel> unixChannel,
    Function<Path, SocketAddress> unixAddress) {

  /**
   * The classes for a transport.
   *
   * @throws IllegalArgumentException when epoll was asked for by name and does not load
   */
  static Sockets of(Transport transport) {
    if (transport == Transport.EPOLL && !Epoll.isAvailable()) {
      throw new IllegalArgumentException(
          "transport is epoll, which does not load here: "
              + Epoll.unavailabilityCause().getMessage());
    }
    if (transport != Transport.NIO && Epoll.isAvailable()) {
      return new Sockets(
          "epoll",
          EpollIoHandler.newFactory(),
          EpollServerSocketChannel.class,
          EpollSocketChannel.class,
          EpollServerDomainSocketChannel.class,
          EpollDomainSocketChannel.class,
          path -> new DomainSocketAddress(path.toFile()));
    }
    return new Sockets(
        "nio",
        NioIoHandler.newFactory(),
        NioServerSocketChannel.class,
        NioSocketChannel.class,
        NioServerDomainSocketChannel.class,
        NioDomainSocketChannel.class,
        UnixDomainSocketAddress::of);
  }

  boolean isEpoll() {
    return name.equals("epoll");
  }
}
