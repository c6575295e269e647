package io.trestle.proxy.auth;

import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL keeps of a password in {@code pg_authid.rolpassword}: enough to verify it, not
 * enough to log in with it.
 */
public final class ScramVerifier {

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

  /** A verifier that no password meets, for whom there is none. */
  static ScramVerifier unmeetable() {
    return new ScramVerifier(
        1, new byte[0], Scram.randomBytes(Scram.KEY_BYTES), Scram.randomBytes(Scram.KEY_BYTES));
  }

  /** Whether it was made with this salt and so many iterations. */
  boolean madeWith(byte[] otherSalt, int otherIterations) {
    return iterations == otherIterations && MessageDigest.isEqual(salt, otherSalt);
  }

  byte[] storedKey() {
    return storedKey;
  }

  byte[] serverKey() {
    return serverKey;
  }

  /** Shows nothing. */
  @Override
  public String toString() {
    return "ScramVerifier";
  }
}
