package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.trestle.engine.SqlError;
import io.trestle.proxy.auth.Scram;
import io.trestle.proxy.wire.FrameHandler;
import io.trestle.proxy.wire.FrameWalker;
import io.trestle.proxy.wire.SaslMechanisms;
import io.trestle.proxy.wire.SaslMessages;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides on what the server asks of a client that logs in, by which legs are TLS:
 *
 * <pre>
 *  client / server   SCRAM                      clear text, bearer token
 *  plain  / plain    relayed                    relayed
 *  TLS    / plain    relayed                    refused, unless allowed
 *  plain  / TLS      relayed, without -PLUS     refused, unless allowed
 *  TLS    / TLS      ended here (ScramBridge)   relayed
 * </pre>
 *
 * md5 and everything else is relayed. A server that asks nothing of the client is believed, unless
 * what convinced it may be the proxy's own certificate. A client's answer is passed on only when
 * the server has asked for one.
 */
final class AuthenticationRelay {

  private static final String INVALID_AUTHORIZATION = "28000";

  private final Session session;
  private final LoginPolicy policy;
  private @Nullable ScramBridge bridge;
  private boolean awaitsAnswer;
  private boolean answered;

  AuthenticationRelay(Session session, LoginPolicy policy) {
    this.session = session;
    this.policy = policy;
  }

  /** An Authentication message of the server, all of it. */
  int request(ByteBuf buffer, int start, int total, FrameWalker walker) {
    int code = SaslMechanisms.code(buffer, start, total);
    return switch (code) {
      case SaslMechanisms.OK -> ok();
      case SaslMechanisms.CLEARTEXT_PASSWORD ->
          mayAskForSecrets() ? relay() : refuseSecret("a password in clear text");
      case SaslMechanisms.SASL -> sasl(buffer, start, total, walker);
      case SaslMechanisms.SASL_CONTINUE, SaslMechanisms.SASL_FINAL -> {
        if (bridge != null) {
          byte[] data = SaslMessages.readRequest(buffer, start, total);
          yield bridge.fromServer(code, data, walker::insert) ? total : FrameHandler.PAUSE;
        }
        yield code == SaslMechanisms.SASL_FINAL ? 0 : relay();
      }
      default -> relay();
    };
  }

  private int relay() {
    awaitsAnswer = true;
    session.resumeClientSoon();
    return 0;
  }

  private int ok() {
    if (bridge != null && !bridge.succeeded()) {
      session.upstreamFailures().broken("AuthenticationOk in the middle of SCRAM");
      return FrameHandler.PAUSE;
    }
    if (session.legs().upstreamShowsCertificate() && !answered && bridge == null) {
      if (!session.legs().clientCertificateIsForUser()) {
        return refuse(
            "trestle: the server asks nothing of user \""
                + session.user()
                + "\", perhaps because of the proxy's own certificate; so the client has to show"
                + " one for this user, which needs the setting: client certificates verify-full");
      }
    }
    return 0;
  }

  private int sasl(ByteBuf buffer, int start, int total, FrameWalker walker) {
    List<String> offered = SaslMessages.readOffer(buffer, start, total);
    boolean scram = offered.contains(Scram.MECHANISM) || offered.contains(Scram.MECHANISM_PLUS);
    if (!scram) {
      return mayAskForSecrets() ? relay() : refuseSecret("by " + String.join(", ", offered));
    }
    if (session.legs().clientLegIsTls() && session.legs().serverLegIsTls()) {
      return bridge(offered.contains(Scram.MECHANISM_PLUS), total, walker);
    }
    ByteBuf replacement = SaslMechanisms.withoutBinding(session.allocator(), buffer, start, total);
    int relayed = relay();
    if (replacement == null) {
      return relayed;
    }
    walker.insert(replacement);
    return total;
  }

  private int bridge(boolean plusOffered, int total, FrameWalker walker) {
    if (policy.verifiers() == null) {
      return refuse(
          "trestle: SCRAM-SHA-256 between a client with TLS and a server with TLS needs the role's"
              + " verifier; the setting is missing: an auth query or an auth file");
    }
    bridge = new ScramBridge(session, policy, plusOffered);
    bridge.begin(walker::insert);
    session.resumeClientSoon();
    return total;
  }

  private boolean mayAskForSecrets() {
    return policy.secretsOverMixedLegs()
        || session.legs().clientLegIsTls() == session.legs().serverLegIsTls();
  }

  private int refuseSecret(String what) {
    return refuse(
        "trestle: the server asks for authentication "
            + what
            + ", and the connection "
            + (session.legs().clientLegIsTls() ? "to the server" : "of the client")
            + " is not encrypted while the other one is; encrypt both, or allow it by the setting:"
            + " secrets over mixed legs");
  }

  private int refuse(String message) {
    session.fatal(new SqlError(INVALID_AUTHORIZATION, message, null, 0));
    return FrameHandler.PAUSE;
  }

  /** A client's answer ('p'), of which {@code available} bytes are there. */
  int answer(ByteBuf buffer, int start, int total, int available) {
    if (bridge != null) {
      if (total > bridge.maxAnswerBytes()) {
        session.ending().violation("too long an answer in SCRAM: " + total + " bytes");
        return FrameHandler.PAUSE;
      }
      if (!bridge.awaitsAnswer()) {
        return FrameHandler.PAUSE;
      }
      if (available < total) {
        return -total;
      }
      return bridge.fromClient(buffer, start, total) ? total : FrameHandler.PAUSE;
    }
    if (!awaitsAnswer) {
      return FrameHandler.PAUSE;
    }
    awaitsAnswer = false;
    answered = true;
    return 0;
  }
}
