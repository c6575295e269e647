package io.trestle.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifiers that are made here, and the exchange by which the console checks them. */
final class ScramVerifierTest {

  /** Of RFC 7677's example, whose password is pencil. */
  private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");

  private static final String CLIENT_FIRST_BARE = "n=user,r=rOprNGfwEbeRWgbNEkqO";

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String asked(ScramServer server, ScramVerifier known) throws ScramException {
    server.clientFirst(Scram.MECHANISM, ascii("n,," + CLIENT_FIRST_BARE));
    return new String(server.serverFirst("user", known), StandardCharsets.US_ASCII);
  }

  /** What a client with this password sends next. */
  private static byte[] clientFinal(String serverFirst, String password, byte[] salt) {
    byte[] clientKey = Scram.hmac(Scram.salted(ascii(password), salt, 4096), "Client Key");
    String withoutProof = "c=biws," + serverFirst.substring(0, serverFirst.indexOf(",s="));
    String authMessage = CLIENT_FIRST_BARE + "," + serverFirst + "," + withoutProof;
    byte[] signature = Scram.hmac(Scram.hash(clientKey), authMessage);
    return ascii(withoutProof + ",p=" + Scram.encode(Scram.xor(clientKey, signature)));
  }

  @Test
  void letsInWhoProvesThePasswordOfTheVerifier() throws Exception {
    for (String password : new String[] {"pencil", "pen"}) {
      ScramServer server = new ScramServer(null, ScramLimits.DEFAULTS);

      String first = asked(server, ScramVerifier.of("pencil", SALT, 4096));
      server.clientFinal(clientFinal(first, password, SALT));

      assertThat(first).endsWith(",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
      assertThat(server.verified()).isEqualTo(password.equals("pencil"));
    }
  }

  /** RFC 7677's example again, by the keys behind its proof and its signature. */
  @Test
  void theKeysAreThoseOfTheRfc() {
    String authMessage =
        "n=user,r=rOprNGfwEbeRWgbNEkqO,"
            + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    ScramVerifier verifier = ScramVerifier.of("pencil", SALT, 4096);

    byte[] proof =
        Objects.requireNonNull(Scram.decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="));
    byte[] clientKey = Scram.xor(proof, Scram.hmac(verifier.storedKey(), authMessage));

    assertThat(Scram.hash(clientKey)).isEqualTo(verifier.storedKey());
    assertThat(Scram.encode(Scram.hmac(verifier.serverKey(), authMessage)))
        .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  }

  @Test
  void whoIsNotKnownIsAskedAsAnyOtherAndNotLetIn() throws Exception {
    ScramServer server = new ScramServer(null, ScramLimits.DEFAULTS);
    String first = asked(server, null);
    String salt = first.substring(first.indexOf(",s="));
    byte[] decoded = ScramVerifier.madeUp("user").salt();

    server.clientFinal(clientFinal(first, "pencil", decoded));

    assertThat(salt).isEqualTo(",s=" + Scram.encode(decoded) + ",i=4096").matches(",s=.{24},i=.*");
    assertThat(ScramVerifier.madeUp("other").salt()).isNotEqualTo(decoded);
    assertThat(server.verified()).isFalse();
  }

  @Test
  void isReadAsItIsWritten() {
    String written = ScramVerifier.of("pencil").encoded();

    assertThat(written).startsWith("SCRAM-SHA-256$4096:");
    assertThat(Objects.requireNonNull(ScramVerifier.parse(written)).encoded()).isEqualTo(written);
    assertThat(ScramVerifier.of("pencil").encoded()).isNotEqualTo(written);
    assertThat(ScramVerifier.of("pencil").toString()).doesNotContain("$");
  }

  /** A ligature, and a full-width letter: normalization form KC makes letters of ASCII of them. */
  @Test
  void aPasswordIsPreparedAsClientsDo() {
    assertThat(ScramVerifier.of("\ufb01\uff41", SALT, 4096).encoded())
        .isEqualTo(ScramVerifier.of("fia", SALT, 4096).encoded());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "md5d41d8cd98f00b204e9800998ecf8427e",
        "SCRAM-SHA-256$0:AAAA$AAAA:AAAA",
        "SCRAM-SHA-256$4096:AAAA$AAAA:AAAA",
        "SCRAM-SHA-256$4096:A=A=$AAAA:AAAA"
      })
  void anythingElseIsNone(String text) {
    assertThat(ScramVerifier.parse(text)).isNull();
  }
}
