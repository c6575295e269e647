package io.trestle.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Stands in for a PostgreSQL with more connections than one could have: lets everybody in, and is
 * silent from then on.
 */
final class IdleServer implements AutoCloseable {

  /** AuthenticationOk, BackendKeyData, ReadyForQuery. */
  private static final byte[] LOGGED_IN = {
    'R', 0, 0, 0, 8, 0, 0, 0, 0, 'K', 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 2, 'Z', 0, 0, 0, 5, 'I'
  };

  private static final int BACKLOG = 1_000;

  private final ServerSocketChannel listening = ServerSocketChannel.open();
  private final Selector selector = Selector.open();
  private final ByteBuffer read = ByteBuffer.allocate(10_000);

  IdleServer() throws IOException {
    listening.bind(new InetSocketAddress("127.0.0.1", 0), BACKLOG);
    listening.configureBlocking(false);
    listening.register(selector, SelectionKey.OP_ACCEPT);
    Thread thread = new Thread(this::serve, "idle-server");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listening.socket().getLocalPort();
  }

  private void serve() {
    try {
      while (selector.isOpen()) {
        selector.select(this::serve);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void serve(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        SocketChannel accepted = listening.accept();
        accepted.configureBlocking(false);
        accepted.register(selector, SelectionKey.OP_READ, Boolean.TRUE);
        return;
      }
      SocketChannel client = (SocketChannel) key.channel();
      if (client.read(read.clear()) < 0) {
        client.close();
      } else if (key.attach(null) != null) {
        client.write(ByteBuffer.wrap(LOGGED_IN));
      }
    } catch (IOException ended) {
      key.cancel();
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
