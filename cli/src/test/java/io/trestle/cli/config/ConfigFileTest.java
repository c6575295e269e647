package io.trestle.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.cli.TestCertificates;
import io.trestle.cli.migrate.MigratedDatabase;
import io.trestle.proxy.DatabaseSettings;
import io.trestle.proxy.Limits;
import io.trestle.proxy.Listener;
import io.trestle.proxy.Transport;
import io.trestle.proxy.tls.ServerTls;
import io.trestle.proxy.tls.SslMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigFileTest {

  private static final String VALID =
      """
      listen: 127.0.0.1:6432
      upstreams:
        main:
          host: localhost
          port: 5433
      databases:
        shop:
          upstream: main
          rules: shop.yaml
          max-clients: 7
        "*":
          upstream: main
      limits:
        max-sessions: 100
        idle-timeout: 5min
      threads: 1
      transport: nio
      """;

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void writeFiles() throws Exception {
    Files.writeString(folder.resolve("shop.yaml"), "rules: []");
    TestCertificates authority = new TestCertificates(folder, "ca.crt");
    authority.issue("proxy");
    authority.issue("other");
    authority.issueExpired("expired");
    Files.writeString(
        folder.resolve("damaged.crt"),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    Files.writeString(
        folder.resolve("damaged.key"),
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
  }

  private Configuration read(String yaml) throws Exception {
    return ConfigFile.read(Files.writeString(folder.resolve("trestle.yaml"), yaml));
  }

  @Test
  void everyKeyIsTaken() throws Exception {
    Configuration configuration = read(VALID);

    assertThat(configuration.settings().listeners())
        .containsExactly(Listener.at("127.0.0.1", 6432));
    assertThat(configuration.settings().upstreams())
        .singleElement()
        .hasToString("UpstreamSettings[name=main, endpoint=localhost:5433, tls=null]");
    assertThat(configuration.databases())
        .extracting(DatabaseConfig::settings)
        .containsExactly(
            new DatabaseSettings("shop", "main", null, 7),
            new DatabaseSettings("*", "main", null, DatabaseSettings.MAX_SESSIONS));
    assertThat(configuration.databases().get(0).rules()).isEqualTo(folder.resolve("shop.yaml"));
    assertThat(configuration.databases().get(0).origin())
        .isEqualTo(folder.resolve("trestle.yaml") + ":8");
    Limits limits = configuration.settings().limits();
    assertThat(limits.maxSessions()).isEqualTo(100);
    assertThat(limits.idleTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(limits.loginDeadline()).isEqualTo(Limits.DEFAULTS.loginDeadline());
    assertThat(configuration.settings().eventLoopThreads()).isEqualTo(1);
    assertThat(configuration.settings().transport()).isEqualTo(Transport.NIO);
  }

  @Test
  void listenersMayBeSeveralAndOfAllKinds() throws Exception {
    Configuration configuration =
        read(
            VALID.replace(
                "listen: 127.0.0.1:6432",
                """
                listen:
                  - "[::1]:6432"
                  - address: 0.0.0.0:6433
                    proxy-protocol: true
                    reuse-port: true
                  - address: /run/trestle:6432
                    mode: "0660"
                """
                    .strip()));

    List<Listener> listeners = configuration.settings().listeners();
    assertThat(listeners.get(0)).isEqualTo(Listener.at("::1", 6432));
    assertThat(listeners.get(1).proxyProtocol()).isTrue();
    assertThat(listeners.get(1).reusePort()).isTrue();
    assertThat(listeners.get(2).endpoint()).hasToString("/run/trestle/.s.PGSQL.6432");
    assertThat(listeners.get(2).socketMode()).isEqualTo(0660);
  }

  /** Each case replaces a part of the valid file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          listen: 127.0.0.1:6432 | listens: 127.0.0.1:6432 | 1 | unknown key "listens" in the file; expected one of listen, upstreams
          listen: 127.0.0.1:6432 | listen: localhost | 1 | listen "localhost"
          listen: 127.0.0.1:6432 | listen: [] | 1 | listen is empty; expected HOST:PORT
          listen: 127.0.0.1:6432 | listen: [a:1, a:1] | 1 | listen a:1 is given twice
          listen: 127.0.0.1:6432 | listen: {address: "a:1", mode: "0600"} | 1 | mode beside a TCP address; expected it for a unix socket only
          listen: 127.0.0.1:6432 | listen: {address: "/a:1", mode: rw} | 1 | mode "rw"; expected permissions in octal
          listen: 127.0.0.1:6432 | listen: {address: "/a:1", reuse-port: true} | 1 | reuse-port is true, expected false for a unix socket
          listen: 127.0.0.1:6432 | listen: {address: "a:1", proxy-protocol: yes} | 1 | proxy-protocol "yes"; expected one of true, false
          listen: 127.0.0.1:6432 | listen: {proxy-protocol: true} | 1 | key "address" is missing in an entry of listen
          host: localhost | hosts: localhost | 4 | unknown key "hosts" in upstream "main"; expected one of host, port, tls
          port: 5433 | tls: {ca: ca.crt} | 5 | key "sslmode" is missing in tls of upstream "main"
          port: 5433 | tls: {sslmode: require, cas: ca.crt} | 5 | unknown key "cas" in tls of upstream "main"; expected one of sslmode, ca, cert, key
          port: 5433 | tls: verify-full | 5 | tls of upstream "main" is no mapping; expected keys among sslmode, ca, cert, key
          port: 5433 | tls: {sslmode: allow} | 5 | sslmode "allow"; expected one of disable, prefer
          port: 5433 | tls: {sslmode: verify-full} | 5 | no CA file is given
          port: 5433 | tls: {sslmode: verify-ca, ca: none.crt} | 5 | none.crt"; expected a file that can be read
          port: 5433 | tls: {sslmode: verify-ca, ca: shop.yaml} | 5 | shop.yaml has no certificate in it; expected -----BEGIN CERTIFICATE-----
          port: 5433 | tls: {sslmode: verify-ca, ca: .} | 5 | cannot be read
          port: 5433 | tls: {sslmode: require, cert: proxy.crt, key: other.key} | 5 | other.key is not the private key of the first certificate in
          port: 5433 | tls: {sslmode: require, cert: proxy.crt, key: damaged.key} | 5 | damaged.key has a malformed key in it; expected one of [RSA, EC
          threads: 1 | upstream-tls: {sslmode: verify-ca, ca: damaged.crt} | 16 | damaged.crt: certificate 1 is malformed; expected an X.509 certificate
          threads: 1 | tls: {cert: proxy.crt, key: other.key} | 16 | expected two that belong together
          threads: 1 | tls: {cert: proxy.key, key: proxy.key} | 16 | cert: ${folder}/proxy.key has no certificate in it
          threads: 1 | tls: {cert: proxy.crt, key: proxy.key, client-ca: shop.yaml} | 16 | client-ca: ${folder}/shop.yaml has no certificate in it
          threads: 1 | tls: {cert: shop.yaml} | 16 | key "key" is missing in tls
          threads: 1 | tls: {cert: no.crt, key: shop.yaml} | 16 | no.crt"; expected a file that can be read
          threads: 1 | tls: {cert: shop.yaml, key: shop.yaml, client-auth: maybe} | 16 | client-auth "maybe"; expected one of none, optional, verify-ca, verify-full
          threads: 1 | tls: {cert: shop.yaml, key: shop.yaml, client-auth: verify-ca, client-ca: shop.yaml} | 16 | TLS is not required
          threads: 1 | upstream-tls: {ca: shop.yaml} | 16 | key "sslmode" is missing in upstream-tls
          threads: 1 | upstream-tls: {sslmode: allow} | 16 | sslmode "allow"; expected one of disable, prefer
          threads: 1 | upstream-tls: {sslmode: verify-full} | 16 | no CA file is given
          threads: 1 | auth: {query: "SELECT $1"} | 16 | query has no database to be asked in
          threads: 1 | auth: {database: "jdbc:mysql://x"} | 16 | no JDBC URL of a PostgreSQL database
          threads: 1 | auth: {file: shop.yaml, database: "jdbc:postgresql://h/d"} | 16 | both an auth file
          port: 5433 | port: 0 | 5 | port "0"; expected 1 to 65535
          port: 5433 | port: 5433, port: 1 | 5 | not YAML
          upstream: main | upstream: mian | 8 | upstream "mian"; expected one of upstreams: main
          rules: shop.yaml | rules: shoq.yaml | 9 | shoq.yaml"; expected a file that can be read
          rules: shop.yaml | catalog: "jdbc:mysql://x?password=secret" | 9 | catalog "jdbc:mysql://x?password=***"; expected jdbc:postgresql://
          rules: shop.yaml | store: "jdbc:mysql://x?password=secret" | 9 | store "jdbc:mysql://x?password=***"; expected jdbc:postgresql://
          max-clients: 7 | store: "jdbc:postgresql://h/shop" | 10 | store beside rules; expected one of them
          max-clients: 7 | migrator: "jdbc:postgresql://h/shop?user=m" | 10 | migrator without store; expected the store of the same database beside it
          max-clients: 7 | max-clients: 0 | 10 | max-clients "0"; expected 1 to 1000000
          max-clients: 7 | max-clients: [7] | 10 | max-clients is empty or no single value; expected one value
          max-sessions: 100 | max-sessions: 0 | 14 | max-sessions "0"; expected 1 to 1000000
          max-sessions: 100 | max-session: 1 | 14 | unknown key "max-session" in limits
          max-sessions: 100 | max-statement-bytes: 65MB | 14 | max-statement-bytes is 68157440; expected 1 to 67108864
          max-sessions: 100 | max-frame-bytes: 64MiB | 14 | max-frame-bytes "64MiB"; expected a size such as
          idle-timeout: 5min | idle-timeout: 5 | 15 | idle-timeout "5"; expected a duration such as 200ms
          idle-timeout: 5min | drain-deadline: 2h | 15 | drain-deadline "2h"; expected 1 ms to 1 h
          threads: 1 | threads: 5000 | 16 | threads "5000"; expected 1 to
          transport: nio | transport: uring | 17 | transport "uring"; expected one of auto, io_uring, epoll, nio
          transport: nio | transport: [ | 18 | not YAML
          """)
  void aMistakeIsNamedWithItsLine(String part, String replacement, int line, String expected) {
    assertThatThrownBy(() -> read(VALID.replace(part, replacement)))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(folder.resolve("trestle.yaml") + ":" + line + ": ")
        .hasMessageContaining(expected.replace("${folder}", folder.toString()))
        .message()
        .doesNotContain("secret");
  }

  @Test
  void allMistakesAreFoundAtOnce() {
    String wrong =
        VALID
            .replace("6432", "x")
            .replace("5433", "x")
            .replace("max-clients: 7", "max-clients: x")
            .replace("max-sessions: 100", "max-sessions: x")
            .replace("threads: 1", "threads: x")
            .replace("nio", "x");

    assertThatThrownBy(() -> read(wrong))
        .isInstanceOfSatisfying(
            InvalidConfigException.class,
            invalid -> assertThat(invalid.problems()).as(invalid.getMessage()).hasSize(6));
  }

  private static final String TLS =
      VALID
          .replace(
              "    port: 5433\n",
              """
                  port: 5433
                  tls:
                    sslmode: verify-full
                    ca: ca.crt
                    cert: proxy.crt
                    key: proxy.key
                old:
                  host: old.internal
                  tls: {sslmode: disable}
                local:
                  host: /run/postgresql
                other:
                  host: localhost
              """)
          .replace("threads: 1", "upstream-tls: {sslmode: require}")
          .replace(
              "\"*\":\n    upstream: main",
              "older: {upstream: old}\n  rest: {upstream: local}\n  \"*\": {upstream: other}");

  @Test
  void anUpstreamMayHaveTlsOfItsOwn() throws Exception {
    Configuration configuration = read(TLS);

    assertThat(configuration.databases().stream().map(configuration::tls))
        .containsExactly(
            ServerTls.verifying(SslMode.VERIFY_FULL, folder.resolve("ca.crt"))
                .withCertificate(folder.resolve("proxy.crt"), folder.resolve("proxy.key")),
            ServerTls.DISABLED,
            ServerTls.DISABLED,
            ServerTls.of(SslMode.REQUIRE));
    assertThat(configuration.warnings()).isEmpty();
  }

  @Test
  void aDatabaseMayFollowAStore() throws Exception {
    String store = "jdbc:postgresql://h/shop?user=node";
    Configuration configuration = read(TLS.replace("rules: shop.yaml", "store: " + store));
    DatabaseConfig database = configuration.databases().get(0);

    assertThat(database.store()).isEqualTo(store);
    assertThat(configuration.catalogUrl(database, Map.of())).isEqualTo(store);
    assertThat(database.toString()).doesNotContain(store);
  }

  @Test
  void theConsoleMayRunMigrationsOfADatabaseThatFollowsAStore() throws Exception {
    String store = "jdbc:postgresql://h/shop?user=node";
    String migrator = "jdbc:postgresql://h/shop?user=migrator&password=secret";
    String keys = "store: " + store + "\n    migrator: ";

    Configuration configuration = read(TLS.replace("rules: shop.yaml", keys + migrator));
    assertThat(configuration.migrated()).containsExactly(new MigratedDatabase(store, migrator));
    assertThat(configuration.databases().get(0).toString()).doesNotContain("secret");
    assertThat(configuration.migrated().toString()).contains("shop").doesNotContain("secret");
    assertThatThrownBy(
            () -> read(TLS.replace("rules: shop.yaml", keys + migrator.replace("/shop", "/other"))))
        .hasMessageContaining("migrator of another database than store");
  }

  @Test
  void lookUpsGoByTheTlsOfTheirServer() throws Exception {
    Configuration configuration = read(TLS);
    List<DatabaseConfig> databases = configuration.databases();
    Map<String, String> user = Map.of("PGUSER", "me");

    assertThat(configuration.catalogUrl(databases.get(0), user))
        .contains("user=me&sslmode=verify-full&sslrootcert=")
        .endsWith("ca.crt");
    assertThat(configuration.catalogUrl(databases.get(1), user)).endsWith("user=me");
    assertThat(configuration.catalogUrl(databases.get(3), user))
        .endsWith("user=me&sslmode=require");
    assertThat(
            configuration.catalogUrl(
                databases.get(0), Map.of("PGUSER", "me", "PGSSLMODE", "verify-ca")))
        .contains("sslmode=verify-ca&sslrootcert=");
    String own = "jdbc:postgresql://h/d?user=you";
    Configuration named = read(TLS.replace("max-clients: 7", "catalog: " + own));
    assertThat(named.catalogUrl(named.databases().get(0), user)).isEqualTo(own);
  }

  @Test
  void aFileOfTlsIsNamedByTheLineOfItsKey() {
    String wrong =
        TLS.replace("ca: ca.crt", "ca: damaged.crt")
            .replace("cert: proxy.crt", "cert: shop.yaml")
            .replace("key: proxy.key", "key: damaged.key");

    assertThatThrownBy(() -> read(wrong))
        .isInstanceOfSatisfying(
            InvalidConfigException.class,
            invalid ->
                assertThat(invalid.problems())
                    .satisfiesExactly(
                        ca -> assertThat(ca).contains("trestle.yaml:8: ca: ", "damaged.crt"),
                        cert -> assertThat(cert).contains("trestle.yaml:9: cert: ", "shop.yaml"),
                        key -> assertThat(key).contains("trestle.yaml:10: key: ", "damaged.key")));
  }

  @Test
  void aUnixSocketHasNoTls() {
    String wrong =
        TLS.replace("host: /run/postgresql", "host: /run/postgresql\n    tls: {sslmode: prefer}");

    assertThatThrownBy(() -> read(wrong))
        .hasMessageContaining(":16: tls for host \"/run/postgresql\"; expected none");
  }

  @Test
  void whatHasExpiredIsAWarning() throws Exception {
    Configuration configuration =
        read(
            TLS.replace("cert: proxy.crt", "cert: expired.crt")
                .replace("key: proxy.key", "key: expired.key"));

    assertThat(configuration.warnings())
        .singleElement()
        .asString()
        .startsWith(folder.resolve("trestle.yaml") + ":9: cert: " + folder.resolve("expired.crt"))
        .contains("certificate CN=expired has expired, at ");
  }

  /** Files of authorities have old ones among them. */
  @Test
  void authoritiesAreWarnedOfWhereAllHaveExpired() throws Exception {
    String expired = Files.readString(folder.resolve("expired.crt"));
    Path ca = folder.resolve("ca.crt");
    Files.writeString(ca, expired + Files.readString(ca));
    assertThat(read(TLS).warnings()).isEmpty();

    Files.writeString(ca, certificate(expired));
    assertThat(read(TLS).warnings())
        .singleElement()
        .asString()
        .contains("trestle.yaml:8: ca: ", "CN=expired has expired");
  }

  /** The first of a chain. */
  private static String certificate(String chain) {
    String end = "-----END CERTIFICATE-----";
    return chain.substring(0, chain.indexOf(end) + end.length());
  }

  @ParameterizedTest
  @CsvSource({"listen,1", "upstreams,2", "databases,6"})
  void whatIsNeededIsMissed(String key, int line) {
    assertThatThrownBy(() -> read(VALID.replaceFirst("(?m)^" + key + ":", "threads:")))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(":1: key \"" + key + "\" is missing in the file");
    assertThat(line).isPositive();
  }

  @Test
  void aDatabaseBehindAUnixSocketWithRulesNeedsACatalog() {
    assertThatThrownBy(() -> read(VALID.replace("host: localhost", "host: /run/postgresql")))
        .hasMessageContaining(":9: rules for a database whose upstream is a unix socket")
        .hasMessageContaining("catalog");
  }

  @Test
  void anEmptyFileIsNone() {
    assertThatThrownBy(() -> read(""))
        .hasMessageContaining(":1: the file is empty; expected listen, upstreams and databases");
  }
}
