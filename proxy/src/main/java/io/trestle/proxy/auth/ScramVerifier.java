package io.trestle.proxy.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL keeps of a password in {@code pg_authid.rolpassword}: enough to verify it, not
 * enough to log in with it.
 */
public final class ScramVerifier {

  /** PostgreSQL's own number of iterations. */
  private static final int ITERATIONS = 4096;

  private static final int SALT_BYTES = 16;

  /** So that who is not known is asked for the same each time. */
  private static final byte[] MADE_UP = Scram.randomBytes(Scram.KEY_BYTES);

  private static final Pattern FORM =
      Pattern.compile(
          "SCRAM-SHA-256\\$([0-9]{1,9}):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");

  private final int iterations;
  private final byte[] salt;
  private final byte[] storedKey;
  private final byte[] serverKey;

  private ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    this.iterations = iterations;
    this.salt = salt;
    this.storedKey = storedKey;
    this.serverKey = serverKey;
  }

  /**
   * Reads a verifier as PostgreSQL stores it, {@code
   * SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>}; null when it is none.
   */
  public static @Nullable ScramVerifier parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    byte[] salt = Scram.decode(form.group(2));
    byte[] storedKey = Scram.decode(form.group(3));
    byte[] serverKey = Scram.decode(form.group(4));
    int iterations = Integer.parseInt(form.group(1));
    if (iterations < 1
        || salt == null
        || storedKey == null
        || serverKey == null
        || storedKey.length != Scram.KEY_BYTES
        || serverKey.length != Scram.KEY_BYTES) {
      return null;
    }
    return new ScramVerifier(iterations, salt, storedKey, serverKey);
  }

  /** The verifier of a password, with a fresh salt. */
  public static ScramVerifier of(String password) {
    return of(password, Scram.randomBytes(SALT_BYTES), ITERATIONS);
  }

  static ScramVerifier of(String password, byte[] salt, int iterations) {
    byte[] salted = Scram.salted(prepared(password), salt, iterations);
    return new ScramVerifier(
        iterations,
        salt.clone(),
        Scram.hash(Scram.hmac(salted, "Client Key")),
        Scram.hmac(salted, "Server Key"));
  }

  /**
   * The password as clients prepare it: for nearly all that SASLprep allows, that is normalization
   * form KC.
   */
  private static byte[] prepared(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
  }

  /** What a user who is not known is asked for; no password meets it. */
  static ScramVerifier madeUp(String user) {
    byte[] utf8 = user.getBytes(StandardCharsets.UTF_8);
    byte[] salt = Scram.hmac(MADE_UP, new String(utf8, StandardCharsets.ISO_8859_1));
    return new ScramVerifier(
        ITERATIONS,
        Arrays.copyOf(salt, SALT_BYTES),
        Scram.randomBytes(Scram.KEY_BYTES),
        Scram.randomBytes(Scram.KEY_BYTES));
  }

  /** A verifier that no password meets, for whom there is none. */
  static ScramVerifier unmeetable() {
    return new ScramVerifier(
        1, new byte[0], Scram.randomBytes(Scram.KEY_BYTES), Scram.randomBytes(Scram.KEY_BYTES));
  }

  /** Whether it was made with this salt and so many iterations. */
  boolean madeWith(byte[] otherSalt, int otherIterations) {
    return iterations == otherIterations && MessageDigest.isEqual(salt, otherSalt);
  }

  byte[] salt() {
    return salt;
  }

  int iterations() {
    return iterations;
  }

  byte[] storedKey() {
    return storedKey;
  }

  byte[] serverKey() {
    return serverKey;
  }

  /** The form in which it is kept, for {@link #parse}; may be written to a file, and to no log. */
  public String encoded() {
    return "SCRAM-SHA-256$%d:%s$%s:%s"
        .formatted(
            iterations, Scram.encode(salt), Scram.encode(storedKey), Scram.encode(serverKey));
  }

  /** Shows nothing. */
  @Override
  public String toString() {
    return "ScramVerifier";
  }
}
