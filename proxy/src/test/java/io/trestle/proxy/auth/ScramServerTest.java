package io.trestle.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the example of RFC 7677. */
class ScramServerTest {

  private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
  private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO" + SERVER_NONCE;
  private static final String FIRST = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
  private static final String PROOF = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final String LAST = "c=biws,r=" + NONCE + ",p=" + PROOF;

  private static ScramServer server(String password) {
    return new ScramServer("user", ScramVerifier.of(password, SALT, 4096), SERVER_NONCE);
  }

  private static ScramServer begun(String password) throws ScramException {
    ScramServer server = server(password);
    server.first(FIRST.getBytes(UTF_8));
    return server;
  }

  @Test
  void letsInWhoProvesThePassword() throws Exception {
    ScramServer server = server("pencil");

    assertThat(server.first(FIRST.getBytes(UTF_8)))
        .isEqualTo("r=" + NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
    assertThat(server.last(LAST.getBytes(UTF_8)))
        .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  }

  @Test
  void anotherPasswordIsWrong() throws Exception {
    ScramServer server = begun("pen");

    assertThatThrownBy(() -> server.last(LAST.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            ScramException.class, error -> assertThat(error.sqlState()).isEqualTo("28P01"));
  }

  @Test
  void whoDoesNotExistIsAskedAsAnyOther() throws Exception {
    ScramServer one = new ScramServer("nobody", null, SERVER_NONCE);
    String asked = one.first(FIRST.getBytes(UTF_8));

    assertThat(asked).matches("r=.+,s=.{24},i=4096");
    assertThat(new ScramServer("nobody", null, SERVER_NONCE).first(FIRST.getBytes(UTF_8)))
        .isEqualTo(asked);
    assertThat(new ScramServer("somebody", null, SERVER_NONCE).first(FIRST.getBytes(UTF_8)))
        .isNotEqualTo(asked);
    assertThatThrownBy(() -> one.last(LAST.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            ScramException.class, error -> assertThat(error.sqlState()).isEqualTo("28P01"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n",
        "n,,",
        "p=tls-server-end-point,,n=,r=abc",
        "n,a=other,n=user,r=abc",
        "n,,n=user,r=",
        "n,,m=ext,n=user,r=abc",
        "n,,n=user,r=a b",
        "n,,r=abc,n=user"
      })
  void refusesAMalformedFirstMessage(String message) {
    assertThatThrownBy(() -> server("pencil").first(message.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            ScramException.class, error -> assertThat(error.sqlState()).isEqualTo("08P01"));
  }

  @Test
  void bothMessagesAndTheNonceAreBounded() throws Exception {
    String nonce = "n,,n=user,r=" + "x".repeat(1_025);
    String longer = "x".repeat(ScramServer.MAX_MESSAGE_BYTES + 1);
    ScramServer begun = begun("pencil");

    assertThatThrownBy(() -> server("pencil").first(nonce.getBytes(UTF_8)))
        .isInstanceOf(ScramException.class);
    assertThatThrownBy(() -> server("pencil").first(longer.getBytes(UTF_8)))
        .isInstanceOf(ScramException.class);
    assertThatThrownBy(() -> begun.last(longer.getBytes(UTF_8))).isInstanceOf(ScramException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "c=biws,r=" + NONCE,
        "c=eSws,r=" + NONCE + ",p=" + PROOF,
        "c=biws,r=another,p=" + PROOF,
        "c=biws,r=" + NONCE + ",p=###",
        "c=biws,r=" + NONCE + ",p=AAAA"
      })
  void refusesAMalformedLastMessage(String message) throws Exception {
    ScramServer server = begun("pencil");

    assertThatThrownBy(() -> server.last(message.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            ScramException.class, error -> assertThat(error.sqlState()).isEqualTo("08P01"));
  }

  @Test
  void aVerifierIsReadAsItIsWritten() {
    ScramVerifier verifier = ScramVerifier.of("pencil");

    assertThat(verifier.encoded()).startsWith("SCRAM-SHA-256$4096:");
    assertThat(ScramVerifier.parse(verifier.encoded())).isEqualTo(verifier);
    assertThat(ScramVerifier.of("pencil")).isNotEqualTo(verifier);
    assertThat(verifier.toString()).doesNotContain("$");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "md5d41d8cd98f00b204e9800998ecf8427e",
        "SCRAM-SHA-256$0:AAAA$AAAA:AAAA",
        "SCRAM-SHA-256$4096:AAAA$AAAA:AAAA",
        "SCRAM-SHA-256$99999999:AAAA$AAAA:AAAA",
        "SCRAM-SHA-256$4096:A=A=$AAAA:AAAA"
      })
  void whatIsNoVerifierIsSaidWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> ScramVerifier.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("AAAA");
  }
}
