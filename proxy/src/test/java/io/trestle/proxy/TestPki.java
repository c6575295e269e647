package io.trestle.proxy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * A certificate authority, and files of certificates that it has signed. All authorities have one
 * name, so that no peer keeps back a certificate of another one's.
 */
final class TestPki {

  private static final int SSL_REQUEST = 80877103;

  private final Path folder;
  private final X509Bundle authority;

  /** The authority's own certificate. */
  final Path ca;

  TestPki(Path folder) throws Exception {
    this(folder, Algorithm.ecp256);
  }

  /** An authority that signs with a key of that kind. */
  TestPki(Path folder, Algorithm algorithm) throws Exception {
    this.folder = Files.createDirectories(folder);
    authority =
        new CertificateBuilder()
            .algorithm(algorithm)
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    ca = folder.resolve("ca.crt");
    Files.writeString(ca, authority.getCertificatePEM());
  }

  /** A certificate with its key, in PEM; the key also in DER, as pgjdbc wants it. */
  record Identity(Path certificate, Path key, Path derKey) {}

  /** Signs a certificate for this machine's own names. */
  Identity issue(String commonName) throws Exception {
    return issue(commonName, commonName, Algorithm.ecp256);
  }

  Identity issue(String file, String commonName, Algorithm algorithm) throws Exception {
    X509Bundle bundle =
        new CertificateBuilder()
            .algorithm(algorithm)
            .subject("CN=" + commonName)
            .addSanDnsName("localhost")
            .addSanIpAddress("127.0.0.1")
            .buildIssuedBy(authority);
    return write(file, bundle);
  }

  /** A new certificate with its key, for a server of a test's own; without a password. */
  KeyStore keyStore(String commonName) throws Exception {
    return new CertificateBuilder()
        .algorithm(Algorithm.ecp256)
        .subject("CN=" + commonName)
        .addSanIpAddress("127.0.0.1")
        .buildIssuedBy(authority)
        .toKeyStore(new char[0]);
  }

  /** Signs a certificate for a host that is not this one. */
  Identity issueForAnotherHost() throws Exception {
    return write(
        "elsewhere",
        new CertificateBuilder()
            .algorithm(Algorithm.ecp256)
            .subject("CN=elsewhere.example")
            .addSanDnsName("elsewhere.example")
            .buildIssuedBy(authority));
  }

  private Identity write(String file, X509Bundle bundle) throws IOException {
    Identity identity =
        new Identity(
            folder.resolve(file + ".crt"),
            folder.resolve(file + ".key"),
            folder.resolve(file + ".pk8"));
    replace(identity.certificate(), bundle.getCertificatePathPEM());
    replace(identity.key(), bundle.getPrivateKeyPEM());
    replace(identity.derKey(), bundle.getKeyPair().getPrivate().getEncoded());
    return identity;
  }

  /** Puts another file in a file's place, in one step. */
  static void replace(Path file, String content) throws IOException {
    replace(file, content.getBytes(StandardCharsets.UTF_8));
  }

  private static void replace(Path file, byte[] content) throws IOException {
    Path other = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(other);
    Files.createFile(
        other, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(other, content);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A socket whose first word is SSLRequest, with TLS begun after the answer. */
  SSLSocket afterRequest(int port, String... versions) throws Exception {
    Socket plain = new Socket("127.0.0.1", port);
    plain.setSoTimeout(15_000);
    plain
        .getOutputStream()
        .write(java.nio.ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array());
    int answer = plain.getInputStream().read();
    if (answer != 'S') {
      throw new IOException("answer to SSLRequest: " + answer);
    }
    SSLSocket socket =
        (SSLSocket) context().getSocketFactory().createSocket(plain, "localhost", port, true);
    if (versions.length > 0) {
      socket.setEnabledProtocols(versions);
    }
    socket.startHandshake();
    return socket;
  }

  /** A socket that begins with TLS at once, and offers these application protocols. */
  SSLSocket direct(int port, String... applicationProtocols) throws Exception {
    SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket("localhost", port);
    socket.setSoTimeout(15_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(applicationProtocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private SSLContext context() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {authority.toTrustManager()}, null);
    return context;
  }
}
