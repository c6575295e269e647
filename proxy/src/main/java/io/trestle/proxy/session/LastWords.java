package io.trestle.proxy.session;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Closes a channel once all is written, or its peer has taken too long to read it. */
final class LastWords {

  /** How long a peer may take to read the last words said to it. */
  private static final long SECONDS = 5;

  /** How long a client that was asked to leave may go on sending. */
  private static final long LEAVE_SECONDS = 1;

  private LastWords() {}

  static void toServer(Channel server) {
    if (server.isOpen()) {
      closeWithin(server, SECONDS);
      server.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> server.close());
    }
  }

  /**
   * Of a client that may still be sending, what it sends is read and dropped until it closes, for a
   * while: closing at once would reset the connection, and the reason with it.
   *
   * @param sending whether it may be
   * @param leaving whether it was asked to leave
   */
  static void toClient(Channel client, ClientLeg leg, boolean sending, boolean leaving) {
    if (!client.isOpen()) {
      return;
    }
    if (leg.inHandshake()) {
      client.close(); // there is no way yet to say anything
      return;
    }
    closeWithin(client, leaving ? LEAVE_SECONDS : SECONDS);
    boolean lingers = sending && client instanceof DuplexChannel;
    client
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (lingers && written.isSuccess()) {
                client.config().setAutoRead(true);
                leg.sayGoodbye().addListener(said -> ((DuplexChannel) client).shutdownOutput());
              } else {
                client.close();
              }
            });
  }

  private static void closeWithin(Channel channel, long seconds) {
    Future<?> impatience =
        channel.eventLoop().schedule(() -> channel.close(), seconds, TimeUnit.SECONDS);
    channel.closeFuture().addListener(closed -> impatience.cancel(false));
  }
}
