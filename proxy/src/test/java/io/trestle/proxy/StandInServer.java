package io.trestle.proxy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A server that answers the request for TLS with bytes that it is told, and keeps what else it is
 * sent.
 */
final class StandInServer implements AutoCloseable {

  private final ServerSocket listening =
      new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
  private final byte[] answer;

  /** What was sent on each connection behind the request, once it was closed. */
  final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();

  StandInServer(byte[] answer) throws IOException {
    this.answer = answer.clone();
    Thread thread = new Thread(this::serve, "stand-in");
    thread.setDaemon(true);
    thread.start();
  }

  static byte[] error(String text) {
    byte[] fields = ("SFATAL\0VFATAL\0C28000\0M" + text + "\0\0").getBytes(StandardCharsets.UTF_8);
    return java.nio.ByteBuffer.allocate(5 + fields.length)
        .put((byte) 'E')
        .putInt(4 + fields.length)
        .put(fields)
        .array();
  }

  int port() {
    return listening.getLocalPort();
  }

  private void serve() {
    while (true) {
      try (Socket socket = listening.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.readNBytes(8);
        socket.getOutputStream().write(answer);
        socket.getOutputStream().flush();
        received.add(in.readAllBytes());
      } catch (IOException ended) {
        if (listening.isClosed()) {
          return;
        }
        received.add(new byte[0]);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
