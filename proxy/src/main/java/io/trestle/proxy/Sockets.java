package io.trestle.proxy;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** Netty's classes for a transport. */
record Sockets(
    String name,
    IoHandlerFactory handlers,
    Class<? extends ServerChannel> serverChannel,
    Class<? extends Channel> channel) {

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
          EpollSocketChannel.class);
    }
    return new Sockets(
        "nio", NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class);
  }
}
