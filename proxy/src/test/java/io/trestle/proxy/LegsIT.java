package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.proxy.auth.Authentication;
import io.trestle.proxy.tls.ServerTls;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method of authentication over every pair of legs, with its settings and without. */
@ExtendWith(NoLeaks.class)
final class LegsIT {

  private enum Leg {
    PLAIN,
    TLS
  }

  private enum Method {
    TRUST,
    CLEARTEXT,
    MD5,
    SCRAM,
    SCRAM_PLUS,
    CERTIFICATE;

    String role() {
      return switch (this) {
        case TRUST -> "with_trust";
        case CLEARTEXT -> "with_cleartext";
        case MD5 -> "with_md5";
        case SCRAM, SCRAM_PLUS -> "with_scram";
        case CERTIFICATE -> "with_cert";
      };
    }
  }

  private static TlsFixture fixture;

  @BeforeAll
  static void start() throws Exception {
    fixture = new TlsFixture();
  }

  @AfterAll
  static void stop() throws Exception {
    fixture.close();
  }

  static Stream<Arguments> pairs() {
    return Stream.of(Leg.values())
        .flatMap(
            client ->
                Stream.of(Leg.values())
                    .flatMap(
                        server ->
                            Stream.of(Method.values())
                                .map(method -> Arguments.of(client, server, method))));
  }

  private static Security security(Leg server, Method method) {
    ServerTls serverTls = server == Leg.TLS ? fixture.serverTls() : ServerTls.DISABLED;
    if (server == Leg.TLS && method == Method.CERTIFICATE) {
      serverTls =
          serverTls.withCertificate(fixture.roleIdentity.certificate(), fixture.roleIdentity.key());
    }
    return Security.NONE.withClientTls(fixture.clientTls()).withServerTls(serverTls);
  }

  private static String parameters(Leg client, Method method, boolean certificate) {
    String tls = client == Leg.TLS ? fixture.tls() : "&sslmode=disable";
    if (certificate && client == Leg.TLS && method == Method.CERTIFICATE) {
      tls = fixture.tlsAs(fixture.roleIdentity);
    }
    return tls + (method == Method.SCRAM_PLUS ? "&channelBinding=require" : "");
  }

  private static void login(Security security, Leg client, Method method, boolean certificate)
      throws Exception {
    try (TestProxy proxy = fixture.proxy(security);
        Connection connection =
            TlsFixture.connect(
                proxy.port(),
                method.role(),
                TlsFixture.PASSWORD,
                parameters(client, method, certificate));
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT current_user, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo(method.role());
      assertThat(rows.getBoolean(2)).isEqualTo(security.serverTls() != ServerTls.DISABLED);
    }
  }

  /** What it comes to where all settings are given: null for a login that succeeds. */
  private static String errorWithSettings(Leg client, Leg server, Method method) {
    boolean bothTls = client == Leg.TLS && server == Leg.TLS;
    return switch (method) {
      case TRUST, CLEARTEXT, MD5, SCRAM -> null;
      case SCRAM_PLUS -> bothTls ? null : "hannel";
      case CERTIFICATE -> {
        if (server == Leg.PLAIN) {
          yield "no pg_hba.conf entry";
        }
        yield client == Leg.TLS ? null : "client certificates verify-full";
      }
    };
  }

  /** What it comes to where only the legs themselves are set. */
  private static String errorWithoutSettings(Leg client, Leg server, Method method) {
    boolean bothTls = client == Leg.TLS && server == Leg.TLS;
    return switch (method) {
      case TRUST, MD5 -> null;
      case CLEARTEXT -> client == server ? null : "secrets over mixed legs";
      case SCRAM -> bothTls ? "the setting is missing: an auth query or an auth file" : null;
      case SCRAM_PLUS ->
          bothTls ? "the setting is missing: an auth query or an auth file" : "hannel";
      case CERTIFICATE ->
          server == Leg.PLAIN ? "no pg_hba.conf entry" : "client certificates verify-full";
    };
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void withSettings(Leg client, Leg server, Method method) throws Exception {
    Security security =
        security(server, method)
            .withAuthentication(fixture.byQuery().withSecretsOverMixedLegs(true));

    check(security, client, method, true, errorWithSettings(client, server, method));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void withoutSettings(Leg client, Leg server, Method method) throws Exception {
    Security security = security(server, method).withAuthentication(Authentication.DEFAULTS);

    check(security, client, method, false, errorWithoutSettings(client, server, method));
  }

  private static void check(
      Security security, Leg client, Method method, boolean certificate, String error)
      throws Exception {
    if (error == null) {
      login(security, client, method, certificate);
    } else {
      assertThatThrownBy(() -> login(security, client, method, certificate))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining(error);
    }
  }
}
