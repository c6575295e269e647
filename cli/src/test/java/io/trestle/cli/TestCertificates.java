package io.trestle.cli;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;

/** An authority, and files of certificates that it has signed, in PEM. */
public final class TestCertificates {

  private final Path folder;
  private final X509Bundle authority;

  /** Makes an authority, with its own certificate in a file of that name. */
  public TestCertificates(Path folder, String name) throws Exception {
    this.folder = folder;
    authority =
        new CertificateBuilder()
            .algorithm(Algorithm.ecp256)
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(folder.resolve(name), authority.getCertificatePEM());
  }

  /** Signs a certificate for this machine: NAME.crt and NAME.key. */
  public void issue(String name) throws Exception {
    write(name, builder(name));
  }

  /** The same, of one whose time was over yesterday. */
  public void issueExpired(String name) throws Exception {
    Instant now = Instant.now();
    write(
        name,
        builder(name)
            .notBefore(now.minus(Duration.ofDays(9)))
            .notAfter(now.minus(Duration.ofDays(1))));
  }

  private static CertificateBuilder builder(String name) {
    return new CertificateBuilder()
        .algorithm(Algorithm.ecp256)
        .subject("CN=" + name)
        .addSanDnsName("localhost")
        .addSanIpAddress("127.0.0.1");
  }

  private void write(String name, CertificateBuilder builder) throws Exception {
    X509Bundle bundle = builder.buildIssuedBy(authority);
    Files.writeString(folder.resolve(name + ".crt"), bundle.getCertificatePathPEM());
    writeKey(folder.resolve(name + ".key"), bundle.getPrivateKeyPEM());
  }

  /** A server takes its key only where nobody else may read it. */
  private static void writeKey(Path file, String pem) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, pem);
  }
}
