package io.trestle.proxy;

import io.netty.channel.Channel;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.RawUnixChannelOption;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tells the kernel which of the sockets that share a port (SO_REUSEPORT) gets new connections, by a
 * program in its packet filter's language (man 7 socket, SO_ATTACH_REUSEPORT_CBPF). Without one it
 * spreads them by a hash, and resets those that lie in the queue of a socket that is closed.
 */
final class SharedPort {

  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
  private static final int SIZE_OF_SOCK_FPROG = 16;
  private static final int SIZE_OF_SOCK_FILTER = 8;

  /** {@code BPF_RET | BPF_K}: the number of a socket. */
  private static final short RETURN_CONSTANT = 0x06;

  /**
   * The sockets are numbered in the order in which they began to listen; the last one takes the
   * number of one that is closed. So of two, the older one is 0. A number that no socket has means
   * the hash.
   */
  private static final int NEXT = 1;

  private SharedPort() {}

  /**
   * From now on new connections go to the socket that listens since this one does, where there is
   * one; handshakes under way come to their end at this one.
   *
   * @param channel listens, with epoll or io_uring
   */
  static void preferNext(Channel channel) {
    ByteBuffer program = buffer(SIZE_OF_SOCK_FILTER);
    program.putShort(0, RETURN_CONSTANT).putInt(4, NEXT);
    ByteBuffer header = buffer(SIZE_OF_SOCK_FPROG);
    header.putShort(0, (short) 1).putLong(8, Buffer.memoryAddress(program));
    RawUnixChannelOption attach =
        new RawUnixChannelOption(
            "SO_ATTACH_REUSEPORT_CBPF", SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, SIZE_OF_SOCK_FPROG);
    try {
      channel.config().setOption(attach, header);
    } finally {
      Reference.reachabilityFence(program); // the kernel reads it by its address
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
