package io.trestle.proxy.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exchange with the client, in which the proxy is the server. Whether the role is known makes
 * no difference in what is done or said until the very end, where a proof by a wrong password
 * yields a key that the server turns down, or that is not {@link #verified} where there is no other
 * server. Not thread-safe.
 */
public final class ScramServer {

  private static final String BOUND = "p=" + Scram.BINDING_TYPE;

  private final byte @Nullable [] binding;
  private final ScramLimits limits;
  private String header = "";
  private String clientFirstBare = "";
  private String clientNonce = "";
  private String serverFirst = "";
  private String nonce = "";
  private ScramVerifier verifier = ScramVerifier.unmeetable();
  private String authMessage = "";
  private byte[] clientKey = {};
  private boolean usesVerifier;
  private boolean verified;

  /**
   * @param binding what the proxy's certificate binds the exchange to; null where that is not
   *     defined: then SCRAM-SHA-256-PLUS is not offered
   */
  public ScramServer(byte @Nullable [] binding, ScramLimits limits) {
    this.binding = binding == null ? null : binding.clone();
    this.limits = limits;
  }

  /** What is offered to the client. */
  public List<String> mechanisms() {
    return binding == null
        ? List.of(Scram.MECHANISM)
        : List.of(Scram.MECHANISM_PLUS, Scram.MECHANISM);
  }

  /** Reads client-first-message. */
  public void clientFirst(String mechanism, byte[] message) throws ScramException {
    if (!mechanisms().contains(mechanism)) {
      throw new ScramException("08P01", "client selected an invalid SASL authentication mechanism");
    }
    boolean plus = mechanism.equals(Scram.MECHANISM_PLUS);
    String[] parts = clientFirstText(message).split(",", -1);
    checkBindingFlag(parts[0], plus);
    if (parts.length < 4) {
      throw ScramException.malformed("name or nonce expected");
    }
    if (!parts[1].isEmpty()) {
      throw new ScramException(
          "0A000", "client uses authorization identity, but it is not supported");
    }
    if (parts[2].startsWith("m=")) {
      throw new ScramException("0A000", "client requires an unsupported SCRAM extension");
    }
    header = parts[0] + ",,";
    Scram.attribute(parts, 2, 'n'); // the role is that of the startup packet
    clientNonce = Scram.attribute(parts, 3, 'r');
    Scram.checkNonce(clientNonce, limits);
  }

  /**
   * The name in it may be in any encoding, and counts for nothing but the signatures, so that it is
   * the one thing that need not be ASCII.
   */
  private String clientFirstText(byte[] message) throws ScramException {
    if (message.length > limits.maxMessageBytes()) {
      throw ScramException.malformed(
          message.length + " bytes, expected at most " + limits.maxMessageBytes());
    }
    String text = new String(message, StandardCharsets.ISO_8859_1);
    if (text.indexOf('\0') >= 0) {
      throw ScramException.malformed("a zero byte");
    }
    int bare = text.indexOf(',', text.indexOf(',') + 1) + 1;
    clientFirstBare = text.substring(bare);
    return text;
  }

  private void checkBindingFlag(String flag, boolean plus) throws ScramException {
    switch (flag) {
      case "n" -> {
        if (plus) {
          throw withoutBinding();
        }
      }
      case "y" -> {
        if (plus) {
          throw withoutBinding();
        }
        if (binding != null) {
          throw new ScramException(
              "28000",
              "SCRAM channel binding negotiation error: the client supports channel binding but"
                  + " thinks the server does not; this server does");
        }
      }
      case BOUND -> {
        if (!plus) {
          throw ScramException.malformed(
              "the client selected SCRAM-SHA-256 without channel binding, but the message includes"
                  + " channel binding data");
        }
      }
      default -> throw ScramException.malformed("unsupported channel-binding flag or type");
    }
  }

  private static ScramException withoutBinding() {
    return ScramException.malformed(
        "the client selected SCRAM-SHA-256-PLUS, but the message does not include channel binding"
            + " data");
  }

  /**
   * server-first-message, with salt and iterations as the server has sent them.
   *
   * @param known the role's verifier, or null where there is none
   */
  public byte[] serverFirst(ScramClient server, @Nullable ScramVerifier known) {
    return serverFirst(server.salt(), server.iterations(), known);
  }

  /**
   * server-first-message where no other server is asked. Who is not known is always given the same
   * salt, so that nothing tells.
   *
   * @param user the name in the startup packet
   * @param known the user's verifier, or null where there is none
   */
  public byte[] serverFirst(String user, @Nullable ScramVerifier known) {
    ScramVerifier shown = known == null ? ScramVerifier.madeUp(user) : known;
    return serverFirst(shown.salt(), shown.iterations(), known);
  }

  private byte[] serverFirst(byte[] salt, int iterations, @Nullable ScramVerifier known) {
    if (known != null && known.madeWith(salt, iterations)) {
      verifier = known;
      usesVerifier = true;
    }
    nonce = clientNonce + Scram.nonce();
    serverFirst = "r=" + nonce + ",s=" + Scram.encode(salt) + ",i=" + iterations;
    return bytes(serverFirst);
  }

  /** Whether the verifier was of use: it is not where it is older than the password. */
  public boolean usesVerifier() {
    return usesVerifier;
  }

  /** Reads client-final-message, and takes the key out of its proof. */
  public void clientFinal(byte[] message) throws ScramException {
    String text = Scram.text(message, limits);
    int proofAt = text.lastIndexOf(",p=");
    if (proofAt < 0) {
      throw ScramException.malformed("no proof");
    }
    String withoutProof = text.substring(0, proofAt);
    String[] attributes = withoutProof.split(",", -1);
    checkBinding(Scram.decode(Scram.attribute(attributes, 0, 'c')));
    if (!MessageDigest.isEqual(bytes(Scram.attribute(attributes, 1, 'r')), bytes(nonce))) {
      throw ScramException.malformed("the nonce does not match");
    }
    byte[] proof = Scram.decode(text.substring(proofAt + 3));
    if (proof == null || proof.length != Scram.KEY_BYTES) {
      throw ScramException.malformed("a malformed proof");
    }
    authMessage = clientFirstBare + "," + serverFirst + "," + withoutProof;
    clientKey = Scram.xor(proof, Scram.hmac(verifier.storedKey(), authMessage));
    verified = MessageDigest.isEqual(Scram.hash(clientKey), verifier.storedKey());
  }

  private void checkBinding(byte @Nullable [] sent) throws ScramException {
    byte[] gs2 = bytes(header);
    byte[] data = header.startsWith(BOUND) && binding != null ? binding : new byte[0];
    byte[] expected = new byte[gs2.length + data.length];
    System.arraycopy(gs2, 0, expected, 0, gs2.length);
    System.arraycopy(data, 0, expected, gs2.length, data.length);
    if (sent == null || !MessageDigest.isEqual(sent, expected)) {
      throw new ScramException("28000", "SCRAM channel binding check failed");
    }
  }

  /** The key that the client's proof yields: its ClientKey only where the password is right. */
  public byte[] clientKey() {
    return clientKey;
  }

  /** The ServerKey of the verifier. */
  public byte[] serverKey() {
    return verifier.serverKey();
  }

  /** Whether the proof is one by the right password, as far as the verifier tells. */
  public boolean verified() {
    return verified;
  }

  /** server-final-message; only to be sent once the server has accepted the key. */
  public byte[] serverFinal() {
    if (!verified) {
      throw new IllegalStateException("the proof was wrong");
    }
    return bytes("v=" + Scram.encode(Scram.hmac(verifier.serverKey(), authMessage)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
