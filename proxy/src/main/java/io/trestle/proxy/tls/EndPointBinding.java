package io.trestle.proxy.tls;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The channel binding {@code tls-server-end-point}: a hash of the certificate of the channel's
 * server, by the hash function of the certificate's own signature.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5929#section-4.1">RFC 5929, 4.1</a>
 */
public final class EndPointBinding {

  private EndPointBinding() {}

  /**
   * The hash; null where it is not defined, as for Ed25519, whose signature has no such function.
   */
  public static byte @Nullable [] of(X509Certificate certificate) {
    try {
      String hash = hash(certificate);
      return hash == null ? null : MessageDigest.getInstance(hash).digest(certificate.getEncoded());
    } catch (GeneralSecurityException unknownHash) {
      return null;
    }
  }

  private static @Nullable String hash(X509Certificate certificate)
      throws GeneralSecurityException {
    String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    int with = algorithm.indexOf("WITH");
    String name = with > 0 ? algorithm.substring(0, with) : null;
    if (algorithm.equals("RSASSA-PSS")) {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
      try {
        parameters.init(certificate.getSigAlgParams());
      } catch (java.io.IOException malformed) {
        return null;
      }
      name = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
    }
    if (name == null) {
      return null;
    }
    return switch (name.replace("-", "")) {
      case "MD5", "SHA1", "SHA256" -> "SHA-256";
      case "SHA224" -> "SHA-224";
      case "SHA384" -> "SHA-384";
      case "SHA512" -> "SHA-512";
      default -> null;
    };
  }
}
