package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers with TLS of their own in a configuration file: run, read again, and checked. */
@Timeout(120)
final class TlsConfigurationIT {

  private static final Pattern PORT = Pattern.compile("listening at \\[127\\.0\\.0\\.1:(\\d+)\\]");

  @TempDir private static Path folder;
  private static TestPostgres postgres;

  @BeforeAll
  static void start() throws Exception {
    TestCertificates trusted = new TestCertificates(folder, "ca.crt");
    new TestCertificates(folder, "other.crt");
    trusted.issue("server");
    trusted.issueExpired("expired");
    Files.writeString(folder.resolve("damaged.crt"), "-----BEGIN CERTIFICATE-----");
    Files.writeString(
        folder.resolve("rules.yaml"),
        """
        rules:
          - table: public.orders
            column: status
            type: text
            value: "'pending'"
            phase: absent
        """);
    postgres =
        TestPostgres.start(
            TestPostgres.NEWEST,
            Map.of(
                "ssl", "on",
                "ssl_cert_file", folder.resolve("server.crt").toString(),
                "ssl_key_file", folder.resolve("server.key").toString()));
    postgres.execute("postgres", "CREATE TABLE orders (id int PRIMARY KEY)");
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private static Path configuration(String ownCa, String defaultCa, String... more)
      throws IOException {
    return Files.writeString(
        folder.resolve("trestle.yaml"),
        """
        listen: 127.0.0.1:0
        upstreams:
          own:
            host: localhost
            port: %1$d
            tls:
              sslmode: verify-full
              ca: %2$s
          plain:
            host: localhost
            port: %1$d
            tls:
              sslmode: disable
          default:
            host: localhost
            port: %1$d
        upstream-tls:
          sslmode: verify-ca
          ca: %3$s
        databases:
          own: {upstream: own, database: postgres}
          plain: {upstream: plain, database: postgres}
          default: {upstream: default, database: postgres}
        """
                .formatted(postgres.port(), ownCa, defaultCa)
            + String.join("\n", more));
  }

  /** The same file, with rules that are looked up where the databases are. */
  private static Path withRules(Path file) throws IOException {
    return Files.writeString(
        file,
        Files.readString(file)
            .replaceAll("(own|default), database: postgres", "$0, rules: rules.yaml"));
  }

  private static boolean encrypted(int port, String database) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(TestPostgres.jdbcUrl("127.0.0.1", port, database));
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      assertThat(rows.next()).isTrue();
      return rows.getBoolean(1);
    }
  }

  private static void assertRefused(int port, String database, String mode) {
    assertThatThrownBy(() -> encrypted(port, database))
        .isInstanceOfSatisfying(
            SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo("08006"))
        .hasMessageContaining("(sslmode " + mode + ")");
  }

  @Test
  void eachServerHasItsOwnTlsAndAReloadChangesOne() throws Exception {
    Path file = configuration("ca.crt", "other.crt");
    try (ProxyProcess proxy = ProxyProcess.start(List.of("--config", file.toString()))) {
      int port = Integer.parseInt(proxy.await(PORT).group(1));
      assertThat(encrypted(port, "own")).isTrue();
      assertThat(encrypted(port, "plain")).isFalse();
      assertRefused(port, "default", "verify-ca");

      configuration("ca.crt", "ca.crt");
      proxy.signal("HUP");
      proxy.await("configuration read again");
      assertThat(encrypted(port, "own")).isTrue();
      assertThat(encrypted(port, "plain")).isFalse();
      assertThat(encrypted(port, "default")).isTrue();

      configuration("damaged.crt", "ca.crt");
      proxy.signal("HUP");
      proxy.await(
          "configuration before stays in force: .*trestle.yaml:8: ca: .*damaged.crt has no"
              + " certificate in it; expected");
      assertThat(encrypted(port, "own")).isTrue();

      configuration("other.crt", "ca.crt");
      proxy.signal("HUP");
      proxy.await("configuration read again");
      assertRefused(port, "own", "verify-full");
      assertThat(encrypted(port, "plain")).isFalse();
      assertThat(encrypted(port, "default")).isTrue();
    }
  }

  private static CommandRun check(Path file, String... more) {
    String[] arguments = new String[3 + more.length];
    arguments[0] = "check";
    arguments[1] = "--config";
    arguments[2] = file.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return CommandRun.with(Map.of("PGUSER", "postgres"), arguments);
  }

  /** The proxy's own look-ups go by the TLS of the database's server. */
  @Test
  void aCheckLooksUpByEachServersTls() throws Exception {
    CommandRun right = check(withRules(configuration("ca.crt", "ca.crt")));
    assertThat(right.err()).isEmpty();
    assertThat(right.out())
        .contains("own at own (localhost:" + postgres.port() + ", sslmode verify-full), 1 rules")
        .contains("plain at plain (localhost:" + postgres.port() + ", sslmode disable), 0 rules")
        .contains("default at default (localhost:" + postgres.port() + ", sslmode verify-ca), 1")
        .doesNotContain("1 rules, no catalog looked at");
    assertThat(right.exitCode()).isZero();

    CommandRun wrong = check(withRules(configuration("ca.crt", "other.crt")));
    assertThat(wrong.out())
        .contains("sslmode verify-full), 1 rules, looked up in [postgres]")
        .contains("sslmode verify-ca), 1 rules, no catalog looked at");
    assertThat(wrong.exitCode()).isEqualTo(1);
  }

  @Test
  void aCertificateThatHasExpiredIsAWarning() throws Exception {
    Path file = configuration("ca.crt", "ca.crt", "tls: {cert: expired.crt, key: expired.key}");
    CommandRun run = check(file);
    assertThat(run.err())
        .startsWith("warning: " + file + ":24: cert: ")
        .contains("expired.crt: certificate CN=expired has expired, at ");
    assertThat(run.out()).contains("no error");
    assertThat(run.exitCode()).isZero();
    assertThat(check(file, "--json").out())
        .contains("\"valid\":true")
        .contains("\"warnings\":[\"" + file + ":24: cert: ");

    try (ProxyProcess proxy = ProxyProcess.start(List.of("--config", file.toString()))) {
      proxy.await("WARN.*trestle.yaml:24: cert: .*has expired");
      proxy.await(PORT);
    }
  }
}
