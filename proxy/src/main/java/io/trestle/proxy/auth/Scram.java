package io.trestle.proxy.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The functions of RFC 5802 with SHA-256, and the form of its messages.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802">RFC 5802</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7677">RFC 7677</a>
 */
public final class Scram {

  public static final String MECHANISM = "SCRAM-SHA-256";
  public static final String MECHANISM_PLUS = "SCRAM-SHA-256-PLUS";

  static final String BINDING_TYPE = "tls-server-end-point";
  static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 18;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Scram() {}

  /** The text's characters are bytes: a message as it was sent. */
  static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static byte[] hash(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Hi of RFC 5802: PBKDF2 with HMAC-SHA-256, one block. */
  static byte[] salted(byte[] password, byte[] salt, int iterations) {
    byte[] first = new byte[salt.length + 4];
    System.arraycopy(salt, 0, first, 0, salt.length);
    first[first.length - 1] = 1;
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      // HMAC pads a key with zeros, so that an empty one is the same as one zero byte.
      byte[] key = password.length == 0 ? new byte[1] : password;
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] round = mac.doFinal(first);
      byte[] result = round.clone();
      for (int i = 1; i < iterations; i++) {
        round = mac.doFinal(round);
        for (int at = 0; at < result.length; at++) {
          result[at] ^= round[at];
        }
      }
      return result;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static byte[] xor(byte[] one, byte[] other) {
    byte[] out = one.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] ^= other[i];
    }
    return out;
  }

  static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  static String nonce() {
    return encode(randomBytes(NONCE_BYTES));
  }

  static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The bytes of a Base64 text, or null when it is none. */
  static byte @Nullable [] decode(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /** Text in ASCII, from which no character and no byte can be smuggled. */
  static String text(byte[] message, ScramLimits limits) throws ScramException {
    if (message.length > limits.maxMessageBytes()) {
      throw ScramException.malformed(
          message.length + " bytes, expected at most " + limits.maxMessageBytes());
    }
    for (byte each : message) {
      if (each <= 0) {
        throw ScramException.malformed("a byte that is no ASCII character");
      }
    }
    return new String(message, StandardCharsets.US_ASCII);
  }

  /** The value of the attribute at a place, which must be the named one. */
  static String attribute(String[] attributes, int index, char name) throws ScramException {
    String found = index < attributes.length ? attributes[index] : "";
    if (found.length() < 2 || found.charAt(0) != name || found.charAt(1) != '=') {
      throw ScramException.malformed("attribute \"" + name + "\" expected");
    }
    return found.substring(2);
  }

  static void checkNonce(String nonce, ScramLimits limits) throws ScramException {
    if (nonce.isEmpty() || nonce.length() > limits.maxNonceCharacters()) {
      throw ScramException.malformed(
          "a nonce of "
              + nonce.length()
              + " characters, expected 1 to "
              + limits.maxNonceCharacters());
    }
    for (int i = 0; i < nonce.length(); i++) {
      if (nonce.charAt(i) < 0x21 || nonce.charAt(i) > 0x7e) {
        throw ScramException.malformed("a nonce with a character that is not printable");
      }
    }
  }
}
