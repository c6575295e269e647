package io.trestle.proxy.session;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.util.function.Consumer;

/** Sessions by their clients' channels: how they begin, and what the proxy has to say to them. */
public final class Sessions {

  private Sessions() {}

  /** The handler of a client's channel, with the session that it begins. */
  public static ChannelHandler handler(ProxyContext context, Channel client) {
    return new ClientHandler(new Session(context, client));
  }

  /** Ends the session of a channel as the proxy ends, or a client of the console. */
  public static void end(Channel client) {
    if (client.pipeline().get(ClientHandler.class) == null) {
      client.close();
    } else {
      in(client, session -> session.ending().leave(Idling.shutdown()));
    }
  }

  /**
   * Ends the session of a channel as soon as it is idle outside a transaction, from whatever
   * thread.
   */
  public static void drain(Channel client) {
    in(client, session -> session.idling().drain());
  }

  private static void in(Channel client, Consumer<Session> action) {
    ClientHandler handler = client.pipeline().get(ClientHandler.class);
    if (handler != null) {
      client.eventLoop().execute(() -> action.accept(handler.session()));
    }
  }

  /**
   * Calls back once when a session is at rest, outside a transaction with nothing under way, or
   * over; at once where it is, or has not begun yet, or is of another database. From whatever
   * thread; calls back on the event loop.
   *
   * @param database or {@link Traffic#ALL}
   */
  public static void whenAtRest(Channel client, String database, Runnable then) {
    client
        .eventLoop()
        .execute(
            () -> {
              ClientHandler handler = client.pipeline().get(ClientHandler.class);
              if (handler == null || !handler.session().isOperated()) {
                then.run();
              } else {
                handler.session().operated().whenAtRest(database, then);
              }
            });
  }

  /** Looks again at what operators say, where a session waits or is at rest. */
  public static void reconsider(Channel client) {
    in(client, Session::reconsider);
  }
}
