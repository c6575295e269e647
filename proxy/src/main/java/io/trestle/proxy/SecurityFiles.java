package io.trestle.proxy;

import io.trestle.proxy.auth.VerifierSource;
import io.trestle.proxy.files.FileWatch;
import io.trestle.proxy.session.LoginPolicy;
import io.trestle.proxy.tls.ClientLegTls;
import io.trestle.proxy.tls.ServerLegTls;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is made of {@link Security}: files read and watched, and connections for the auth query. */
record SecurityFiles(
    FileWatch watch,
    @Nullable ClientLegTls clientLeg,
    ServerLegTls serverLeg,
    @Nullable VerifierSource verifiers,
    LoginPolicy loginPolicy)
    implements AutoCloseable {

  /**
   * Reads all files.
   *
   * @throws IOException when one cannot be read or is wrong; the message says which
   */
  static SecurityFiles open(Security settings) throws IOException {
    FileWatch watch = new FileWatch();
    try {
      ClientLegTls clientLeg =
          settings.clientTls() == null ? null : ClientLegTls.open(settings.clientTls(), watch);
      ServerLegTls serverLeg = ServerLegTls.open(settings.serverTls(), watch);
      VerifierSource verifiers = settings.authentication().open(watch);
      LoginPolicy policy =
          new LoginPolicy(
              clientLeg,
              verifiers,
              settings.authentication().secretsOverMixedLegs(),
              settings.authentication().limits());
      return new SecurityFiles(watch, clientLeg, serverLeg, verifiers, policy);
    } catch (IOException wrong) {
      watch.close();
      throw wrong;
    }
  }

  @Override
  public void close() {
    watch.close();
    if (verifiers != null) {
      verifiers.close();
    }
  }
}
