package io.trestle.proxy.tls;

import io.trestle.proxy.files.InvalidFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and private keys in PEM. Errors name the file, what is wrong and what was expected.
 */
public final class PemFiles {

  /** Far beyond any chain, and beyond the authorities that operating systems trust. */
  private static final long MAX_BYTES = 4L << 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
  private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private PemFiles() {}

  /** A certificate chain with its key, which belong together. */
  public record Identity(X509Certificate[] chain, PrivateKey key) {}

  /**
   * Reads a certificate chain and its key.
   *
   * @throws IOException when one cannot be read, is wrong, or does not belong to the other
   */
  public static Identity identity(Path certificateFile, Path keyFile) throws IOException {
    X509Certificate[] chain = certificates(certificateFile);
    PrivateKey key = key(keyFile);
    if (!belongTogether(key, chain[0].getPublicKey())) {
      throw new InvalidFileException(
          keyFile
              + " is not the private key of the first certificate in "
              + certificateFile
              + "; expected two that belong together");
    }
    return new Identity(chain, key);
  }

  /** All certificates of a file, at least one. */
  public static X509Certificate[] certificates(Path file) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(text(file));
    while (blocks.find()) {
      if (!blocks.group(1).equals("CERTIFICATE")) {
        continue;
      }
      try {
        found.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(decoded(file, blocks.group(2)))));
      } catch (CertificateException malformed) {
        throw new InvalidFileException(
            "%s: certificate %d is malformed; expected an X.509 certificate"
                .formatted(file, found.size() + 1),
            malformed);
      }
    }
    if (found.isEmpty()) {
      throw new InvalidFileException(
          file + " has no certificate in it; expected -----BEGIN CERTIFICATE-----");
    }
    return found.toArray(X509Certificate[]::new);
  }

  /** The private key of a file. */
  public static PrivateKey key(Path file) throws IOException {
    Matcher blocks = BLOCK.matcher(text(file));
    String other = "no private key";
    while (blocks.find()) {
      String label = blocks.group(1);
      if (label.equals("PRIVATE KEY")) {
        return key(file, decoded(file, blocks.group(2)));
      }
      if (label.endsWith("PRIVATE KEY")) {
        other = "a key in another form, " + label;
      }
    }
    throw new InvalidFileException(
        file
            + " has "
            + other
            + " in it; expected -----BEGIN PRIVATE KEY-----, which"
            + " `openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW` writes");
  }

  private static PrivateKey key(Path file, byte[] encoded) throws IOException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(encoded);
    for (String type : KEY_TYPES) {
      try {
        return KeyFactory.getInstance(type).generatePrivate(spec);
      } catch (InvalidKeySpecException ofAnotherType) {
        continue;
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    throw new InvalidFileException(
        file + " has a malformed key in it; expected one of " + KEY_TYPES);
  }

  private static boolean belongTogether(PrivateKey key, PublicKey certified) {
    if (key instanceof RSAKey ours && certified instanceof RSAKey theirs) {
      return ours.getModulus().equals(theirs.getModulus());
    }
    try {
      Signature signature =
          Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA");
      signature.initSign(key);
      signature.update((byte) 1);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update((byte) 1);
      return signature.verify(signed);
    } catch (GeneralSecurityException otherAlgorithm) {
      return false;
    }
  }

  private static byte[] decoded(Path file, String base64) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      throw new InvalidFileException(
          file + " has a block that is not Base64; expected PEM", malformed);
    }
  }

  private static String text(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new InvalidFileException(
            file + " has more than " + MAX_BYTES + " bytes; expected PEM");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (java.nio.file.FileSystemException unreadable) {
      String reason =
          unreadable instanceof java.nio.file.NoSuchFileException
              ? "no such file"
              : String.valueOf(unreadable.getReason());
      throw new InvalidFileException(file + " cannot be read: " + reason, unreadable);
    } catch (InvalidFileException tooLong) {
      throw tooLong;
    } catch (IOException unreadable) {
      throw new InvalidFileException(
          file + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }
}
