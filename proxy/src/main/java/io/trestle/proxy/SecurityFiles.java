package io.trestle.proxy;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.trestle.proxy.auth.VerifierSource;
import io.trestle.proxy.files.FileWatch;
import io.trestle.proxy.session.LoginPolicy;
import io.trestle.proxy.tls.ClientLegTls;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * What is made of {@link Security}: files read and watched, and connections for the auth query. TLS
 * with servers is made by {@link Upstreams}, of the same watch and threads.
 */
record SecurityFiles(
    FileWatch watch,
    ExecutorService handshakes,
    @Nullable ClientLegTls clientLeg,
    @Nullable VerifierSource verifiers,
    LoginPolicy loginPolicy)
    implements AutoCloseable {

  /** Those that wait for one are bounded by the sessions, and their time by the login deadline. */
  private static final int HANDSHAKE_THREADS = 2;

  /**
   * Reads all files.
   *
   * @throws IOException when one cannot be read or is wrong; the message says which
   */
  static SecurityFiles open(Security settings) throws IOException {
    FileWatch watch = new FileWatch();
    ExecutorService handshakes =
        Executors.newFixedThreadPool(
            HANDSHAKE_THREADS, new DefaultThreadFactory("trestle-handshake", true));
    try {
      ClientLegTls clientLeg =
          settings.clientTls() == null
              ? null
              : ClientLegTls.open(settings.clientTls(), watch, handshakes);
      VerifierSource verifiers = settings.authentication().open(watch);
      LoginPolicy policy =
          new LoginPolicy(
              clientLeg,
              verifiers,
              settings.authentication().secretsOverMixedLegs(),
              settings.authentication().limits());
      return new SecurityFiles(watch, handshakes, clientLeg, verifiers, policy);
    } catch (IOException wrong) {
      watch.close();
      handshakes.shutdownNow();
      throw wrong;
    }
  }

  @Override
  public void close() {
    watch.close();
    handshakes.shutdown();
    if (verifiers != null) {
      verifiers.close();
    }
  }
}
