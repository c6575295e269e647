package io.trestle.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScramExchangesTest {

  private static final ScramLimits LIMITS = ScramLimits.DEFAULTS;
  private static final byte[] BINDING = {1, 2, 3};

  /** Password pencil, with the salt of RFC 7677's example. */
  private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";

  private static byte[] key(String name) throws Exception {
    byte[] salted =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(
                new PBEKeySpec("pencil".toCharArray(), Base64.getDecoder().decode(SALT), 4096, 256))
            .getEncoded();
    return Scram.hmac(salted, name);
  }

  private static ScramVerifier verifier() throws Exception {
    return Objects.requireNonNull(
        ScramVerifier.parse(
            "SCRAM-SHA-256$4096:"
                + SALT
                + "$"
                + Scram.encode(Scram.hash(key("Client Key")))
                + ":"
                + Scram.encode(key("Server Key"))));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] message) {
    return new String(message, StandardCharsets.US_ASCII);
  }

  /** RFC 7677, section 3. */
  @Test
  void theExampleOfTheRfcGivesItsProofAndSignature() throws Exception {
    String authMessage =
        "n=user,r=rOprNGfwEbeRWgbNEkqO,"
            + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    byte[] clientKey = key("Client Key");

    byte[] proof = Scram.xor(clientKey, Scram.hmac(Scram.hash(clientKey), authMessage));

    assertThat(Scram.encode(proof)).isEqualTo("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    assertThat(Scram.encode(Scram.hmac(key("Server Key"), authMessage)))
        .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  }

  /** Both of our sides against each other, with the client's key taken out of its proof. */
  @Test
  void theKeyInAProofLogsInElsewhere() throws Exception {
    ScramClient client = new ScramClient(true, BINDING, LIMITS);
    ScramServer server = new ScramServer(BINDING, LIMITS);
    ScramClient toLearnTheSalt = new ScramClient(false, null, LIMITS);
    String nonce = text(toLearnTheSalt.clientFirst()).substring("n,,n=,r=".length());
    toLearnTheSalt.serverFirst(ascii("r=" + nonce + "more,s=" + SALT + ",i=4096"));

    server.clientFirst(client.mechanism(), client.clientFirst());
    client.serverFirst(server.serverFirst(toLearnTheSalt, verifier()));
    server.clientFinal(client.clientFinal(key("Client Key"), key("Server Key")));

    assertThat(server.usesVerifier()).isTrue();
    assertThat(server.verified()).isTrue();
    assertThat(server.clientKey()).isEqualTo(key("Client Key"));
    assertThat(client.serverFinal(server.serverFinal())).isTrue();
    assertThat(client.serverFinal(ascii("v=" + Scram.encode(new byte[32])))).isFalse();
  }

  @Test
  void aWrongKeyIsNotVerifiedAndSaysNothing() throws Exception {
    ScramClient client = new ScramClient(false, BINDING, LIMITS);
    ScramServer server = new ScramServer(null, LIMITS);
    ScramClient toLearnTheSalt = new ScramClient(false, null, LIMITS);
    String nonce = text(toLearnTheSalt.clientFirst()).substring("n,,n=,r=".length());
    toLearnTheSalt.serverFirst(ascii("r=" + nonce + "more,s=" + SALT + ",i=4096"));

    server.clientFirst(client.mechanism(), client.clientFirst());
    client.serverFirst(server.serverFirst(toLearnTheSalt, verifier()));
    server.clientFinal(client.clientFinal(new byte[32], key("Server Key")));

    assertThat(server.verified()).isFalse();
    assertThatThrownBy(server::serverFinal).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "md5d3b07384d113edec49eaa6238ad5ff00",
        "SCRAM-SHA-256$0:c2FsdA==$KEY:KEY",
        "SCRAM-SHA-256$4096:c2FsdA==$KEY",
        "SCRAM-SHA-256$4096:c2FsdA==$c2hvcnQ=:KEY",
        "SCRAM-SHA-256$4096:c2FsdA=$KEY:KEY:KEY",
        "SCRAM-SHA-1$4096:c2FsdA==$KEY:KEY",
        "SCRAM-SHA-256$99999999999:c2FsdA==$KEY:KEY"
      })
  void whatIsNoVerifierIsNone(String text) {
    assertThat(ScramVerifier.parse(text.replace("KEY", Scram.encode(new byte[32])))).isNull();
  }

  @Test
  void settingsThatCannotBeAreNamed() {
    assertThatThrownBy(() -> new ScramLimits(10, 256, 5000))
        .hasMessage("maxMessageBytes is 10, expected 256 to 65000");
    assertThatThrownBy(() -> new AuthQuery("SELECT 1", "jdbc:postgresql:x"))
        .hasMessageContaining("does not ask for $1");
    assertThatThrownBy(() -> new AuthQuery("SELECT $1", "http://x"))
        .hasMessageContaining("no JDBC URL");
    assertThat(new AuthQuery("SELECT $1", "jdbc:postgresql:x?password=p").toString())
        .doesNotContain("password");
  }
}
