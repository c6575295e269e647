package io.trestle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code trestle proxy --config} as a process of its own, with its signals; and its check. */
@Timeout(120)
final class ConfiguredProxyIT {

  private static final Pattern PORT = Pattern.compile("listening at \\[127\\.0\\.0\\.1:(\\d+)\\]");
  private static final List<String> DATABASES = List.of("configured_a", "configured_b");

  private final TestPostgres postgres = TestPostgres.shared();
  private final List<ProxyProcess> started = new ArrayList<>();
  private final ExecutorService clients = Executors.newSingleThreadExecutor();

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void createDatabases() throws Exception {
    for (String database : DATABASES) {
      postgres.createDatabase(database);
      postgres.execute(database, "CREATE TABLE orders (id int PRIMARY KEY)");
      postgres.execute(database, "INSERT INTO orders VALUES (1)");
    }
    Files.writeString(folder.resolve("a.yaml"), rules("'from a'"));
    Files.writeString(folder.resolve("b.yaml"), rules("'from b'"));
  }

  @AfterEach
  void drop() throws Exception {
    started.forEach(ProxyProcess::close);
    clients.shutdownNow();
    for (String database : DATABASES) {
      postgres.dropDatabase(database);
    }
  }

  private static String rules(String value) {
    return """
        rules:
          - table: public.orders
            column: status
            type: text
            value: "%s"
            phase: absent
        """
        .formatted(value);
  }

  private Path configuration(String... more) throws IOException {
    return Files.writeString(
        folder.resolve("trestle.yaml"),
        """
        listen: 127.0.0.1:0
        upstreams:
          main: {host: %s, port: %d}
        databases:
          shop_a:
            upstream: main
            database: configured_a
            rules: a.yaml
            catalog: "%s"
          shop_b:
            upstream: main
            database: configured_b
            rules: b.yaml
            catalog: "%s"
        """
                .formatted(
                    postgres.host(),
                    postgres.port(),
                    postgres.jdbcUrl("postgres"),
                    postgres.jdbcUrl("postgres"))
            + String.join("\n", more));
  }

  private ProxyProcess start(Path file, String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of("--config=" + file));
    options.addAll(List.of(more));
    ProxyProcess proxy = ProxyProcess.start(options);
    started.add(proxy);
    return proxy;
  }

  private static Connection connect(int port, String database) throws SQLException {
    return DriverManager.getConnection(TestPostgres.jdbcUrl("127.0.0.1", port, database));
  }

  private static String status(int port, String database) throws SQLException {
    try (Connection connection = connect(port, database)) {
      return status(connection);
    }
  }

  private static String status(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT status FROM orders")) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  @Test
  void carriesDatabasesByTheirOwnRulesReloadsAndDrains() throws Exception {
    ProxyProcess proxy = start(configuration());
    int port = Integer.parseInt(proxy.await(PORT).group(1));
    assertThat(status(port, "shop_a")).isEqualTo("from a");
    assertThat(status(port, "shop_b")).isEqualTo("from b");

    try (Connection before = connect(port, "shop_a")) {
      before.setAutoCommit(false);
      assertThat(status(before)).isEqualTo("from a");

      configuration("max-sessions: 1");
      proxy.signal("HUP");
      proxy.await("configuration before stays in force: .*trestle.yaml:15: ");
      assertThat(status(port, "shop_b")).isEqualTo("from b");

      Path file = configuration("threads: 1", "limits: {max-queued-analyses: 7}");
      Files.writeString(
          file, Files.readString(file).replace("a.yaml", "b.yaml").replace("shop_b:", "shop_c:"));
      proxy.signal("HUP");
      proxy.await("configuration read again");
      proxy.await("takes a new start.*max-queued-analyses");
      assertThat(status(port, "shop_a")).isEqualTo("from b");
      assertThat(status(port, "shop_c")).isEqualTo("from b");
      assertThat(status(before)).as("a session keeps its rules file").isEqualTo("from a");

      proxy.signal("TERM");
      proxy.await("proxy drains");
      assertThat(status(before)).as("a transaction goes on").isEqualTo("from a");
      before.commit();
    }
    assertThat(proxy.exitCode()).isZero();
  }

  private static List<String> rulesShown(Statement console) throws SQLException {
    List<String> rules = new ArrayList<>();
    try (ResultSet shown = console.executeQuery("SHOW RULES")) {
      while (shown.next()) {
        rules.add(shown.getString("database") + " " + shown.getLong("rewritten"));
      }
    }
    return rules;
  }

  @Test
  void operatorsSeeReloadAndDrainAllDatabases() throws Exception {
    CommandRun hashed = CommandRun.withInput("secret\n", "hash-password", "--role=operator", "ann");
    Path users = Files.writeString(folder.resolve("users"), hashed.out());
    ProxyProcess proxy = start(configuration(), "--admin=127.0.0.1:0", "--admin-users=" + users);
    int port = Integer.parseInt(proxy.await(PORT).group(1));
    Pattern admin = Pattern.compile("admin address /127\\.0\\.0\\.1:(\\d+)");
    URI metrics = URI.create("http://127.0.0.1:" + proxy.await(admin).group(1) + "/metrics");
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/trestle?sslmode=disable";
    try (Connection operator = DriverManager.getConnection(url, "ann", "secret");
        Statement console = operator.createStatement()) {
      assertThat(status(port, "shop_a")).isEqualTo("from a");
      assertThat(status(port, "shop_b")).isEqualTo("from b");
      assertThat(status(port, "shop_b")).isEqualTo("from b");

      assertThat(rulesShown(console)).containsExactlyInAnyOrder("configured_a 1", "configured_b 2");
      try (InputStream page = metrics.toURL().openStream()) {
        assertThat(new String(page.readAllBytes(), UTF_8))
            .contains("trestle_catalog_readable{database=\"configured_a\"} 1.0")
            .contains("trestle_catalog_readable{database=\"configured_b\"} 1.0");
      }

      Path file = configuration();
      Files.writeString(
          file, Files.readString(file).replace("a.yaml", "b.yaml").replace("shop_b:", "shop_c:"));
      try (ResultSet reloaded = console.executeQuery("RELOAD")) {
        assertThat(reloaded.next()).isTrue();
        assertThat(reloaded.getLong("rules")).isEqualTo(1);
        assertThat(reloaded.getLong("users")).isEqualTo(1);
      }
      assertThat(status(port, "shop_a")).isEqualTo("from b");
      assertThat(status(port, "shop_c")).isEqualTo("from b");

      configuration("max-sessions: 1");
      assertThatThrownBy(() -> console.execute("RELOAD"))
          .hasMessageContaining("trestle.yaml:15: ")
          .isInstanceOfSatisfying(
              SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo("F0000"));

      console.execute("DRAIN");
      assertThat(proxy.exitCode()).as("operators are not waited for").isZero();
    }
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    ProxyProcess proxy = start(configuration());
    int port = Integer.parseInt(proxy.await(PORT).group(1));
    try (Connection inside = connect(port, "shop_a")) {
      inside.setAutoCommit(false);
      assertThat(status(inside)).isEqualTo("from a");
      proxy.signal("TERM");
      proxy.await("proxy drains");
      assertThat(proxy.isAlive()).isTrue();
      proxy.signal("TERM");

      assertThat(proxy.exitCode()).isEqualTo(143);
    }
  }

  /** A file for an address that two processes may share. */
  private Path shared(int port) throws IOException {
    Path file = configuration();
    String listen = "listen:\n  - {address: '127.0.0.1:%d', reuse-port: true}".formatted(port);
    return Files.writeString(file, Files.readString(file).replace("listen: 127.0.0.1:0", listen));
  }

  @Test
  void anotherProcessTakesThePortOverWithoutAFailedConnection() throws Exception {
    int port;
    try (ServerSocket reserved = new ServerSocket(0)) {
      port = reserved.getLocalPort();
    }
    ProxyProcess old = start(shared(port));
    old.await("listening at");
    AtomicInteger served = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    Future<String> client =
        clients.submit(
            () -> {
              while (!over.get()) {
                assertThat(status(port, "shop_a")).isEqualTo("from a");
                served.incrementAndGet();
              }
              return "no failure";
            });
    awaitMore(served, client);

    ProxyProcess next = start(shared(port));
    next.await("listening at");
    awaitMore(served, client);
    old.signal("TERM");
    assertThat(old.exitCode()).isZero();
    awaitMore(served, client);

    over.set(true);
    assertThat(client.get(30, TimeUnit.SECONDS)).isEqualTo("no failure");
  }

  private static void awaitMore(AtomicInteger served, Future<?> client) throws Exception {
    int wanted = served.get() + 10;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (served.get() < wanted && !client.isDone()) {
      assertThat(System.nanoTime()).as("clients are served").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Test
  void aWrongFileKeepsItFromStarting() throws Exception {
    ProxyProcess proxy = start(configuration("thread: 1", "transport: tcp"));
    String log = proxy.rest();

    assertThat(proxy.exitCode()).isEqualTo(2);
    assertThat(log)
        .contains("trestle.yaml:15: unknown key \"thread\"")
        .contains("trestle.yaml:16: transport \"tcp\"; expected one of auto, io_uring, epoll, nio")
        .doesNotContain("\tat ");
  }

  @Test
  void aTransportThatIsNotToBeHadKeepsItFromStarting() throws Exception {
    for (String transport : List.of("io_uring", "epoll")) {
      Path file = configuration("transport: " + transport);
      try (ProxyProcess proxy =
          ProxyProcess.start(
              List.of("-Dio.netty.transport.noNative=true"),
              List.of("--config", file.toString()))) {
        String log = proxy.rest();

        assertThat(proxy.exitCode()).isEqualTo(1);
        assertThat(log)
            .contains("transport is " + transport + ", which is not to be had here: ")
            .contains("set transport to auto")
            .doesNotContain("\tat ");
      }
    }
  }

  @Test
  void wrongRulesKeepItFromStarting() throws Exception {
    Files.writeString(folder.resolve("b.yaml"), rules("random()"));
    ProxyProcess proxy = start(configuration());
    String log = proxy.rest();

    assertThat(proxy.exitCode()).isEqualTo(2);
    assertThat(log).contains("b.yaml:5: ").doesNotContain("\tat ");
  }

  @Test
  void aCheckSaysThatAllIsWell() throws Exception {
    CommandRun run = CommandRun.of("check", "--config", configuration().toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("trestle.yaml: no error")
        .contains("shop_a at main")
        .contains("1 rules, looked up in [configured_a]");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aCheckSaysThatRulesDoNotFitADatabase() throws Exception {
    postgres.execute("configured_b", "DROP TABLE orders");
    CommandRun run = CommandRun.of("check", "--config", configuration().toString());

    assertThat(run.err())
        .contains("b.yaml:2: table public.orders does not exist in database configured_b");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void aCheckSaysWhatIsAway() throws Exception {
    Path file = configuration();
    Files.writeString(
        file,
        Files.readString(file)
            .replaceAll("port: [0-9]+", "port: 1")
            .replaceAll("(?m)^ *(catalog|rules):.*$", ""));
    CommandRun run = CommandRun.of("check", "--config", file.toString(), "--json");

    assertThat(run.out())
        .contains("\"valid\":true")
        .contains("upstream main cannot be reached at " + postgres.host() + ":1: ");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void aCheckOfAConfigurationStandsAlone() throws Exception {
    CommandRun run =
        CommandRun.of("check", "--config", configuration().toString(), "--rules", "x.yaml");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--config and --rules exclude each other");
  }
}
