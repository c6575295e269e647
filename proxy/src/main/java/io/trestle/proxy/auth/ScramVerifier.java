package io.trestle.proxy.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server keeps of a password for SCRAM-SHA-256, in the form of pg_authid.rolpassword: {@code
 * SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}. It proves nothing to others, and does not let
 * anybody log in as a client. Immutable.
 */
public final class ScramVerifier {

  /** PostgreSQL's own number of iterations. */
  public static final int ITERATIONS = 4096;

  /** A bound for what a file may ask the client to compute. */
  static final int MAX_ITERATIONS = 10_000_000;

  private static final int SALT_BYTES = 16;
  private static final int MAX_SALT_BYTES = 1_024;

  private static final Pattern FORM =
      Pattern.compile(
          "SCRAM-SHA-256\\$([0-9]{1,8}):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");

  private final int iterations;
  private final byte[] salt;
  private final byte[] storedKey;
  private final byte[] serverKey;

  ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    this.iterations = iterations;
    this.salt = salt.clone();
    this.storedKey = storedKey.clone();
    this.serverKey = serverKey.clone();
  }

  /**
   * Reads a verifier.
   *
   * @throws IllegalArgumentException when it is none; says what is wrong without repeating it
   */
  public static ScramVerifier parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey");
    }
    int iterations = Integer.parseInt(matcher.group(1));
    if (iterations < 1 || iterations > MAX_ITERATIONS) {
      throw new IllegalArgumentException(
          "its iterations are " + iterations + ", expected 1 to " + MAX_ITERATIONS);
    }
    byte[] salt = decoded(matcher.group(2), "salt");
    if (salt.length == 0 || salt.length > MAX_SALT_BYTES) {
      throw new IllegalArgumentException("its salt has no length from 1 to " + MAX_SALT_BYTES);
    }
    return new ScramVerifier(
        iterations, salt, key(matcher.group(3), "StoredKey"), key(matcher.group(4), "ServerKey"));
  }

  private static byte[] key(String base64, String name) {
    byte[] key = decoded(base64, name);
    if (key.length != Scram.KEY_BYTES) {
      throw new IllegalArgumentException("its " + name + " has not " + Scram.KEY_BYTES + " bytes");
    }
    return key;
  }

  private static byte[] decoded(String base64, String name) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("its " + name + " is no base64", wrong);
    }
  }

  /** The verifier of a password, with a fresh salt. */
  public static ScramVerifier of(String password) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return of(password, salt, ITERATIONS);
  }

  static ScramVerifier of(String password, byte[] salt, int iterations) {
    byte[] salted = Scram.salted(prepared(password), salt, iterations);
    byte[] clientKey = Scram.hmac(salted, "Client Key");
    return new ScramVerifier(
        iterations, salt, Scram.hash(clientKey), Scram.hmac(salted, "Server Key"));
  }

  /**
   * The password as clients prepare it: for nearly all that SASLprep allows, that is normalization
   * form KC.
   */
  static byte[] prepared(String password) {
    return Normalizer.normalize(Objects.requireNonNull(password), Normalizer.Form.NFKC)
        .getBytes(StandardCharsets.UTF_8);
  }

  int iterations() {
    return iterations;
  }

  byte[] salt() {
    return salt.clone();
  }

  byte[] storedKey() {
    return storedKey.clone();
  }

  byte[] serverKey() {
    return serverKey.clone();
  }

  /** The form in which it is kept; may be written to a file, and to no log. */
  public String encoded() {
    Base64.Encoder base64 = Base64.getEncoder();
    return "SCRAM-SHA-256$"
        + iterations
        + ":"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(storedKey)
        + ":"
        + base64.encodeToString(serverKey);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScramVerifier verifier
        && iterations == verifier.iterations
        && Arrays.equals(salt, verifier.salt)
        && Arrays.equals(storedKey, verifier.storedKey)
        && Arrays.equals(serverKey, verifier.serverKey);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(storedKey);
  }

  @Override
  public String toString() {
    return "ScramVerifier[" + iterations + " iterations]";
  }
}
