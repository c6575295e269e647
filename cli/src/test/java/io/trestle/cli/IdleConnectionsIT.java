package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a connection takes that does nothing: {@code -Didle.connections=10000}. */
class IdleConnectionsIT {

  /** For a connection: the aim, in bytes. */
  private static final long MOST = 10_000;

  /**
   * From so many connections on, what the process takes outside the heap for other reasons is
   * little for each.
   */
  private static final int MANY = 5_000;

  /**
   * Clients that come and go, one after the other, before anything is read: what they run is
   * compiled then, and the compiler has the memory that it keeps.
   */
  private static final int FIRST = 10_000;

  /** Files that the two processes have open beside two for each connection. */
  private static final int OTHER_FILES = 500;

  private static final int LOGGED_IN_BYTES = 28;
  private static final int SHOWN = 15;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void anIdleConnectionTakesLittle() throws Exception {
    int asked = Integer.getInteger("idle.connections", 0);
    assumeTrue(asked > 0, "-Didle.connections");
    int connections = (int) Math.min(asked, (openFiles() - OTHER_FILES) / 2);
    List<SocketChannel> clients = new ArrayList<>();
    try (IdleServer server = new IdleServer();
        ProxyProcess proxy =
            ProxyProcess.start(
                List.of("-XX:+UseG1GC", "-XX:NativeMemoryTracking=summary"), options(server))) {
      int admin = Integer.parseInt(proxy.await("admin .*?:(\\d+)").group(1));
      int port = Integer.parseInt(proxy.await("listening at .*?:(\\d+)").group(1));
      for (int i = 0; i < FIRST; i++) {
        login(port).close();
      }
      awaitNobody(admin);
      long directBefore = meter(admin, "netty_allocator_memory_used", "\"direct\"");
      ProcessMemory before = ProcessMemory.of(proxy.pid());
      logIn(clients, connections, port);
      ProcessMemory after = ProcessMemory.of(proxy.pid());
      long direct = meter(admin, "netty_allocator_memory_used", "\"direct\"") - directBefore;

      long heap = after.heap() - before.heap();
      long outside = after.residentOutside() - before.residentOutside();
      System.out.printf(
          "%d idle connections (%d asked for, %d open files allowed), for each: heap %d, outside"
              + " the heap %d (direct %d), together %d bytes; the process: %d MB of heap in use,"
              + " %d MB resident for it, %d MB outside%n",
          connections,
          asked,
          openFiles(),
          heap / connections,
          outside / connections,
          direct / connections,
          (heap + outside) / connections,
          after.heap() >> 20,
          after.residentHeap() >> 20,
          after.residentOutside() >> 20);
      print("on the heap", before.classes(), after.classes(), connections);
      print("committed outside the heap", before.outside(), after.outside(), connections);
      assertThat((heap + direct) / connections).isLessThan(MOST);
      if (connections >= MANY) {
        assertThat((heap + outside) / connections).isLessThan(MOST);
      }
    } finally {
      close(clients);
    }
  }

  private static void print(
      String where, Map<String, Long> before, Map<String, Long> after, int connections) {
    System.out.println(where + ", bytes for each:");
    after.entrySet().stream()
        .map(e -> Map.entry(e.getKey(), e.getValue() - before.getOrDefault(e.getKey(), 0L)))
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(SHOWN)
        .filter(e -> e.getValue() / connections > 0)
        .forEach(e -> System.out.printf("%8d %s%n", e.getValue() / connections, e.getKey()));
  }

  private static void logIn(List<SocketChannel> clients, int number, int port) throws IOException {
    while (clients.size() < number) {
      clients.add(login(port));
    }
  }

  private static void close(List<SocketChannel> clients) throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
    clients.clear();
  }

  private static void awaitNobody(int admin) throws Exception {
    Instant end = Instant.now().plus(DEADLINE);
    while (meter(admin, "trestle_clients_connected", "") > 0) {
      assertThat(Instant.now()).as("the first clients are gone").isBefore(end);
    }
  }

  /** JVMs have raised the limit as far as they may. */
  private static long openFiles() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getMaxFileDescriptorCount();
  }

  private List<String> options(IdleServer server) throws IOException {
    Path file = folder.resolve("trestle.yaml");
    Files.writeString(
        file,
        """
        listen: ["127.0.0.1:0"]
        upstreams:
          idle: { host: 127.0.0.1, port: %d }
        databases:
          "*":
            upstream: idle
        limits:
          max-sessions: 100000
        transport: %s
        """
            .formatted(server.port(), System.getProperty("it.transport", "auto")));
    return List.of("--config", file.toString(), "--admin", "127.0.0.1:0");
  }

  private static SocketChannel login(int port) throws IOException {
    SocketChannel client = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    byte[] parameters = "user\0service\0database\0shop\0\0".getBytes(StandardCharsets.US_ASCII);
    client.write(
        ByteBuffer.allocate(8 + parameters.length)
            .putInt(8 + parameters.length)
            .putInt(3 << 16)
            .put(parameters)
            .flip());
    ByteBuffer answer = ByteBuffer.allocate(LOGGED_IN_BYTES);
    while (answer.hasRemaining()) {
      assertThat(client.read(answer)).isPositive();
    }
    return client;
  }

  /** The sum of a meter, of all whose line has that text. */
  private static long meter(int admin, String name, String with) throws Exception {
    HttpResponse<String> metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/metrics"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    List<String> lines =
        metrics
            .body()
            .lines()
            .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
            .filter(line -> line.contains(with))
            .toList();
    assertThat(lines).as(name).isNotEmpty();
    return lines.stream()
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
