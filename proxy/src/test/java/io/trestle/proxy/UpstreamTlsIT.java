package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.proxy.auth.Authentication;
import io.trestle.proxy.files.FileWatch;
import io.trestle.proxy.tls.ServerTls;
import io.trestle.proxy.tls.SslMode;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One proxy before servers with TLS of their own: two authorities, and none. */
@ExtendWith(NoLeaks.class)
final class UpstreamTlsIT {

  private static TlsFixture fixture;
  private static TestPki others;
  private static TestPostgres other;

  @BeforeAll
  static void start() throws Exception {
    fixture = new TlsFixture();
    others = new TestPki(Files.createDirectories(fixture.pki.ca.resolveSibling("others")));
    TestPki.Identity server = others.issue("server");
    other =
        TestPostgres.start(
            TestPostgres.OLDEST,
            Map.of(
                "ssl", "on",
                "ssl_cert_file", server.certificate().toString(),
                "ssl_key_file", server.key().toString()));
  }

  @AfterAll
  static void stop() throws Exception {
    other.close();
    fixture.close();
  }

  private static UpstreamSettings upstream(String name, TestPostgres server, ServerTls tls) {
    return new UpstreamSettings(name, new Endpoint(server.host(), server.port()), tls);
  }

  private static ServerTls verifying(Path ca) {
    return ServerTls.verifying(SslMode.VERIFY_FULL, ca);
  }

  /** A database {@code postgres} of each server, by the server's name. */
  private static ProxySettings settings(Security security, UpstreamSettings... upstreams) {
    ProxySettings one = TestProxy.settings(fixture.postgres);
    List<DatabaseSettings> databases = new ArrayList<>();
    for (UpstreamSettings upstream : upstreams) {
      databases.add(
          new DatabaseSettings(
              upstream.name(), upstream.name(), "postgres", DatabaseSettings.MAX_SESSIONS));
    }
    return new ProxySettings(
        one.listeners(),
        List.of(upstreams),
        databases,
        one.limits(),
        one.eventLoopThreads(),
        one.transport(),
        security);
  }

  /** Security of which nothing but the servers' TLS is set. */
  private static Security byDefault(ServerTls tls) {
    return Security.NONE.withServerTls(tls);
  }

  private static Connection connect(TestProxy proxy, String database, String parameters)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:"
            + proxy.port()
            + "/"
            + database
            + "?gssEncMode=disable&password="
            + TlsFixture.PASSWORD
            + parameters);
  }

  /** Whether the server's leg is encrypted. */
  private static boolean encrypted(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      assertThat(rows.next()).isTrue();
      return rows.getBoolean(1);
    }
  }

  private static boolean encrypted(TestProxy proxy, String database) throws SQLException {
    try (Connection connection = connect(proxy, database, "&sslmode=disable&user=postgres")) {
      return encrypted(connection);
    }
  }

  private static void assertRefused(TestProxy proxy, String database, String message) {
    assertThatThrownBy(() -> encrypted(proxy, database))
        .isInstanceOfSatisfying(
            SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo("08006"))
        .hasMessageContaining(message);
  }

  @Test
  void eachServerHasItsOwnModeAndAuthority() throws Exception {
    TestPostgres plain = TestPostgres.shared();
    ProxySettings settings =
        settings(
            byDefault(verifying(fixture.pki.ca)),
            upstream("default", fixture.postgres, null),
            upstream("own", other, verifying(others.ca)),
            upstream("wrong", other, verifying(fixture.pki.ca)),
            upstream("default_wrong", other, null),
            upstream("unverified", other, ServerTls.of(SslMode.REQUIRE)),
            upstream("plain", fixture.postgres, ServerTls.DISABLED),
            upstream("prefer", plain, ServerTls.of(SslMode.PREFER)),
            upstream("none", plain, null));
    try (TestProxy proxy = TestProxy.start(settings)) {
      assertThat(encrypted(proxy, "default")).isTrue();
      assertThat(encrypted(proxy, "own")).isTrue();
      assertThat(encrypted(proxy, "unverified")).isTrue();
      assertThat(encrypted(proxy, "plain")).isFalse();
      assertThat(encrypted(proxy, "prefer")).isFalse();
      assertRefused(proxy, "wrong", "sslmode verify-full");
      assertRefused(proxy, "default_wrong", "sslmode verify-full");
      assertRefused(proxy, "none", "does not offer it, and sslmode is verify-full");
    }
  }

  @Test
  void aReloadChangesTheServerThatItIsAbout() throws Exception {
    Security security = byDefault(verifying(fixture.pki.ca));
    UpstreamSettings first = upstream("first", fixture.postgres, null);
    UpstreamSettings second = upstream("second", other, verifying(others.ca));
    try (TestProxy proxy = TestProxy.start(settings(security, first, second))) {
      try (Connection before = connect(proxy, "second", "&sslmode=disable&user=postgres")) {
        assertThat(
                reload(proxy, settings(security, first, second.withTls(verifying(fixture.pki.ca)))))
            .isEmpty();

        assertRefused(proxy, "second", "sslmode verify-full");
        assertThat(encrypted(proxy, "first")).isTrue();
        assertThat(encrypted(before)).as("a session that began before").isTrue();
      }

      reload(proxy, settings(security, first, second.withTls(ServerTls.DISABLED)));
      assertThat(encrypted(proxy, "second")).isFalse();
      assertThat(encrypted(proxy, "first")).isTrue();

      reload(proxy, settings(byDefault(ServerTls.DISABLED), first, second));
      assertThat(encrypted(proxy, "first")).as("by another default").isFalse();
      assertThat(encrypted(proxy, "second")).isTrue();
    }
  }

  private static List<String> reload(TestProxy proxy, ProxySettings settings) throws IOException {
    return proxy.server.reload(settings, database -> proxy.engines);
  }

  @Test
  void aReloadOfAFileThatIsWrongChangesNothing() throws Exception {
    Security security = byDefault(ServerTls.DISABLED);
    UpstreamSettings first = upstream("first", fixture.postgres, null);
    UpstreamSettings second = upstream("second", other, verifying(others.ca));
    Path none = others.ca.resolveSibling("none");
    try (TestProxy proxy = TestProxy.start(settings(security, first, second))) {
      ProxySettings wrong =
          settings(
              security, first.withTls(verifying(fixture.pki.ca)), second.withTls(verifying(none)));

      assertThatThrownBy(() -> reload(proxy, wrong))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(none + " cannot be read: no such file");
      assertThat(encrypted(proxy, "first")).isFalse();
      assertThat(encrypted(proxy, "second")).isTrue();
    }
  }

  @Test
  void aFileThatChangesIsReadAgainForItsServerUntilTheServerIsForgotten() throws Exception {
    Path ca = others.ca.resolveSibling("rotated.crt");
    TestPki.replace(ca, Files.readString(others.ca));
    UpstreamSettings first = upstream("first", fixture.postgres, verifying(fixture.pki.ca));
    UpstreamSettings second = upstream("second", other, verifying(ca));
    try (TestProxy proxy = TestProxy.start(settings(Security.NONE, first, second));
        CapturedLog log = new CapturedLog(FileWatch.class)) {
      assertThat(encrypted(proxy, "second")).isTrue();
      TestPki.replace(ca, Files.readString(fixture.pki.ca));
      TestProxy.eventually("it is read", () -> refused(proxy, "second"));
      assertRefused(proxy, "second", "sslmode verify-full");
      assertThat(encrypted(proxy, "first")).isTrue();

      Path later = ca.resolveSibling("later.crt");
      TestPki.replace(later, Files.readString(others.ca));
      ProxySettings next =
          settings(
              Security.NONE, first, second.withTls(ServerTls.verifying(SslMode.VERIFY_CA, later)));
      reload(proxy, next);
      assertThat(encrypted(proxy, "second")).isTrue();
      TestProxy.eventually("nobody is left", () -> proxy.server.sessions() == 0);
      reload(proxy, next); // what is in no use any more is forgotten at a reload
      TestPki.replace(ca, "of no account any more");
      TestPki.replace(later, Files.readString(fixture.pki.ca));
      TestProxy.eventually("the new one is followed", () -> refused(proxy, "second"));
      assertThat(log.contains("of before stays in force")).as("the old one is not").isFalse();
    }
  }

  private static boolean refused(TestProxy proxy, String database) {
    try {
      encrypted(proxy, database);
      return false;
    } catch (SQLException refused) {
      return true;
    }
  }

  /** SCRAM is ended by the proxy where this session's own server leg is TLS, else relayed. */
  @Test
  void scramIsBridgedByTheLegOfTheDatabasesServer() throws Exception {
    UpstreamSettings secure = upstream("secure", fixture.postgres, fixture.serverTls());
    UpstreamSettings plain = upstream("plain", fixture.postgres, ServerTls.DISABLED);
    String client = fixture.tls() + "&user=with_scram";
    Security relayed = Security.NONE.withClientTls(fixture.clientTls());
    try (TestProxy proxy =
        TestProxy.start(
            settings(relayed.withAuthentication(Authentication.DEFAULTS), secure, plain))) {
      connect(proxy, "plain", client).close();
      assertThatThrownBy(() -> connect(proxy, "secure", client))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("the setting is missing: an auth query or an auth file");
    }
    try (TestProxy proxy =
        TestProxy.start(settings(relayed.withAuthentication(fixture.byQuery()), secure, plain))) {
      String bound = client + "&channelBinding=require";
      try (Connection connection = connect(proxy, "secure", bound)) {
        assertThat(encrypted(connection)).isTrue();
      }
      try (Connection connection = connect(proxy, "plain", client)) {
        assertThat(encrypted(connection)).isFalse();
      }
      assertThatThrownBy(() -> connect(proxy, "plain", bound))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("hannel");
    }
  }

  /** The certificate that may let anybody in is this server's, not another one's. */
  @Test
  void aCertificateIsShownToItsOwnServerOnly() throws Exception {
    ServerTls own =
        fixture
            .serverTls()
            .withCertificate(fixture.roleIdentity.certificate(), fixture.roleIdentity.key());
    UpstreamSettings shown = upstream("shown", fixture.postgres, own);
    UpstreamSettings notShown = upstream("not_shown", fixture.postgres, null);
    try (TestProxy proxy =
        TestProxy.start(settings(byDefault(fixture.serverTls()), shown, notShown))) {
      assertThatThrownBy(() -> connect(proxy, "shown", "&sslmode=disable&user=with_trust"))
          .hasMessageContaining("client certificates verify-full");
      try (Connection connection =
          connect(proxy, "not_shown", "&sslmode=disable&user=with_trust")) {
        assertThat(encrypted(connection)).isTrue();
      }
      assertThatThrownBy(() -> connect(proxy, "not_shown", "&sslmode=disable&user=with_cert"))
          .hasMessageContaining("certificate");
    }
  }

  @Test
  void aUnixSocketHasNoTls() {
    Endpoint socket = new Endpoint("/run/postgresql", 5432);

    assertThatThrownBy(() -> new UpstreamSettings("local", socket, ServerTls.of(SslMode.REQUIRE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected none for a unix socket");
    assertThat(new UpstreamSettings("local", socket).tlsBeside(byDefault(fixture.serverTls())))
        .isEqualTo(ServerTls.DISABLED);
  }
}
