package io.trestle.proxy;

import io.netty.channel.Channel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Those who have connected to a socket that listens, and that nobody has accepted yet. */
final class AcceptQueue {

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;

  /** Of a socket that listens {@code tcpi_unacked} is the length of its queue. */
  private static final int UNACKED = 24;

  private static final RawUnixChannelOption INFO =
      new RawUnixChannelOption("TCP_INFO", IPPROTO_TCP, TCP_INFO, UNACKED + Integer.BYTES);

  private AcceptQueue() {}

  /**
   * Whether it is empty; of a unix socket nobody can tell, and it is taken for empty.
   *
   * @param channel listens, with epoll or io_uring
   */
  static boolean isEmpty(Channel channel) {
    if (!(channel instanceof ServerSocketChannel)) {
      return true;
    }
    ByteBuffer info = channel.config().getOption(INFO);
    return info == null || info.order(ByteOrder.nativeOrder()).getInt(UNACKED) == 0;
  }
}
