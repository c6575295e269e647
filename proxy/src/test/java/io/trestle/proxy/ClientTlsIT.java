package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.trestle.proxy.files.FileWatch;
import io.trestle.proxy.tls.ClientCertificates;
import io.trestle.proxy.tls.ClientTls;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with clients: how it begins, what is refused, and that all goes through it. */
@ExtendWith(NoLeaks.class)
final class ClientTlsIT {

  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int CANCEL_REQUEST = 80877102;

  private static TlsFixture fixture;
  private static TestProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    fixture = new TlsFixture();
    proxy = fixture.proxy(fixture.bothLegs());
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
    fixture.close();
  }

  private static byte[] request(int code) {
    return ByteBuffer.allocate(8).putInt(8).putInt(code).array();
  }

  private static void answersQueries(RawClient client) throws IOException {
    client.login("with_trust", "postgres");
    assertThat(client.query("SELECT 1").send().answers(1)).isEqualTo("T D C Z");
  }

  @Test
  void afterSslRequest() throws Exception {
    try (RawClient client = new RawClient(fixture.pki.afterRequest(proxy.port()))) {
      answersQueries(client);
    }
  }

  @Test
  void afterGssAndSslRequest() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      assertThat(client.bytes(request(GSS_REQUEST)).send().readByte()).isEqualTo('N');
      assertThat(client.bytes(request(SSL_REQUEST)).send().readByte()).isEqualTo('S');
    }
  }

  @Test
  void directWithItsApplicationProtocol() throws Exception {
    try (SSLSocket socket = fixture.pki.direct(proxy.port(), "postgresql");
        RawClient client = new RawClient(socket)) {
      assertThat(socket.getApplicationProtocol()).isEqualTo("postgresql");
      answersQueries(client);
    }
  }

  @Test
  void directWithoutAnApplicationProtocolIsRefused() throws Exception {
    try (RawClient client = new RawClient(fixture.pki.direct(proxy.port()))) {
      assertThat(client.untilEnd())
          .singleElement()
          .satisfies(
              message -> {
                assertThat(message.field('C')).isEqualTo("08P01");
                assertThat(message.field('M')).contains("without ALPN");
              });
    }
  }

  @Test
  void anotherApplicationProtocolIsRefusedInTheHandshake() {
    assertThatThrownBy(() -> fixture.pki.direct(proxy.port(), "http/1.1"))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("no_application_protocol");
  }

  @Test
  void directTlsIsNoPacketWhereTlsIsNotOffered() throws Exception {
    try (TestProxy plain = fixture.proxy(Security.NONE)) {
      assertThatThrownBy(() -> fixture.pki.direct(plain.port(), "postgresql"))
          .isInstanceOf(SSLException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1", "TLSv1.1"})
  void olderVersionsAreRefused(String version) throws Exception {
    // A ClientHello that offers nothing newer: its version is the newest that the client speaks.
    byte[] hello = clientHello(version.equals("TLSv1") ? 1 : 2);
    try (RawClient client = new RawClient(proxy.port())) {
      client.bytes(request(SSL_REQUEST)).send();
      assertThat(client.readByte()).isEqualTo('S');
      client.bytes(hello).send();
      assertThat(client.readByte()).as("an alert").isEqualTo(21);
    }
  }

  private static byte[] clientHello(int minor) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(body);
    data.write(new byte[] {3, (byte) minor});
    data.write(new byte[32]); // random
    data.write(0); // session
    data.writeShort(2);
    data.writeShort(0xc013); // TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
    data.write(new byte[] {1, 0}); // compression
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(record);
    out.write(new byte[] {22, 3, (byte) minor});
    out.writeShort(4 + body.size());
    out.writeInt(1 << 24 | body.size());
    out.write(body.toByteArray());
    return record.toByteArray();
  }

  @Test
  void cve20111473AClientCannotHaveHandshakesRepeated() throws Exception {
    try (SSLSocket socket = fixture.pki.afterRequest(proxy.port(), "TLSv1.2");
        RawClient client = new RawClient(socket)) {
      answersQueries(client);
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                client.query("SELECT 1").send().answers(1);
              })
          .isInstanceOf(IOException.class);
    }
  }

  /** CVE-2021-23222 (libpq and server), CVE-2021-3935 (PgBouncer): bytes behind the request. */
  @ParameterizedTest
  @ValueSource(ints = {SSL_REQUEST, GSS_REQUEST})
  void cve202123222WhatIsBufferedBehindARequestForEncryptionEndsTheSession(int code)
      throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.bytes(request(code)).startup("with_trust", "postgres").send();
      assertThat(client.untilEnd())
          .singleElement()
          .satisfies(
              message -> {
                assertThat(message.field('C')).isEqualTo("08P01");
                assertThat(message.field('M')).contains("unencrypted data");
              });
    }
  }

  @Test
  void cve20213935PlainBytesThatComeLaterAreNotTakenForTls() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.bytes(request(SSL_REQUEST)).send();
      assertThat(client.readByte()).isEqualTo('S');
      client.startup("with_trust", "postgres").query("SELECT 1").send();
      assertThat(client.socket.getInputStream().readAllBytes())
          .as("an alert at most, and the end")
          .hasSizeLessThan(16);
    }
    TestProxy.eventually("the session is gone", () -> proxy.server.sessions() == 0);
  }

  @Test
  void aSecondRequestWithinTlsIsAnError() throws Exception {
    try (RawClient client = new RawClient(fixture.pki.afterRequest(proxy.port()))) {
      client.bytes(request(SSL_REQUEST)).send();
      assertThat(client.untilEnd())
          .singleElement()
          .satisfies(message -> assertThat(message.field('C')).isEqualTo("08P01"));
    }
  }

  @Test
  void aClientHelloThatDoesNotEndHasTheLoginsDeadline() throws Exception {
    Limits limits = Limit.shared(10, 10, Duration.ofMillis(300));
    try (TestProxy hasty = fixture.proxy(fixture.bothLegs(), limits);
        RawClient direct = new RawClient(hasty.port());
        RawClient asking = new RawClient(hasty.port())) {
      direct.bytes(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc}).send();
      asking.bytes(request(SSL_REQUEST)).send();
      assertThat(asking.readByte()).isEqualTo('S');
      asking.bytes(new byte[] {22, 3, 1, 2}).send();

      assertThat(direct.socket.getInputStream().readAllBytes()).hasSizeLessThan(16);
      assertThat(asking.socket.getInputStream().readAllBytes()).hasSizeLessThan(16);
      TestProxy.eventually("both sessions are gone", () -> hasty.server.sessions() == 0);
    }
  }

  @Test
  void aClientHelloOfManyRecordsIsBounded() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      byte[] record = new byte[5 + 16_000];
      ByteBuffer.wrap(record).put((byte) 22).putShort((short) 0x301).putShort((short) 16_000);
      // A handshake message of 16 MB is announced, and begun.
      record[5] = 1;
      record[6] = (byte) 0xff;
      client.bytes(record).send();
      assertThat(client.readByte()).as("an alert").isEqualTo(21);
    }
    TestProxy.eventually("the session is gone", () -> proxy.server.sessions() == 0);
  }

  @Test
  void aClientWithoutTlsIsRefusedWhereItIsRequired() throws Exception {
    try (TestProxy strict =
            fixture.proxy(fixture.bothLegs().withClientTls(fixture.clientTls().requiring()));
        RawClient client = new RawClient(strict.port())) {
      client.startup("with_trust", "postgres").send();
      assertThat(client.untilEnd())
          .singleElement()
          .satisfies(
              message -> {
                assertThat(message.field('S')).isEqualTo("FATAL");
                assertThat(message.field('C')).isEqualTo("28000");
                assertThat(message.field('M')).contains("no encryption");
              });
    }
  }

  @Test
  void aQueryIsCancelledThroughTls() throws Exception {
    try (RawClient client = new RawClient(fixture.pki.afterRequest(proxy.port()))) {
      client.login("with_trust", "postgres");
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return client.query("SELECT pg_sleep(60)").send().answers(1);
                } catch (IOException failed) {
                  throw new java.io.UncheckedIOException(failed);
                }
              });
      awaitRunning("SELECT pg_sleep(60)");
      ByteArrayOutputStream packet = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(packet);
      data.writeInt(12 + client.secret.length);
      data.writeInt(CANCEL_REQUEST);
      data.writeInt(client.processId);
      data.write(client.secret);
      try (RawClient cancel = new RawClient(fixture.pki.afterRequest(proxy.port()))) {
        assertThat(cancel.bytes(packet.toByteArray()).send().untilEnd()).isEmpty();
      }
      assertThat(answer.get()).contains("E(57014)");
    }
  }

  private static void awaitRunning(String query) throws Exception {
    TestProxy.eventually(
        "the query runs",
        () -> {
          try (Connection connection = fixture.postgres.connect("postgres");
              Statement statement = connection.createStatement();
              ResultSet rows =
                  statement.executeQuery(
                      "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query = '"
                          + query
                          + "'")) {
            return rows.next();
          }
        });
  }

  @Test
  void muchDataGoesThroughBothWays() throws Exception {
    String long1 = "x".repeat(3_000_000);
    try (Connection connection =
            TlsFixture.connect(proxy.port(), "with_scram", TlsFixture.PASSWORD, fixture.tls());
        var statement = connection.prepareStatement("SELECT md5(?), repeat('y', 30000000)")) {
      statement.setString(1, long1);
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo(md5(long1));
        assertThat(rows.getString(2)).hasSize(30_000_000).containsOnlyOnce("y".repeat(30_000_000));
      }
    }
  }

  @Test
  void aSlowClientStopsItsBackend() throws Exception {
    try (RawClient slow = new RawClient(fixture.pki.afterRequest(proxy.port()))) {
      slow.login("with_trust", "postgres");
      slow.query("SELECT repeat('x', 1000) FROM generate_series(1, 200000)").send().next();

      TestProxy.eventually("the backend waits for its client", () -> waits(slow.processId));
      assertThat(slow.until('Z')).hasSize(200_002);
    }
  }

  private static boolean waits(int processId) throws SQLException {
    try (Connection connection = fixture.postgres.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT wait_event FROM pg_stat_activity WHERE pid = " + processId)) {
      return rows.next() && "ClientWrite".equals(rows.getString(1));
    }
  }

  @Test
  void statementsAreTreatedAsWithoutTls() throws Exception {
    proxy.engines.rewrite("SELECT ruled", "SELECT 'treated'");
    proxy.engines.refuse("SELECT ruled, other", "TR001");
    try (Connection connection =
            TlsFixture.connect(proxy.port(), "with_scram", TlsFixture.PASSWORD, fixture.tls());
        Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("SELECT ruled")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("treated");
      }
      assertThatThrownBy(() -> statement.executeQuery("SELECT ruled, other"))
          .isInstanceOfSatisfying(
              SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo("TR001"));
    }
  }

  @Test
  void pgjdbcBeginsDirectly() throws Exception {
    TlsFixture.connect(
            proxy.port(),
            "with_scram",
            TlsFixture.PASSWORD,
            fixture.tls() + "&sslNegotiation=direct&channelBinding=require")
        .close();
  }

  private static String md5(String text) throws Exception {
    byte[] hash =
        java.security.MessageDigest.getInstance("MD5")
            .digest(text.getBytes(StandardCharsets.UTF_8));
    return java.util.HexFormat.of().formatHex(hash);
  }

  private static void loginWithCertificate(
      ClientCertificates mode, String user, TestPki.Identity identity) throws Exception {
    ClientTls tls =
        ClientTls.of(fixture.proxyIdentity.certificate(), fixture.proxyIdentity.key())
            .withClientCertificates(mode, fixture.pki.ca);
    try (TestProxy strict = fixture.proxy(fixture.bothLegs().withClientTls(tls))) {
      TlsFixture.connect(
              strict.port(),
              user,
              TlsFixture.PASSWORD,
              identity == null ? fixture.tls() : fixture.tlsAs(identity))
          .close();
    }
  }

  @Test
  void clientCertificatesAreAskedForAsConfigured() throws Exception {
    TestPki.Identity scram = fixture.pki.issue("with_scram");
    Files.createDirectories(fixture.pki.ca.resolveSibling("others"));
    TestPki.Identity foreign =
        new TestPki(fixture.pki.ca.resolveSibling("others")).issue("with_scram");

    loginWithCertificate(ClientCertificates.OPTIONAL, "with_scram", null);
    loginWithCertificate(ClientCertificates.VERIFY_CA, "with_scram", fixture.roleIdentity);
    loginWithCertificate(ClientCertificates.VERIFY_FULL, "with_scram", scram);
    for (ClientCertificates mode :
        List.of(ClientCertificates.VERIFY_CA, ClientCertificates.VERIFY_FULL)) {
      assertThatThrownBy(() -> loginWithCertificate(mode, "with_scram", null))
          .isInstanceOfSatisfying(
              SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo("28000"))
          .hasMessageContaining("requires a valid client certificate");
    }
    assertThatThrownBy(
            () ->
                loginWithCertificate(
                    ClientCertificates.VERIFY_FULL, "with_scram", fixture.roleIdentity))
        .hasMessageContaining("certificate authentication failed for user \"with_scram\"");
    assertThatThrownBy(
            () -> loginWithCertificate(ClientCertificates.OPTIONAL, "with_scram", foreign))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void certificateAndKeyAreReadAgainWhenTheyChange() throws Exception {
    TestPki.Identity files = fixture.pki.issue("rotated", "first", Algorithm.ecp256);
    try (TestProxy rotating =
        fixture.proxy(
            fixture.bothLegs().withClientTls(ClientTls.of(files.certificate(), files.key())))) {
      assertThat(subject(rotating)).isEqualTo("CN=first");

      TestPki.Identity other = fixture.pki.issue("other", "second", Algorithm.rsa2048);
      try (CapturedLog log = new CapturedLog(FileWatch.class)) {
        TestPki.replace(files.key(), Files.readString(other.key()));
        TestProxy.eventually("it is said", () -> log.contains("is not the private key of"));
        TestPki.replace(files.certificate(), "-----BEGIN CERTIFICATE-----nonsense");
        TestProxy.eventually("it is said", () -> log.contains("has no certificate in it"));
      }
      assertThat(subject(rotating)).as("the old pair stays").isEqualTo("CN=first");

      TestPki.replace(files.certificate(), Files.readString(other.certificate()));
      TestProxy.eventually(
          "the new certificate is shown", () -> subject(rotating).equals("CN=second"));
      TlsFixture.connect(
              rotating.port(),
              "with_scram",
              TlsFixture.PASSWORD,
              fixture.tls() + "&channelBinding=require")
          .close();
    }
  }

  private static String subject(TestProxy of) throws Exception {
    try (SSLSocket socket = fixture.pki.afterRequest(of.port())) {
      return ((java.security.cert.X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }

  @Test
  void filesThatAreWrongAreNamedAtTheStart() throws Exception {
    TestPki.Identity one = fixture.pki.issue("one");
    TestPki.Identity two = fixture.pki.issue("two");
    startFails(ClientTls.of(one.certificate(), two.key()), "is not the private key of");
    startFails(ClientTls.of(one.key(), one.key()), "has no certificate in it");
    startFails(ClientTls.of(one.certificate(), one.certificate()), "has no private key in it");
    startFails(ClientTls.of(one.certificate().resolveSibling("none"), one.key()), "no such file");
  }

  private static void startFails(ClientTls tls, String message) {
    assertThatThrownBy(() -> fixture.proxy(fixture.bothLegs().withClientTls(tls)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }
}
