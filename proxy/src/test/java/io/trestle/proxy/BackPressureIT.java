package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.trestle.testkit.TestPostgres;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who does not read is not read for: the proxy's memory stays bounded. */
@ExtendWith(NoLeaks.class)
class BackPressureIT {

  /** A gigabyte would go through; what the proxy may hold of it. */
  private static final long MOST = 16L << 20;

  private static final int ROWS = 1_000;
  private static final int ROW_BYTES = 1 << 20;
  private static final byte[] COPY = {'Q', 0, 0, 0, 11, 'C', 'O', 'P', 'Y', ' ', 't', 0};
  private static final long PATIENCE_MILLIS = 2_000;

  private static long held() {
    ByteBufAllocatorMetric metric =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    return metric.usedDirectMemory() + metric.usedHeapMemory();
  }

  @Test
  void aClientThatDoesNotReadAGigabyte() throws Exception {
    try (TestProxy proxy = TestProxy.start();
        RawClient client = proxy.raw()) {
      long before = held();
      client
          .query("SELECT repeat('x', %d) FROM generate_series(1, %d)".formatted(ROW_BYTES, ROWS))
          .send()
          .next();
      TestProxy.eventually("the backend waits for its client", () -> waits(client.processId));
      long most = held() - before;
      assertThat(most).isLessThan(MOST);

      int rows = 0;
      for (RawClient.Message m = client.next(); m.type() == 'D'; m = client.next()) {
        most = Math.max(most, held() - before);
        rows++;
      }
      assertThat(rows).isEqualTo(ROWS);
      System.out.printf("1 GB to a slow client: at most %d kB held%n", most >> 10);
      assertThat(most).as("while a gigabyte is read slowly").isLessThan(MOST);
    }
  }

  private static boolean waits(int pid) throws Exception {
    try (var connection = TestPostgres.shared().connect("postgres");
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'ClientWrite' AND pid = "
                    + pid)) {
      return rows.next();
    }
  }

  /** A server that asks for the data of a COPY and reads none of it. */
  @Test
  void aServerThatDoesNotReadAGigabyte() throws Exception {
    try (ServerSocket upstream = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TestProxy proxy =
            TestProxy.start(
                ProxySettings.of("127.0.0.1", 0, "127.0.0.1", upstream.getLocalPort()));
        SocketChannel client =
            SocketChannel.open(new InetSocketAddress("127.0.0.1", proxy.port()))) {
      client.write(startup());
      try (Socket server = upstream.accept()) {
        DataInputStream in = new DataInputStream(server.getInputStream());
        in.readFully(new byte[in.readInt() - 4]);
        server
            .getOutputStream()
            .write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 0, 'Z', 0, 0, 0, 5, 'I'});
        client.write(ByteBuffer.wrap(COPY));
        in.readFully(new byte[COPY.length]);
        server.getOutputStream().write(new byte[] {'G', 0, 0, 0, 7, 0, 0, 0});
        readFully(client, 9 + 6 + 8);

        long before = held();
        long sent = sendUntilStopped(client);

        long most = held() - before;
        System.out.printf(
            "COPY to a frozen server: %d kB sent, %d kB held%n", sent >> 10, most >> 10);
        assertThat(most).isLessThan(MOST);
        assertThat(sent).as("bytes in all buffers").isLessThan((long) ROWS * ROW_BYTES / 4);
      }
    }
  }

  private static ByteBuffer startup() {
    byte[] parameters = "user\0x\0\0".getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(8 + parameters.length)
        .putInt(8 + parameters.length)
        .putInt(3 << 16)
        .put(parameters)
        .flip();
  }

  private static void readFully(SocketChannel channel, int bytes) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(bytes);
    while (read.hasRemaining()) {
      assertThat(channel.read(read)).isPositive();
    }
  }

  /** Writes CopyData until nothing is taken for a while, or a gigabyte was. */
  private static long sendUntilStopped(SocketChannel client) throws IOException {
    ByteBuffer message = ByteBuffer.allocate(1 + 4 + ROW_BYTES);
    message.put((byte) 'd').putInt(4 + ROW_BYTES).rewind();
    long sent = 0;
    client.configureBlocking(false);
    try (Selector selector = Selector.open()) {
      client.register(selector, SelectionKey.OP_WRITE);
      while (sent < (long) ROWS * ROW_BYTES && selector.select(PATIENCE_MILLIS) > 0) {
        selector.selectedKeys().clear();
        sent += client.write(message);
        if (!message.hasRemaining()) {
          message.rewind();
        }
      }
    }
    return sent;
  }
}
