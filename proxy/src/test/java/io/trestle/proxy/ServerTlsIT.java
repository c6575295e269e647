package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.proxy.tls.ServerTls;
import io.trestle.proxy.tls.SslMode;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with the server: its modes, and servers that do not behave. */
@ExtendWith(NoLeaks.class)
final class ServerTlsIT {

  private static TlsFixture fixture;
  private static TestPki others;

  @BeforeAll
  static void start() throws Exception {
    fixture = new TlsFixture();
    others = new TestPki(Files.createDirectories(fixture.pki.ca.resolveSibling("others")));
  }

  @AfterAll
  static void stop() throws Exception {
    fixture.close();
  }

  private static ServerTls mode(SslMode mode, Path ca) {
    return mode.verifies() ? ServerTls.verifying(mode, ca) : ServerTls.of(mode);
  }

  /** The only message that a client gets of a login that cannot be. */
  private static String refusal(ServerTls tls, String host, int port) throws Exception {
    ProxySettings settings =
        ProxySettings.of("127.0.0.1", 0, host, port).withSecurity(Security.NONE.withServerTls(tls));
    try (TestProxy proxy = TestProxy.start(settings);
        RawClient client = new RawClient(proxy.port())) {
      List<RawClient.Message> messages = client.startup("with_trust", "postgres").send().untilEnd();
      assertThat(messages).hasSize(1);
      assertThat(messages.get(0).field('C')).isEqualTo("08006");
      return messages.get(0).field('M');
    }
  }

  private static boolean encrypted(ServerTls tls, TestPostgres server) throws Exception {
    ProxySettings settings =
        TestProxy.settings(server).withSecurity(Security.NONE.withServerTls(tls));
    try (TestProxy proxy = TestProxy.start(settings);
        RawClient client = new RawClient(proxy.port())) {
      client.login("postgres", "postgres");
      return client
          .query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
          .send()
          .until('Z')
          .get(1)
          .text()
          .endsWith("t");
    }
  }

  @ParameterizedTest
  @EnumSource(SslMode.class)
  void everyModeWithAServerThatOffersTls(SslMode mode) throws Exception {
    assertThat(encrypted(mode(mode, fixture.pki.ca), fixture.postgres))
        .isEqualTo(mode != SslMode.DISABLE);
  }

  @ParameterizedTest
  @EnumSource(SslMode.class)
  void everyModeWithAServerThatDoesNot(SslMode mode) throws Exception {
    TestPostgres plain = TestPostgres.shared();
    if (mode == SslMode.DISABLE || mode == SslMode.PREFER) {
      assertThat(encrypted(mode(mode, fixture.pki.ca), plain)).isFalse();
    } else {
      assertThat(refusal(mode(mode, fixture.pki.ca), plain.host(), plain.port()))
          .contains("does not offer it", "sslmode is " + mode);
    }
  }

  @Test
  void anotherAuthorityIsRefusedWhereTheCertificateIsVerified() throws Exception {
    for (SslMode mode : List.of(SslMode.VERIFY_CA, SslMode.VERIFY_FULL)) {
      assertThat(refusal(mode(mode, others.ca), fixture.postgres.host(), fixture.postgres.port()))
          .contains("TLS failed", "sslmode " + mode);
    }
  }

  @Test
  void anotherHostIsRefusedWhereItIsVerified() throws Exception {
    TestPki.Identity elsewhere = fixture.pki.issueForAnotherHost();
    try (TestPostgres server =
        TestPostgres.start(
            TestPostgres.OLDEST,
            Map.of(
                "ssl", "on",
                "ssl_cert_file", elsewhere.certificate().toString(),
                "ssl_key_file", elsewhere.key().toString()))) {
      assertThat(encrypted(mode(SslMode.VERIFY_CA, fixture.pki.ca), server)).isTrue();
      assertThat(refusal(mode(SslMode.VERIFY_FULL, fixture.pki.ca), "localhost", server.port()))
          .contains("TLS failed", "localhost");
      assertThat(refusal(mode(SslMode.VERIFY_FULL, fixture.pki.ca), "127.0.0.1", server.port()))
          .contains("TLS failed", "127.0.0.1");
    }
  }

  /** CVE-2024-10977: an error sent in place of the answer is nobody's word. */
  @ParameterizedTest
  @EnumSource(value = SslMode.class, names = "DISABLE", mode = EnumSource.Mode.EXCLUDE)
  void cve202410977TextOfAnErrorBeforeTlsIsNotPassedOn(SslMode mode) throws Exception {
    try (StandInServer server = new StandInServer(StandInServer.error("pay at evil.example"))) {
      assertThat(refusal(mode(mode, fixture.pki.ca), "127.0.0.1", server.port()))
          .doesNotContain("evil")
          .contains("answered the request for it with an error");
      assertThat(server.received.poll(15, TimeUnit.SECONDS)).as("no startup packet").isEmpty();
    }
  }

  /** CVE-2021-23222: bytes behind the server's answer. */
  @ParameterizedTest
  @ValueSource(strings = {"S", "N"})
  void cve202123222WhatIsBufferedBehindTheAnswerEndsTheConnection(String answer) throws Exception {
    byte[] error = StandInServer.error("injected");
    byte[] bytes = new byte[1 + error.length];
    bytes[0] = (byte) answer.charAt(0);
    System.arraycopy(error, 0, bytes, 1, error.length);
    try (StandInServer server = new StandInServer(bytes)) {
      assertThat(refusal(ServerTls.of(SslMode.PREFER), "127.0.0.1", server.port()))
          .doesNotContain("injected")
          .containsAnyOf("unencrypted data behind its answer", "not an SSL/TLS record");
      assertThat(server.received.poll(15, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"X", "s", "\0"})
  void anAnswerThatIsNoneIsNamed(String answer) throws Exception {
    try (StandInServer server = new StandInServer(new byte[] {(byte) answer.charAt(0)})) {
      assertThat(refusal(ServerTls.of(SslMode.PREFER), "127.0.0.1", server.port()))
          .contains("byte " + (int) answer.charAt(0));
    }
  }

  @Test
  void aServerThatDoesNotAnswerHasADeadline() throws Exception {
    Limits hasty = Limits.DEFAULTS.with(Map.of("connectTimeout", java.time.Duration.ofMillis(300)));
    try (StandInServer server = new StandInServer(new byte[0])) {
      ProxySettings settings =
          ProxySettings.of("127.0.0.1", 0, "127.0.0.1", server.port())
              .withLimits(hasty)
              .withSecurity(Security.NONE.withServerTls(ServerTls.of(SslMode.REQUIRE)));
      try (TestProxy proxy = TestProxy.start(settings);
          RawClient client = new RawClient(proxy.port())) {
        assertThat(client.startup("with_trust", "postgres").send().untilEnd())
            .singleElement()
            .satisfies(message -> assertThat(message.field('M')).contains("300 ms"));
      }
    }
  }

  @Test
  void aCertificateThatTheServerDoesNotTakeIsSaidSo() throws Exception {
    TestPki.Identity foreign = others.issue("with_trust");
    ServerTls tls = fixture.serverTls().withCertificate(foreign.certificate(), foreign.key());

    assertThat(refusal(tls, fixture.postgres.host(), fixture.postgres.port())).contains("TLS");
  }

  @Test
  void filesThatAreWrongAreNamedAtTheStart() {
    Path none = fixture.pki.ca.resolveSibling("none");
    assertThatThrownBy(
            () ->
                fixture.proxy(
                    Security.NONE.withServerTls(ServerTls.verifying(SslMode.VERIFY_CA, none))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(none + " cannot be read: no such file");
  }
}
