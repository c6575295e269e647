package io.trestle.proxy.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one SCRAM-SHA-256 exchange, without channel binding: {@link #first}, then
 * {@link #last}. Whether the user exists shows neither in the answers nor in the time they take.
 * Not thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802">RFC 5802</a>
 */
public final class ScramServer {

  /** The mechanism's name. */
  public static final String MECHANISM = "SCRAM-SHA-256";

  /** The longest message of a client. */
  public static final int MAX_MESSAGE_BYTES = 4_096;

  private static final int MAX_NONCE = 1_024;
  private static final int NONCE_BYTES = 18;

  /** So that what a user that does not exist is asked for is always the same. */
  private static final byte[] MOCK_SECRET = random(Scram.KEY_BYTES);

  private final ScramVerifier verifier;
  private final boolean exists;
  private final String serverNonce;
  private String header = "";
  private String clientFirstBare = "";
  private String serverFirst = "";
  private String nonce = "";

  /**
   * @param user the name from the startup message
   * @param verifier of the user's password; null where there is no such user
   */
  public ScramServer(String user, @Nullable ScramVerifier verifier) {
    this(user, verifier, Base64.getEncoder().encodeToString(random(NONCE_BYTES)));
  }

  ScramServer(String user, @Nullable ScramVerifier verifier, String serverNonce) {
    this.exists = verifier != null;
    this.verifier = verifier != null ? verifier : mock(user);
    this.serverNonce = serverNonce;
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return random;
  }

  private static ScramVerifier mock(String user) {
    byte[] hash = Scram.hmac(MOCK_SECRET, user);
    byte[] salt = java.util.Arrays.copyOf(hash, 16);
    return new ScramVerifier(ScramVerifier.ITERATIONS, salt, hash, hash);
  }

  /**
   * Takes client-first-message.
   *
   * @return server-first-message
   * @throws ScramException when it is malformed, or asks for channel binding
   */
  public String first(byte[] message) throws ScramException {
    String text = text(message);
    if (text.startsWith("p=")) {
      throw ScramException.malformed("channel binding is not offered");
    }
    boolean known = text.startsWith("n,") || text.startsWith("y,");
    int end = known ? text.indexOf(',', 2) : -1;
    if (end < 0) {
      throw ScramException.malformed("no GS2 header");
    }
    if (end > 2) {
      throw ScramException.malformed("an authorization identity is not supported");
    }
    header = text.substring(0, end + 1);
    clientFirstBare = text.substring(end + 1);
    String[] attributes = clientFirstBare.split(",", -1);
    boolean whole =
        attributes.length >= 2 && attributes[0].startsWith("n=") && attributes[1].startsWith("r=");
    if (!whole) {
      throw ScramException.malformed("expected a user name and a nonce");
    }
    String clientNonce = attributes[1].substring(2);
    if (clientNonce.isEmpty() || clientNonce.length() > MAX_NONCE || !isPrintable(clientNonce)) {
      throw ScramException.malformed("a nonce has 1 to " + MAX_NONCE + " printable characters");
    }
    nonce = clientNonce + serverNonce;
    String salt = Base64.getEncoder().encodeToString(verifier.salt());
    serverFirst = "r=" + nonce + ",s=" + salt + ",i=" + verifier.iterations();
    return serverFirst;
  }

  /**
   * Takes client-final-message.
   *
   * @return server-final-message
   * @throws ScramException when it is malformed, or does not prove the password
   */
  public String last(byte[] message) throws ScramException {
    if (serverFirst.isEmpty()) {
      throw new IllegalStateException("first() comes first");
    }
    String text = text(message);
    int proofAt = text.lastIndexOf(",p=");
    if (proofAt < 0) {
      throw ScramException.malformed("no proof");
    }
    String withoutProof = text.substring(0, proofAt);
    String[] attributes = withoutProof.split(",", -1);
    String binding =
        "c=" + Base64.getEncoder().encodeToString(header.getBytes(StandardCharsets.UTF_8));
    if (attributes.length < 2 || !attributes[0].equals(binding)) {
      throw ScramException.malformed("another channel binding than announced");
    }
    if (!attributes[1].equals("r=" + nonce)) {
      throw ScramException.malformed("another nonce");
    }
    byte[] proof;
    try {
      proof = Base64.getDecoder().decode(text.substring(proofAt + 3));
    } catch (IllegalArgumentException notBase64) {
      throw ScramException.malformed("the proof is no base64");
    }
    if (proof.length != Scram.KEY_BYTES) {
      throw ScramException.malformed("the proof has not " + Scram.KEY_BYTES + " bytes");
    }
    String authMessage = clientFirstBare + "," + serverFirst + "," + withoutProof;
    byte[] clientKey = Scram.xor(proof, Scram.hmac(verifier.storedKey(), authMessage));
    boolean proved = MessageDigest.isEqual(Scram.hash(clientKey), verifier.storedKey());
    if (!proved || !exists) {
      throw ScramException.wrongPassword();
    }
    byte[] signature = Scram.hmac(verifier.serverKey(), authMessage);
    return "v=" + Base64.getEncoder().encodeToString(signature);
  }

  private static boolean isPrintable(String text) {
    return text.chars().allMatch(letter -> letter > ' ' && letter < 0x7f);
  }

  private static String text(byte[] message) throws ScramException {
    if (message.length > MAX_MESSAGE_BYTES) {
      throw ScramException.malformed("more than " + MAX_MESSAGE_BYTES + " bytes");
    }
    return new String(message, StandardCharsets.UTF_8);
  }
}
