package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.trestle.engine.SqlError;
import io.trestle.proxy.auth.ScramClient;
import io.trestle.proxy.auth.ScramException;
import io.trestle.proxy.auth.ScramServer;
import io.trestle.proxy.auth.ScramVerifier;
import io.trestle.proxy.auth.VerifierSource;
import io.trestle.proxy.wire.MalformedMessageException;
import io.trestle.proxy.wire.SaslMechanisms;
import io.trestle.proxy.wire.SaslMessages;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two SCRAM exchanges side by side: one in which the proxy is the client's server, and one in which
 * it is the server's client.
 *
 * <pre>
 * client              proxy                            server
 *   │                   │ ◄──── offer of mechanisms ──── │
 *   │ ◄── offer ─────── │ ──── client-first ───────────► │
 *   │ ── client-first ► │ ◄──── server-first (salt) ──── │
 *   │ ◄─ server-first ─ │        (the role's verifier is looked up meanwhile)
 *   │ ── client-final ► │ ──── client-final ───────────► │  by the key in the client's proof
 *   │ ◄─ server-final ─ │ ◄──── server-final ─────────── │
 * </pre>
 *
 * A wrong password yields a wrong key, of which the server says what it says of a wrong password.
 */
final class ScramBridge {

  private static final Logger LOG = LoggerFactory.getLogger(ScramBridge.class);

  /** Type byte, length, name of the mechanism, length of the data. */
  private static final int OVERHEAD = 64;

  private enum Awaited {
    CLIENT_FIRST,
    SALT_AND_VERIFIER,
    CLIENT_FINAL,
    SERVER_FINAL,
    NOTHING
  }

  private final Session session;
  private final LoginPolicy policy;
  private final ScramServer withClient;
  private final ScramClient withServer;
  private Awaited awaited = Awaited.CLIENT_FIRST;
  private boolean saltKnown;
  private boolean lookedUp;
  private @Nullable ScramVerifier verifier;

  ScramBridge(Session session, LoginPolicy policy, boolean plusOffered) {
    this.session = session;
    this.policy = policy;
    this.withClient = new ScramServer(session.legs().clientLegBinding(), policy.scramLimits());
    this.withServer =
        new ScramClient(plusOffered, session.legs().serverLegBinding(), policy.scramLimits());
  }

  /** Begins both exchanges, and has the role looked up. */
  void begin(Consumer<ByteBuf> toClient) {
    toClient.accept(SaslMessages.offer(session.allocator(), withClient.mechanisms()));
    session.sendToServer(
        SaslMessages.initialResponse(
            session.allocator(), withServer.mechanism(), withServer.clientFirst()));
    VerifierSource source = Objects.requireNonNull(policy.verifiers());
    source
        .verifier(session.user())
        .whenComplete(
            (found, failure) ->
                session.client().eventLoop().execute(() -> verifier(found, failure)));
  }

  private void verifier(@Nullable ScramVerifier found, @Nullable Throwable failure) {
    if (session.stage() != Stage.LOGIN) {
      return;
    }
    if (failure != null) {
      Throwable root = failure;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      LOG.atError()
          .log("the verifier of a role cannot be looked up by the auth query: {}", root.toString());
      session.fatal(
          new SqlError(
              "08006", "trestle: the role cannot be looked up; the proxy's log says why", null, 0));
      return;
    }
    verifier = found;
    lookedUp = true;
    sendServerFirst(session::sendToClient);
  }

  int maxAnswerBytes() {
    return policy.scramLimits().maxMessageBytes() + OVERHEAD;
  }

  boolean awaitsAnswer() {
    return awaited == Awaited.CLIENT_FIRST || awaited == Awaited.CLIENT_FINAL;
  }

  /** Whether the server has shown that it knows the role, and the client has been told. */
  boolean succeeded() {
    return awaited == Awaited.NOTHING;
  }

  /** An answer of the client that was awaited; whether the session goes on. */
  boolean fromClient(ByteBuf buffer, int start, int total) {
    try {
      if (awaited == Awaited.CLIENT_FIRST) {
        SaslMessages.InitialResponse response =
            SaslMessages.readInitialResponse(buffer, start, total);
        withClient.clientFirst(response.mechanism(), response.data());
        awaited = Awaited.SALT_AND_VERIFIER;
        sendServerFirst(session::sendToClient);
      } else {
        withClient.clientFinal(SaslMessages.readResponse(buffer, start, total));
        awaited = Awaited.SERVER_FINAL;
        session.sendToServer(
            SaslMessages.response(
                session.allocator(),
                withServer.clientFinal(withClient.clientKey(), withClient.serverKey())));
      }
      return true;
    } catch (MalformedMessageException malformed) {
      session.ending().violation(malformed.getMessage());
    } catch (ScramException wrong) {
      session.fatal(new SqlError(wrong.sqlState(), wrong.getMessage(), null, 0));
    }
    return false;
  }

  private void sendServerFirst(Consumer<ByteBuf> toClient) {
    if (awaited != Awaited.SALT_AND_VERIFIER || !saltKnown || !lookedUp) {
      return;
    }
    byte[] message = withClient.serverFirst(withServer, verifier);
    if (verifier != null && !withClient.usesVerifier()) {
      LOG.atWarn()
          .addKeyValue("user", session.user())
          .log("the role's verifier is not the one that the server has; its login will fail");
    }
    awaited = Awaited.CLIENT_FINAL;
    toClient.accept(SaslMessages.next(session.allocator(), message));
    session.resumeClientSoon();
  }

  /** A message of the server's exchange; whether the session goes on. */
  boolean fromServer(int code, byte[] data, Consumer<ByteBuf> toClient) {
    try {
      if (code == SaslMechanisms.SASL_CONTINUE && !saltKnown) {
        withServer.serverFirst(data);
        saltKnown = true;
        sendServerFirst(toClient);
        return true;
      }
      if (code == SaslMechanisms.SASL_FINAL && awaited == Awaited.SERVER_FINAL) {
        if (withServer.serverFinal(data) && withClient.verified()) {
          awaited = Awaited.NOTHING;
          toClient.accept(SaslMessages.last(session.allocator(), withClient.serverFinal()));
          return true;
        }
        session
            .upstreamFailures()
            .broken("a SCRAM signature that does not fit the role's verifier");
        return false;
      }
      session.upstreamFailures().broken("a SCRAM message that does not belong here");
    } catch (ScramException wrong) {
      session.upstreamFailures().broken("a " + wrong.getMessage());
    }
    return false;
  }
}
