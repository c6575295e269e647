package io.trestle.cli.config;

import io.trestle.cli.Messages;
import io.trestle.proxy.tls.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in the files that sections on TLS name: whether they can be used, and, as warnings,
 * whether their time is now. A file that cannot be read has been noted before, and is passed over.
 */
final class TlsFiles {

  private TlsFiles() {}

  /** A certificate in key {@code cert}, and its private key in {@code key}. */
  static void checkIdentity(Section section, @Nullable Path certificate, @Nullable Path key) {
    boolean certified = isThere(certificate) && isCertificate(section, certificate);
    if (!isThere(key)) {
      return;
    }
    try {
      if (certified) {
        PemFiles.identity(certificate, key);
      } else {
        PemFiles.key(key);
      }
    } catch (IOException wrong) {
      section.wrongFile("key", Messages.of(wrong));
    }
  }

  private static boolean isCertificate(Section section, Path file) {
    try {
      for (X509Certificate each : PemFiles.certificates(file)) {
        if (isOutOfTime(each)) {
          section.warning("cert", file + ": " + outOfTime(each));
        }
      }
      return true;
    } catch (IOException wrong) {
      section.wrongFile("cert", Messages.of(wrong));
      return false;
    }
  }

  /**
   * Authorities: files of them are kept for long, and have some whose time is over. It is worth a
   * warning where that is so of all.
   */
  static void checkAuthorities(Section section, String key, @Nullable Path file) {
    if (!isThere(file)) {
      return;
    }
    try {
      List<X509Certificate> all = List.of(PemFiles.certificates(file));
      if (all.stream().allMatch(TlsFiles::isOutOfTime)) {
        section.warning(key, file + ": " + outOfTime(all.get(0)));
      }
    } catch (IOException wrong) {
      section.wrongFile(key, Messages.of(wrong));
    }
  }

  private static boolean isThere(@Nullable Path file) {
    return file != null && Files.isReadable(file);
  }

  private static boolean isOutOfTime(X509Certificate certificate) {
    Instant now = Instant.now();
    return now.isBefore(certificate.getNotBefore().toInstant())
        || now.isAfter(certificate.getNotAfter().toInstant());
  }

  private static String outOfTime(X509Certificate certificate) {
    Instant begin = certificate.getNotBefore().toInstant();
    String name = "certificate " + certificate.getSubjectX500Principal().getName();
    return Instant.now().isBefore(begin)
        ? name + " is not valid before " + begin
        : name + " has expired, at " + certificate.getNotAfter().toInstant();
  }
}
