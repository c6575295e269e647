package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.proxy.auth.Authentication;
import io.trestle.proxy.tls.ServerTls;
import io.trestle.proxy.tls.SslMode;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A server with TLS that does not know the role's verifier, and tries to let the client in. */
@ExtendWith(NoLeaks.class)
final class RogueServerIT {

  private static final String SALT = Base64.getEncoder().encodeToString(new byte[16]);
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir private Path folder = Path.of("");
  private TestPki pki;
  private TestProxy proxy;
  private ServerSocket listening;

  /** What the server sends in answer to the client's first and second message. */
  private volatile UnaryOperator<String> serverFirst =
      nonce -> "r=" + nonce + "server,s=" + SALT + ",i=4096";

  private volatile boolean skips;
  private volatile String offer = "SCRAM-SHA-256\0\0";
  private volatile String firstMessage = "";

  @BeforeEach
  void start() throws Exception {
    pki = new TestPki(folder);
    TestPki.Identity identity = pki.issue("proxy");
    Path verifiers = folder.resolve("verifiers.txt");
    Files.writeString(
        verifiers, "\"known\" \"SCRAM-SHA-256$4096:" + SALT + "$" + KEY + ":" + KEY + "\"");
    listening = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(pki.keyStore("server"), new char[0]);
    context.init(keys.getKeyManagers(), null, null);
    Thread thread = new Thread(() -> serve(context), "rogue");
    thread.setDaemon(true);
    thread.start();
    proxy =
        TestProxy.start(
            ProxySettings.of("127.0.0.1", 0, "127.0.0.1", listening.getLocalPort())
                .withSecurity(
                    new Security(
                        io.trestle.proxy.tls.ClientTls.of(identity.certificate(), identity.key()),
                        ServerTls.of(SslMode.REQUIRE),
                        Authentication.byFile(verifiers))));
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    listening.close();
  }

  private void serve(SSLContext context) {
    while (!listening.isClosed()) {
      try (Socket plain = listening.accept()) {
        plain.getInputStream().readNBytes(8);
        plain.getOutputStream().write('S');
        SSLSocket socket =
            (SSLSocket) context.getSocketFactory().createSocket(plain, "client", 0, true);
        socket.setUseClientMode(false);
        talk(
            new DataInputStream(socket.getInputStream()),
            new DataOutputStream(socket.getOutputStream()));
      } catch (IOException ended) {
        continue;
      }
    }
  }

  private void talk(DataInputStream in, DataOutputStream out) throws IOException {
    in.readNBytes(in.readInt() - 4);
    authentication(out, 10, offer);
    String first = message(in);
    firstMessage = first;
    if (skips) {
      authentication(out, 0, "");
    } else {
      authentication(out, 11, serverFirst.apply(first.substring(first.indexOf("r=") + 2)));
      message(in);
      authentication(out, 12, "v=" + KEY);
      authentication(out, 0, "");
    }
    out.write(new byte[] {'Z', 0, 0, 0, 5, 'I'});
    in.readAllBytes();
  }

  private static String message(DataInputStream in) throws IOException {
    in.readByte();
    return new String(in.readNBytes(in.readInt() - 4), StandardCharsets.ISO_8859_1);
  }

  private static void authentication(DataOutputStream out, int code, String data)
      throws IOException {
    out.writeByte('R');
    out.writeInt(8 + data.length());
    out.writeInt(code);
    out.write(data.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void isNotLetIn(String because) throws Exception {
    try (RawClient client = new RawClient(pki.afterRequest(proxy.port()))) {
      client.startup("known", "postgres").send();
      assertThat(client.next().type()).isEqualTo('R');
      RawClient.Message answer =
          client
              .message('p', RawScram.initial("SCRAM-SHA-256", "n,,n=,r=" + RawScram.NONCE))
              .send()
              .next();
      if (answer.type() == 'R') {
        String nonce = RawScram.attribute(answer.text().substring(4), 'r');
        answer = RawScram.last(client, "c=biws,r=" + nonce + ",p=" + KEY).get(0);
      }
      assertThat(answer.type()).isEqualTo('E');
      assertThat(answer.field('C')).isEqualTo("08006");
      assertThat(answer.field('M')).contains(because);
    }
  }

  @Test
  void aSignatureByAnotherKeyIsNotBelieved() throws Exception {
    isNotLetIn("a SCRAM signature that does not fit the role's verifier");
  }

  @Test
  void theProxyBindsItsLoginToTheServersCertificateWhereThatIsOffered() throws Exception {
    offer = "SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0";
    isNotLetIn("a SCRAM signature that does not fit the role's verifier");
    assertThat(firstMessage)
        .startsWith("SCRAM-SHA-256-PLUS\0")
        .contains("p=tls-server-end-point,,");

    offer = "SCRAM-SHA-256\0\0";
    isNotLetIn("a SCRAM signature that does not fit the role's verifier");
    assertThat(firstMessage).startsWith("SCRAM-SHA-256\0").contains("y,,n=,r=");
  }

  @Test
  void aServerThatSkipsTheExchangeIsNotBelieved() throws Exception {
    skips = true;
    isNotLetIn("AuthenticationOk in the middle of SCRAM");
  }

  @Test
  void aNonceThatIsNotOursGoesNowhere() throws Exception {
    serverFirst = nonce -> "r=other,s=" + SALT + ",i=4096";
    isNotLetIn("a nonce that does not begin with ours");
    serverFirst = nonce -> "r=" + nonce + ",s=" + SALT + ",i=4096";
    isNotLetIn("adds nothing");
    serverFirst = nonce -> "r=" + nonce + "x".repeat(300) + ",s=" + SALT + ",i=4096";
    isNotLetIn("a nonce of 300 characters");
  }

  @Test
  void iterationsAreBounded() throws Exception {
    for (String count : new String[] {"0", "-1", "1000001", "99999999999", "", "4096x"}) {
      serverFirst = nonce -> "r=" + nonce + "server,s=" + SALT + ",i=" + count;
      isNotLetIn("an iteration count out of bounds");
    }
  }

  @Test
  void aMessageThatIsTooLongOrNoAsciiGoesNowhere() throws Exception {
    serverFirst = nonce -> "r=" + nonce + "server,s=" + SALT + ",i=4096," + "x".repeat(1000);
    isNotLetIn("expected at most 1024");
    serverFirst = nonce -> "r=" + nonce + "\u00e4,s=" + SALT + ",i=4096";
    isNotLetIn("no ASCII");
  }

  @Test
  void aVerifierThatIsNotTheServersIsOfNoUse() throws Exception {
    String other = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3, 4});
    serverFirst = nonce -> "r=" + nonce + "server,s=" + other + ",i=4096";
    try (CapturedLog log = new CapturedLog(Class.forName("io.trestle.proxy.session.ScramBridge"))) {
      isNotLetIn("a SCRAM signature that does not fit the role's verifier");
      assertThat(log.contains("not the one that the server has")).isTrue();
    }
  }
}
