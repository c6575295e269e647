package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.trestle.proxy.auth.AuthQuery;
import io.trestle.proxy.auth.Authentication;
import io.trestle.proxy.auth.ScramLimits;
import io.trestle.proxy.tls.ClientTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SCRAM that the proxy ends itself: what clients learn, what is refused, where verifiers are from.
 */
@ExtendWith(NoLeaks.class)
final class ScramIT {

  private static final String A_PROOF = Base64.getEncoder().encodeToString(new byte[32]);

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

  private static RawClient raw() throws Exception {
    return new RawClient(fixture.pki.afterRequest(proxy.port()));
  }

  private static void login(TestProxy to, String user, String password) throws SQLException {
    TlsFixture.connect(to.port(), user, password, fixture.tls()).close();
  }

  private static SQLException failure(TestProxy to, String user, String password) {
    try {
      login(to, user, password);
    } catch (SQLException failed) {
      return failed;
    }
    throw new AssertionError(user + " was let in");
  }

  @ParameterizedTest
  @CsvSource({"with_scram, wrong", "nobody, secret", "with_expired, secret"})
  void whoMayNotLogInGetsTheServersWordsForAWrongPassword(String user, String password) {
    SQLException failed = failure(proxy, user, password);

    assertThat(failed.getSQLState()).isEqualTo("28P01");
    assertThat(failed.getMessage()).contains("password authentication failed for user \"" + user);
  }

  @Test
  void unknownRolesAreToldNothingElseThanKnownOnes() throws Exception {
    for (String user : new String[] {"with_scram", "nobody", "with_expired"}) {
      String first;
      String second;
      try (RawClient client = raw()) {
        first = RawScram.serverFirst(client, user);
        assertThat(
                RawScram.last(
                    client, "c=biws,r=" + RawScram.attribute(first, 'r') + ",p=" + A_PROOF))
            .singleElement()
            .satisfies(message -> assertThat(message.field('C')).isEqualTo("28P01"));
      }
      try (RawClient client = raw()) {
        second = RawScram.serverFirst(client, user);
      }
      assertThat(RawScram.attribute(second, 's'))
          .as("the salt of %s", user)
          .isEqualTo(RawScram.attribute(first, 's'))
          .hasSize(24);
      assertThat(RawScram.attribute(second, 'i')).isEqualTo("4096");
      assertThat(RawScram.attribute(second, 'r'))
          .startsWith(RawScram.NONCE)
          .isNotEqualTo(RawScram.attribute(first, 'r'));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SCRAM-SHA-256-PLUS | n,,n=,r=abc | 08P01",
        "SCRAM-SHA-256-PLUS | y,,n=,r=abc | 08P01",
        "SCRAM-SHA-256 | y,,n=,r=abc | 28000",
        "SCRAM-SHA-256 | p=tls-server-end-point,,n=,r=abc | 08P01",
        "SCRAM-SHA-256-PLUS | p=tls-unique,,n=,r=abc | 08P01",
        "SCRAM-SHA-256 | n,a=other,n=,r=abc | 0A000",
        "SCRAM-SHA-256 | n,,m=1,n=,r=abc | 0A000",
        "SCRAM-SHA-256 | n,,n=,r= | 08P01",
        "SCRAM-SHA-256 | n,,r=abc | 08P01",
        "SCRAM-SHA-256 | n | 08P01",
        "SCRAM-SHA-1 | n,,n=,r=abc | 08P01",
      })
  void aClientFirstMessageThatIsNotInOrder(String mechanism, String message, String sqlState)
      throws Exception {
    try (RawClient client = raw()) {
      RawClient.Message answer = RawScram.first(client, "with_scram", mechanism, message);
      assertThat(answer.field('S')).isEqualTo("FATAL");
      assertThat(answer.field('C')).isEqualTo(sqlState);
      assertThat(client.next()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c=biws,r=NONCE | 08P01",
        "c=biws,r=NONCE,p= | 08P01",
        "c=biws,r=NONCE,p=QUJD | 08P01",
        "c=biws,r=NONCEx,p=PROOF | 08P01",
        "c=biws,r=abcdefghijklmnopqr,p=PROOF | 08P01",
        "c=eSws,r=NONCE,p=PROOF | 28000",
        "c=???,r=NONCE,p=PROOF | 28000",
        "r=NONCE,p=PROOF | 08P01",
        "'' | 08P01",
      })
  void aClientFinalMessageThatIsNotInOrder(String message, String sqlState) throws Exception {
    try (RawClient client = raw()) {
      String nonce = RawScram.attribute(RawScram.serverFirst(client, "with_scram"), 'r');
      assertThat(RawScram.last(client, message.replace("NONCE", nonce).replace("PROOF", A_PROOF)))
          .singleElement()
          .satisfies(answer -> assertThat(answer.field('C')).isEqualTo(sqlState));
    }
  }

  @Test
  void aBindingToAnotherCertificateIsRefused() throws Exception {
    try (RawClient client = raw()) {
      RawClient.Message first =
          RawScram.first(
              client,
              "with_scram",
              "SCRAM-SHA-256-PLUS",
              "p=tls-server-end-point,,n=,r=" + RawScram.NONCE);
      String nonce = RawScram.attribute(first.text().substring(4), 'r');
      String bound =
          Base64.getEncoder()
              .encodeToString(("p=tls-server-end-point,," + "x".repeat(32)).getBytes("US-ASCII"));
      assertThat(RawScram.last(client, "c=" + bound + ",r=" + nonce + ",p=" + A_PROOF))
          .singleElement()
          .satisfies(answer -> assertThat(answer.field('C')).isEqualTo("28000"));
    }
  }

  @Test
  void messagesAndNoncesAreBounded() throws Exception {
    ScramLimits limits = ScramLimits.DEFAULTS;
    for (int length : new int[] {limits.maxNonceCharacters(), limits.maxNonceCharacters() + 1}) {
      try (RawClient client = raw()) {
        RawClient.Message answer =
            RawScram.first(client, "with_scram", "SCRAM-SHA-256", "n,,n=,r=" + "x".repeat(length));
        boolean within = length <= limits.maxNonceCharacters();
        assertThat(answer.type()).as("%s characters", length).isEqualTo(within ? 'R' : 'E');
      }
    }
    for (int length : new int[] {limits.maxMessageBytes() + 1, 60_000}) {
      try (RawClient client = raw()) {
        String name = "x".repeat(length - "n,,n=,r=abc".length());
        RawClient.Message answer =
            RawScram.first(client, "with_scram", "SCRAM-SHA-256", "n,,n=" + name + ",r=abc");
        assertThat(answer.field('C')).isEqualTo("08P01");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 3, 1000, Integer.MAX_VALUE})
  void aLengthInTheFirstAnswerThatDoesNotFit(int length) throws Exception {
    try (RawClient client = raw()) {
      byte[] body = RawScram.initial("SCRAM-SHA-256", "n,,n=,r=abc");
      java.nio.ByteBuffer.wrap(body).putInt("SCRAM-SHA-256\0".length(), length);
      client.startup("with_scram", "postgres").send().next();
      assertThat(client.message('p', body).send().untilEnd())
          .singleElement()
          .satisfies(answer -> assertThat(answer.field('C')).isEqualTo("08P01"));
    }
  }

  @Test
  void anAnswerThatIsSentBeforeItIsAskedForWaits() throws Exception {
    try (RawClient client = raw()) {
      client
          .startup("with_scram", "postgres")
          .message('p', RawScram.initial("SCRAM-SHA-256", "n,,n=,r=" + RawScram.NONCE))
          .send();
      assertThat(client.next().text()).contains("SCRAM-SHA-256-PLUS");
      assertThat(client.next().text()).contains("r=" + RawScram.NONCE, ",i=4096");
    }
  }

  /** The hash is that of the signature, and so of the authority's kind of key. */
  @ParameterizedTest
  @CsvSource({"ecp256, require", "ecp384, require", "rsa2048, require", "ed25519, prefer"})
  void certificatesOfEveryKindAreBoundToWhereThatIsDefined(Algorithm algorithm, String binding)
      throws Exception {
    TestPki authority = new TestPki(fixture.pki.ca.resolveSibling("of-" + algorithm), algorithm);
    TestPki.Identity shown = authority.issue("proxy", "proxy", algorithm);
    try (TestProxy other =
        fixture.proxy(
            fixture.bothLegs().withClientTls(ClientTls.of(shown.certificate(), shown.key())))) {
      TlsFixture.connect(
              other.port(),
              "with_scram",
              TlsFixture.PASSWORD,
              "&sslmode=verify-full&sslrootcert=" + authority.ca + "&channelBinding=" + binding)
          .close();
    }
  }

  @Test
  void theProxyBindsToTheServersCertificate() throws Exception {
    try (Connection connection =
            TlsFixture.connect(proxy.port(), "with_scram", TlsFixture.PASSWORD, fixture.tls());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT system_user")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("scram-sha-256:with_scram");
    }
  }

  private static String verifier(String role) throws SQLException {
    try (Connection connection = fixture.postgres.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT rolpassword FROM pg_authid WHERE rolname = '" + role + "'")) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  @Test
  void verifiersFromAFileThatIsReadAgain() throws Exception {
    Path file = fixture.pki.ca.resolveSibling("verifiers.txt");
    Files.writeString(file, "; comment\n\n\"with_scram\" \"" + verifier("with_scram") + "\"\n");
    try (TestProxy fromFile =
        fixture.proxy(fixture.bothLegs().withAuthentication(Authentication.byFile(file)))) {
      login(fromFile, "with_scram", TlsFixture.PASSWORD);
      assertThat(failure(fromFile, "with_scram", "wrong").getSQLState()).isEqualTo("28P01");

      String older = verifier("with_scram");
      fixture.postgres.execute("postgres", "ALTER ROLE with_scram PASSWORD 'other'");
      try {
        assertThat(failure(fromFile, "with_scram", "other").getSQLState()).isEqualTo("28P01");
        assertThat(failure(fromFile, "with_scram", TlsFixture.PASSWORD).getSQLState())
            .isEqualTo("28P01");
        TestPki.replace(file, "\"with_scram\" \"" + verifier("with_scram") + "\"");
        TestProxy.eventually(
            "the new verifier is known",
            () -> {
              try {
                login(fromFile, "with_scram", "other");
                return true;
              } catch (SQLException notYet) {
                return false;
              }
            });
      } finally {
        fixture.postgres.execute("postgres", "ALTER ROLE with_scram PASSWORD '" + older + "'");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a\"",
        "a SCRAM-SHA-256$4096:c2FsdA==$x:y",
        "\"a\" \"hunter2\"",
        "\"a\" \"md5d3b07384d113edec49eaa6238ad5ff00\"",
        "\"a\" \"SCRAM-SHA-256$4096:c2FsdA==$c2hvcnQ=:c2hvcnQ=\""
      })
  void aLineOfTheFileThatIsWrongIsNamedWithoutShowingIt(String line) throws Exception {
    Path file = fixture.pki.ca.resolveSibling("wrong.txt");
    Files.writeString(file, "; first\n" + line);

    assertThatThrownBy(
            () -> fixture.proxy(fixture.bothLegs().withAuthentication(Authentication.byFile(file))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ":2: ")
        .hasMessageNotContainingAny("hunter2", "d3b07384", "c2FsdA");
  }

  @Test
  void aQueryThatFailsIsNotShownToTheClient() throws Exception {
    AuthQuery broken =
        new AuthQuery("SELECT $1, hidden FROM nowhere", fixture.postgres.jdbcUrl("postgres"));
    try (TestProxy other =
        fixture.proxy(fixture.bothLegs().withAuthentication(Authentication.byQuery(broken)))) {
      SQLException failed = failure(other, "with_scram", TlsFixture.PASSWORD);
      assertThat(failed.getSQLState()).isEqualTo("08006");
      assertThat(failed.getMessage()).doesNotContain("nowhere").contains("cannot be looked up");
    }
  }

  @Test
  void aQueryMayBeAFunctionForARoleWithoutPrivileges() throws Exception {
    fixture.postgres.execute(
        "postgres",
        "CREATE ROLE looker LOGIN; CREATE SCHEMA lookups; GRANT USAGE ON SCHEMA lookups TO looker;"
            + " CREATE FUNCTION lookups.verifier(name, OUT name, OUT text) LANGUAGE sql"
            + " SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT rolname, rolpassword"
            + " FROM pg_authid WHERE rolname = $1 $$");
    AuthQuery function =
        new AuthQuery(
            "SELECT * FROM lookups.verifier($1)",
            fixture.postgres.jdbcUrl("postgres") + "&options=-c%20role=looker");
    try (TestProxy other =
        fixture.proxy(fixture.bothLegs().withAuthentication(Authentication.byQuery(function)))) {
      login(other, "with_scram", TlsFixture.PASSWORD);
      assertThat(failure(other, "nobody", "secret").getSQLState()).isEqualTo("28P01");
    }
  }
}
