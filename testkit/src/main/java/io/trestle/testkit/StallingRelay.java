package io.trestle.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Relays TCP connections to a local port until it is told to let nothing through: a partition. */
public final class StallingRelay implements AutoCloseable {

  private final ServerSocket server;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Object gate = new Object();
  private boolean stalled;

  public StallingRelay(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  public void stall() {
    synchronized (gate) {
      stalled = true;
    }
  }

  public void flow() {
    synchronized (gate) {
      stalled = false;
      gate.notifyAll();
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.addAll(List.of(client, upstream));
        start(() -> relay(client, upstream));
        start(() -> relay(upstream, client));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void relay(Socket from, Socket to) {
    byte[] bytes = new byte[8192];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        awaitFlow();
        out.write(bytes, 0, read);
      }
    } catch (IOException | InterruptedException closed) {
      // its other half ends too
    }
  }

  private void awaitFlow() throws InterruptedException {
    synchronized (gate) {
      while (stalled) {
        gate.wait();
      }
    }
  }

  @Override
  public void close() throws IOException {
    flow();
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
