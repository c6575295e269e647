package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Cancel requests, before a stand-in for the server that shows what reaches it, and when. */
@ExtendWith(NoLeaks.class)
class CancelIT {

  private static final int PROCESS_ID = 4711;
  private static final int SECRET = 42;

  private ServerSocket upstream;
  private TestProxy proxy;
  private RawClient client;
  private Socket backend;

  @BeforeEach
  void logIn() throws Exception {
    upstream = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    upstream.setSoTimeout(20_000);
    proxy = TestProxy.start(ProxySettings.of("127.0.0.1", 0, "127.0.0.1", upstream.getLocalPort()));
    client = new RawClient(proxy.port());
    client.startup("postgres", "postgres").send();
    backend = upstream.accept();
    DataInputStream in = new DataInputStream(backend.getInputStream());
    in.readFully(new byte[in.readInt() - 4]);
    ByteBuffer login = ByteBuffer.allocate(9 + 13 + 6);
    login.put((byte) 'R').putInt(8).putInt(0);
    login.put((byte) 'K').putInt(12).putInt(PROCESS_ID).putInt(SECRET);
    login.put((byte) 'Z').putInt(5).put((byte) 'I');
    backend.getOutputStream().write(login.array());
    for (RawClient.Message message : client.until('Z')) {
      if (message.type() == 'K') {
        ByteBuffer key = ByteBuffer.wrap(message.body());
        client.processId = key.getInt();
        client.secret = new byte[key.remaining()];
        key.get(client.secret);
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    backend.close();
    proxy.close();
    upstream.close();
  }

  private RawClient cancel() throws IOException {
    ByteBuffer request = ByteBuffer.allocate(12 + client.secret.length);
    request.putInt(request.capacity()).putInt(80877102).putInt(client.processId);
    request.put(client.secret);
    RawClient canceller = new RawClient(proxy.port());
    return canceller.bytes(request.array()).send();
  }

  private byte[] received(int count) throws IOException {
    byte[] bytes = new byte[count];
    new DataInputStream(backend.getInputStream()).readFully(bytes);
    return bytes;
  }

  @Test
  void aQueryThatRunsIsCancelledByTheServersKey() throws Exception {
    client.query("SELECT 1").send();
    received(5 + 9);

    try (RawClient canceller = cancel();
        Socket cancelling = upstream.accept()) {
      DataInputStream in = new DataInputStream(cancelling.getInputStream());
      assertThat(in.readInt()).isEqualTo(16);
      assertThat(in.readInt()).isEqualTo(80877102);
      assertThat(in.readInt()).isEqualTo(PROCESS_ID);
      assertThat(in.readInt()).isEqualTo(SECRET);
      cancelling.close();
      assertThat(canceller.untilEnd()).as("closed when the server has closed").isEmpty();
    }
  }

  @Test
  void whereNothingRunsNothingIsCancelled() throws Exception {
    try (RawClient canceller = cancel()) {
      assertThat(canceller.untilEnd()).isEmpty();
    }
    client.query("SELECT 1").send();
    received(5 + 9);
    try (RawClient canceller = cancel();
        Socket cancelling = upstream.accept()) {
      assertThat(new DataInputStream(cancelling.getInputStream()).readInt())
          .as("the only request that has come")
          .isEqualTo(16);
      cancelling.close();
      assertThat(canceller.untilEnd()).isEmpty();
    }
  }
}
