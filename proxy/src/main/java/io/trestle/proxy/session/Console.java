package io.trestle.proxy.session;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandler;
import io.trestle.proxy.wire.StartupPacket.StartupMessage;
import java.net.SocketAddress;

/** A database that the proxy itself plays: clients that ask for it get no session. Thread-safe. */
public interface Console extends AutoCloseable {

  /** For a proxy that has none. */
  Console NONE =
      new Console() {
        @Override
        public boolean isFor(StartupMessage message) {
          return false;
        }

        @Override
        public ChannelInboundHandler handler(
            StartupMessage message, Channel client, SocketAddress peer) {
          throw new IllegalStateException("there is no console");
        }
      };

  /** Whether a client asks for it. */
  boolean isFor(StartupMessage message);

  /**
   * The handler of such a client's channel, to take the place of the session's: authenticates the
   * client, and closes the channel in the end.
   *
   * @param peer who the client is
   */
  ChannelInboundHandler handler(StartupMessage message, Channel client, SocketAddress peer);

  /**
   * A cancel request.
   *
   * @param then is run once what the client of that key waits for has been told to stop
   * @return false where no client has that key
   */
  default boolean cancel(int processId, byte[] secret, Runnable then) {
    return false;
  }

  /** Ends what it has begun, but for its channels. */
  @Override
  default void close() {}
}
