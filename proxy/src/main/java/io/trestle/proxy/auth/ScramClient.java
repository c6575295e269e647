package io.trestle.proxy.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The exchange with the server, in which the proxy is the client. It begins without a password or
 * key, so as to learn the role's salt; the key comes in with {@link #clientFinal}. Not thread-safe.
 */
public final class ScramClient {

  private final ScramLimits limits;
  private final byte[] binding;
  private final String header;
  private final String nonce = Scram.nonce();
  private final boolean plus;
  private String serverFirst = "";
  private String serverNonce = "";
  private byte[] salt = {};
  private int iterations;
  private byte[] expectedSignature = {};

  /**
   * @param plusOffered whether the server offers SCRAM-SHA-256-PLUS
   * @param binding what the server's certificate binds the exchange to; null where that is not
   *     defined
   */
  public ScramClient(boolean plusOffered, byte @Nullable [] binding, ScramLimits limits) {
    this.limits = limits;
    this.plus = plusOffered && binding != null;
    this.binding = plus && binding != null ? binding.clone() : new byte[0];
    if (plus) {
      header = "p=" + Scram.BINDING_TYPE + ",,";
    } else {
      // "y": it could have, and is turned down where somebody took the offer out on the way.
      header = binding != null ? "y,," : "n,,";
    }
  }

  /** The mechanism chosen. */
  public String mechanism() {
    return plus ? Scram.MECHANISM_PLUS : Scram.MECHANISM;
  }

  /** client-first-message; the role is that of the startup packet. */
  public byte[] clientFirst() {
    return ascii(header + clientFirstBare());
  }

  private String clientFirstBare() {
    return "n=,r=" + nonce;
  }

  /** Reads server-first-message. */
  public void serverFirst(byte[] message) throws ScramException {
    serverFirst = Scram.text(message, limits);
    String[] attributes = serverFirst.split(",", -1);
    serverNonce = Scram.attribute(attributes, 0, 'r');
    if (!serverNonce.startsWith(nonce) || serverNonce.length() == nonce.length()) {
      throw ScramException.malformed("a nonce that does not begin with ours, or adds nothing");
    }
    Scram.checkNonce(serverNonce.substring(nonce.length()), limits);
    byte[] decoded = Scram.decode(Scram.attribute(attributes, 1, 's'));
    if (decoded == null || decoded.length == 0) {
      throw ScramException.malformed("no salt");
    }
    salt = decoded;
    iterations = iterations(Scram.attribute(attributes, 2, 'i'));
  }

  private int iterations(String digits) throws ScramException {
    long count = digits.matches("[0-9]{1,10}") ? Long.parseLong(digits) : 0;
    if (count < 1 || count > limits.maxIterations()) {
      throw ScramException.malformed(
          "an iteration count out of bounds, expected 1 to " + limits.maxIterations());
    }
    return (int) count;
  }

  /** The salt, as the server sent it. */
  byte[] salt() {
    return salt;
  }

  int iterations() {
    return iterations;
  }

  /** client-final-message, with a proof by the keys. */
  public byte[] clientFinal(byte[] clientKey, byte[] serverKey) {
    byte[] gs2 = ascii(header);
    byte[] bound = new byte[gs2.length + binding.length];
    System.arraycopy(gs2, 0, bound, 0, gs2.length);
    System.arraycopy(binding, 0, bound, gs2.length, binding.length);
    String withoutProof = "c=" + Scram.encode(bound) + ",r=" + serverNonce;
    String authMessage = clientFirstBare() + "," + serverFirst + "," + withoutProof;
    byte[] signature = Scram.hmac(Scram.hash(clientKey), authMessage);
    expectedSignature = Scram.hmac(serverKey, authMessage);
    return ascii(withoutProof + ",p=" + Scram.encode(Scram.xor(clientKey, signature)));
  }

  /** Whether server-final-message shows that the server knows the role's verifier. */
  public boolean serverFinal(byte[] message) throws ScramException {
    String[] attributes = Scram.text(message, limits).split(",", -1);
    byte[] signature = Scram.decode(Scram.attribute(attributes, 0, 'v'));
    return signature != null
        && expectedSignature.length > 0
        && MessageDigest.isEqual(signature, expectedSignature);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
