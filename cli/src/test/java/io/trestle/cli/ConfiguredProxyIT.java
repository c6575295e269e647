package io.trestle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.trestle.testkit.TestPostgres;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
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
  private final List<Process> started = new ArrayList<>();

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
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
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

  private Process start(Path file, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "proxy",
                "--config=" + file));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectOutput(new File("/dev/null")).start();
    started.add(process);
    return process;
  }

  private static Matcher awaitLine(BufferedReader log, Pattern pattern) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        return matcher;
      }
      seen.add(line);
    }
    throw new AssertionError("the proxy ended without saying: " + pattern + " but " + seen);
  }

  private static void signal(Process process, String name) throws Exception {
    assumeFalse(name.equals("HUP") && ignoresHangUp(), "SIGHUP is ignored here, as under nohup");
    Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Whether processes that are started here inherit that the signal is ignored. */
  private static boolean ignoresHangUp() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) == 1);
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
    Process proxy = start(configuration());
    BufferedReader log = proxy.errorReader(UTF_8);
    int port = Integer.parseInt(awaitLine(log, PORT).group(1));
    assertThat(status(port, "shop_a")).isEqualTo("from a");
    assertThat(status(port, "shop_b")).isEqualTo("from b");

    try (Connection before = connect(port, "shop_a")) {
      before.setAutoCommit(false);
      assertThat(status(before)).isEqualTo("from a");

      configuration("max-sessions: 1");
      signal(proxy, "HUP");
      awaitLine(log, Pattern.compile("configuration before stays in force: .*trestle.yaml:15: "));
      assertThat(status(port, "shop_b")).isEqualTo("from b");

      Path file = configuration("threads: 1", "limits: {max-queued-analyses: 7}");
      Files.writeString(
          file, Files.readString(file).replace("a.yaml", "b.yaml").replace("shop_b:", "shop_c:"));
      signal(proxy, "HUP");
      awaitLine(log, Pattern.compile("configuration read again"));
      awaitLine(log, Pattern.compile("takes a new start.*max-queued-analyses"));
      assertThat(status(port, "shop_a")).isEqualTo("from b");
      assertThat(status(port, "shop_c")).isEqualTo("from b");
      assertThat(status(before)).as("a session keeps its rules file").isEqualTo("from a");

      signal(proxy, "TERM");
      awaitLine(log, Pattern.compile("proxy drains"));
      assertThat(status(before)).as("a transaction goes on").isEqualTo("from a");
      before.commit();
    }
    assertThat(proxy.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(proxy.exitValue()).isZero();
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
    Process proxy = start(configuration(), "--admin=127.0.0.1:0", "--admin-users=" + users);
    BufferedReader log = proxy.errorReader(UTF_8);
    int port = Integer.parseInt(awaitLine(log, PORT).group(1));
    Pattern admin = Pattern.compile("admin address /127\\.0\\.0\\.1:(\\d+)");
    URI metrics = URI.create("http://127.0.0.1:" + awaitLine(log, admin).group(1) + "/metrics");
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
      assertThat(proxy.waitFor(25, TimeUnit.SECONDS)).as("operators are not waited for").isTrue();
      assertThat(proxy.exitValue()).isZero();
    }
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    Process proxy = start(configuration());
    BufferedReader log = proxy.errorReader(UTF_8);
    int port = Integer.parseInt(awaitLine(log, PORT).group(1));
    try (Connection inside = connect(port, "shop_a")) {
      inside.setAutoCommit(false);
      assertThat(status(inside)).isEqualTo("from a");
      signal(proxy, "TERM");
      awaitLine(log, Pattern.compile("proxy drains"));
      assertThat(proxy.isAlive()).isTrue();
      signal(proxy, "TERM");

      assertThat(proxy.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(proxy.exitValue()).isEqualTo(143);
    }
  }

  @Test
  void aWrongFileKeepsItFromStarting() throws Exception {
    Process proxy = start(configuration("thread: 1", "transport: tcp"));
    String log = new String(proxy.getErrorStream().readAllBytes(), UTF_8);

    assertThat(proxy.waitFor()).isEqualTo(2);
    assertThat(log)
        .contains("trestle.yaml:15: unknown key \"thread\"")
        .contains("trestle.yaml:16: transport \"tcp\"; expected one of auto, epoll, nio")
        .doesNotContain("\tat ");
  }

  @Test
  void wrongRulesKeepItFromStarting() throws Exception {
    Files.writeString(folder.resolve("b.yaml"), rules("random()"));
    Process proxy = start(configuration());
    String log = new String(proxy.getErrorStream().readAllBytes(), UTF_8);

    assertThat(proxy.waitFor()).isEqualTo(2);
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
