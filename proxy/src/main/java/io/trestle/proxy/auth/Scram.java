package io.trestle.proxy.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The functions that SCRAM-SHA-256 is made of (RFC 5802, RFC 7677). */
final class Scram {

  /** How many bytes each key and each hash has. */
  static final int KEY_BYTES = 32;

  private static final String HMAC = "HmacSHA256";

  private Scram() {}

  static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(message);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JVM has " + HMAC, missing);
    }
  }

  static byte[] hmac(byte[] key, String message) {
    return hmac(key, message.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] hash(byte[] message) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(message);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JVM has SHA-256", missing);
    }
  }

  /** Hi of RFC 5802: PBKDF2 with HMAC-SHA-256, one block. */
  static byte[] salted(byte[] password, byte[] salt, int iterations) {
    byte[] first = new byte[salt.length + 4];
    System.arraycopy(salt, 0, first, 0, salt.length);
    first[first.length - 1] = 1;
    try {
      Mac mac = Mac.getInstance(HMAC);
      // HMAC pads a key with zeros, so that an empty one is the same as one zero byte.
      mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, HMAC));
      byte[] round = mac.doFinal(first);
      byte[] result = round.clone();
      for (int i = 1; i < iterations; i++) {
        round = mac.doFinal(round);
        for (int at = 0; at < result.length; at++) {
          result[at] ^= round[at];
        }
      }
      return result;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JVM has " + HMAC, missing);
    }
  }

  static byte[] xor(byte[] one, byte[] other) {
    byte[] result = one.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] ^= other[i];
    }
    return result;
  }
}
