package io.trestle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code trestle proxy} as a process of its own, with its signals. */
@Timeout(120)
final class ProxyCommandIT {

  private static final String DATABASE = "cli_proxy";
  private static final Pattern PORT = Pattern.compile("listening at 127\\.0\\.0\\.1:(\\d+)");

  private final TestPostgres postgres = TestPostgres.shared();
  private final List<ProxyProcess> started = new ArrayList<>();

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void createTable() throws SQLException {
    postgres.createDatabase(DATABASE);
    postgres.execute(DATABASE, "CREATE TABLE orders (id int PRIMARY KEY)");
    postgres.execute(DATABASE, "INSERT INTO orders VALUES (1)");
  }

  @AfterEach
  void drop() throws SQLException {
    started.forEach(ProxyProcess::close);
    postgres.dropDatabase(DATABASE);
  }

  @Test
  void carriesAClientReloadsAndCloses() throws Exception {
    Path rules = Files.writeString(folder.resolve("rules.yaml"), rules("'pending'"));
    ProxyProcess proxy = start("--rules", rules.toString());
    int port = Integer.parseInt(proxy.await(PORT).group(1));

    assertThat(status(port)).isEqualTo("pending");

    replace(rules, rules("'new'"));
    proxy.signal("HUP");
    proxy.await("rules read");
    awaitStatus(port, "new");

    replace(rules, "rules: nonsense");
    proxy.signal("HUP");
    proxy.await("stay in force");
    assertThat(status(port)).isEqualTo("new");

    proxy.signal("TERM");
    assertThat(proxy.exitCode()).isZero();
  }

  @Test
  void showsItselfToOperators() throws Exception {
    CommandRun hashed =
        CommandRun.withInput("secret\n", "hash-password", "--role=operator", "anna");
    Path users = Files.writeString(folder.resolve("users"), hashed.out());
    Path rules = Files.writeString(folder.resolve("rules.yaml"), rules("'pending'"));
    ProxyProcess proxy =
        start("--admin=127.0.0.1:0", "--admin-users=" + users, "--rules=" + rules.toString());
    int port = Integer.parseInt(proxy.await(PORT).group(1));
    Pattern admin = Pattern.compile("admin address /127\\.0\\.0\\.1:(\\d+)");
    URI ready = URI.create("http://127.0.0.1:" + proxy.await(admin).group(1) + "/readyz");

    assertThat(status(port)).isEqualTo("pending");
    try (InputStream page = ready.toURL().openStream()) {
      assertThat(new String(page.readAllBytes(), UTF_8)).isEqualTo("ok\n");
    }
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/trestle?sslmode=disable";
    try (Connection console = DriverManager.getConnection(url, "anna", "secret");
        Statement statement = console.createStatement();
        ResultSet shown = statement.executeQuery("SHOW RULES")) {
      assertThat(shown.next()).isTrue();
      assertThat(shown.getLong("rewritten")).isEqualTo(1);
    }
  }

  @Test
  void aPortThatIsTakenIsOneClearLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      ProxyProcess proxy = startAt("127.0.0.1:" + taken.getLocalPort());
      String log = proxy.rest();

      assertThat(proxy.exitCode()).isEqualTo(1);
      assertThat(log)
          .contains("trestle proxy: cannot listen at 127.0.0.1:" + taken.getLocalPort())
          .doesNotContain("\tat ");
    }
  }

  @Test
  void badRulesKeepItFromStarting() throws Exception {
    Path rules = Files.writeString(folder.resolve("rules.yaml"), "rules: nonsense");
    ProxyProcess proxy = start("--rules", rules.toString());
    String log = proxy.rest();

    assertThat(proxy.exitCode()).isEqualTo(2);
    assertThat(log).contains(rules + ":1: ").doesNotContain("\tat ");
  }

  @Test
  void withoutRulesItRelays() throws Exception {
    ProxyProcess proxy = start();
    int port = Integer.parseInt(proxy.await(PORT).group(1));

    try (Connection connection = DriverManager.getConnection(url(port));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT id FROM orders")) {
      assertThat(result.next()).isTrue();
    }
  }

  private ProxyProcess start(String... more) throws IOException {
    return startAt("127.0.0.1:0", more);
  }

  private ProxyProcess startAt(String listen, String... more) throws IOException {
    List<String> options = new ArrayList<>();
    options.add("--listen=" + listen);
    options.add("--upstream=" + postgres.host() + ":" + postgres.port());
    options.add("--database=" + postgres.jdbcUrl(DATABASE));
    options.addAll(List.of(more));
    ProxyProcess proxy = ProxyProcess.start(options);
    started.add(proxy);
    return proxy;
  }

  private static void awaitStatus(int port, String expected) throws SQLException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!status(port).equals(expected)) {
      assertThat(System.nanoTime()).as("deadline for " + expected).isLessThan(end);
    }
  }

  private static String status(int port) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(port));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT status FROM orders")) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  private static String url(int port) {
    return TestPostgres.jdbcUrl("127.0.0.1", port, DATABASE);
  }

  private static void replace(Path file, String content) throws IOException {
    Path next = Files.writeString(file.resolveSibling("next"), content);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
}
