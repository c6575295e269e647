package io.trestle.proxy;

import io.trestle.proxy.auth.AuthQuery;
import io.trestle.proxy.auth.Authentication;
import io.trestle.proxy.tls.ClientCertificates;
import io.trestle.proxy.tls.ClientTls;
import io.trestle.proxy.tls.ServerTls;
import io.trestle.proxy.tls.SslMode;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL that speaks TLS, with a role for each method, and certificates for all. */
final class TlsFixture implements AutoCloseable {

  static final String PASSWORD = "secret";

  private final Path folder;
  final TestPki pki;
  final TestPki.Identity proxyIdentity;

  /** With the role's name: the server lets its owner in as with_cert. */
  final TestPki.Identity roleIdentity;

  final TestPostgres postgres;

  TlsFixture() throws Exception {
    folder = Files.createTempDirectory("trestle-tls");
    pki = new TestPki(folder);
    TestPki.Identity server = pki.issue("server");
    proxyIdentity = pki.issue("proxy");
    roleIdentity = pki.issue("with_cert");
    postgres =
        TestPostgres.start(
            TestPostgres.NEWEST,
            Map.of(
                "ssl", "on",
                "ssl_cert_file", server.certificate().toString(),
                "ssl_key_file", server.key().toString(),
                "ssl_ca_file", pki.ca.toString()),
            List.of(
                "host all with_trust all trust",
                "host all with_cleartext all password",
                "host all with_md5 all md5",
                "host all with_scram all scram-sha-256",
                "host all with_expired all scram-sha-256",
                "host all nobody all scram-sha-256",
                "hostssl all with_cert all cert"));
    postgres.execute(
        "postgres",
        "CREATE ROLE with_trust LOGIN; CREATE ROLE with_cert LOGIN;"
            + " CREATE ROLE with_cleartext LOGIN PASSWORD 'secret';"
            + " CREATE ROLE with_scram LOGIN PASSWORD 'secret';"
            + " CREATE ROLE with_expired LOGIN PASSWORD 'secret' VALID UNTIL '2001-01-01';"
            + " SET password_encryption = 'md5'; CREATE ROLE with_md5 LOGIN PASSWORD 'secret'");
  }

  ClientTls clientTls() {
    return ClientTls.of(proxyIdentity.certificate(), proxyIdentity.key())
        .withClientCertificates(ClientCertificates.OPTIONAL, pki.ca);
  }

  ServerTls serverTls() {
    return ServerTls.verifying(SslMode.VERIFY_FULL, pki.ca);
  }

  Authentication byQuery() {
    return Authentication.byQuery(
        new AuthQuery(AuthQuery.DEFAULT_SQL, postgres.jdbcUrl("postgres")));
  }

  /** TLS on both legs where asked for, and verifiers by a query. */
  Security bothLegs() {
    return new Security(clientTls(), serverTls(), byQuery());
  }

  TestProxy proxy(Security security) throws IOException {
    return proxy(security, Limits.DEFAULTS);
  }

  TestProxy proxy(Security security, Limits limits) throws IOException {
    return TestProxy.start(TestProxy.settings(postgres).withSecurity(security).withLimits(limits));
  }

  /** Parameters of a URL with which pgjdbc insists on TLS, and checks the certificate. */
  String tls() {
    return "&sslmode=verify-full&sslrootcert=" + pki.ca;
  }

  String tlsAs(TestPki.Identity identity) {
    return tls() + "&sslcert=" + identity.certificate() + "&sslkey=" + identity.derKey();
  }

  static Connection connect(int port, String user, String password, String parameters)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:"
            + port
            + "/postgres?user="
            + user
            + "&password="
            + password
            + "&gssEncMode=disable"
            + parameters);
  }

  @Override
  public void close() throws IOException {
    postgres.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
