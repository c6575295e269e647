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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a connection takes that does nothing: {@code -Didle.connections=10000}. */
class IdleConnectionsIT {

  /** Of heap and direct memory, for a connection: the aim, in bytes. */
  private static final long MOST = 10_000;

  /** Files that the two processes have open beside two for each connection. */
  private static final int OTHER_FILES = 500;

  private static final int LOGGED_IN_BYTES = 28;
  private static final int SHOWN = 15;

  @TempDir private Path folder;

  private record Memory(long heap, long direct, long resident, Map<String, Long> classes) {}

  @Test
  void anIdleConnectionTakesLittle() throws Exception {
    int asked = Integer.getInteger("idle.connections", 0);
    assumeTrue(asked > 0, "-Didle.connections");
    int connections = (int) Math.min(asked, (openFiles() - OTHER_FILES) / 2);
    List<SocketChannel> clients = new ArrayList<>();
    try (IdleServer server = new IdleServer();
        ProxyProcess proxy = ProxyProcess.start(options(server))) {
      int admin = Integer.parseInt(proxy.await("admin .*?:(\\d+)").group(1));
      int port = Integer.parseInt(proxy.await("listening at .*?:(\\d+)").group(1));
      clients.add(login(port));
      Memory before = memory(proxy.pid(), admin);
      while (clients.size() <= connections) {
        clients.add(login(port));
      }
      Memory after = memory(proxy.pid(), admin);

      System.out.printf(
          "%d idle connections (%d asked for, %d open files allowed), for each: heap %d, direct %d,"
              + " resident %d bytes%n",
          connections,
          asked,
          openFiles(),
          (after.heap - before.heap) / connections,
          (after.direct - before.direct) / connections,
          (after.resident - before.resident) / connections);
      after.classes.entrySet().stream()
          .map(
              e ->
                  Map.entry(e.getKey(), e.getValue() - before.classes.getOrDefault(e.getKey(), 0L)))
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .limit(SHOWN)
          .forEach(e -> System.out.printf("%8d %s%n", e.getValue() / connections, e.getKey()));
      assertThat((after.heap + after.direct - before.heap - before.direct) / connections)
          .isLessThan(MOST);
    } finally {
      for (SocketChannel client : clients) {
        client.close();
      }
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

  private static Memory memory(long pid, int admin) throws Exception {
    Map<String, Long> classes = new TreeMap<>();
    long heap = 0;
    // The histogram is of what a full collection leaves.
    for (String line : run("jcmd", String.valueOf(pid), "GC.class_histogram").split("\n")) {
      String[] columns = line.strip().split("\\s+");
      if (columns[0].equals("Total")) {
        heap = Long.parseLong(columns[2]);
      } else if (columns.length > 3 && columns[0].matches("\\d+:")) {
        classes.merge(columns[3], Long.parseLong(columns[2]), Long::sum);
      }
    }
    return new Memory(heap, direct(admin), resident(pid), classes);
  }

  private static long direct(int admin) throws Exception {
    HttpResponse<String> metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/metrics"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return metrics
        .body()
        .lines()
        .filter(line -> line.startsWith("netty_allocator_memory_used{"))
        .filter(line -> line.contains("\"direct\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static long resident(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .sum();
  }

  private static String run(String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", program).toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
