package io.trestle.proxy.session;

import io.trestle.engine.SqlError;
import io.trestle.proxy.statistics.Statistics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why a session ends, and so what its client is told, and for how long it may read that. Confined
 * to the session's event loop.
 */
final class Ending {

  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  private static final String TOO_MANY = "53300";

  private final Session session;
  private final Statistics statistics;
  private boolean clientGone;
  private boolean terminating;
  private boolean serverSaidWhy;
  private boolean violated;
  private boolean leaving;
  private @Nullable String lastViolation;

  Ending(Session session, Statistics statistics) {
    this.session = session;
    this.statistics = statistics;
  }

  /** The client has said goodbye. */
  void terminate() {
    terminating = true;
  }

  boolean terminating() {
    return terminating;
  }

  /** The server has given the reason why it ends the session. */
  void serverSaidWhy() {
    serverSaidWhy = true;
  }

  /** The client broke the protocol. */
  void violation(String message) {
    logViolation(message);
    violated = true;
    session.fatal("08P01", message);
  }

  /** What the client has sent is no beginning of the protocol; as the server, we say nothing. */
  void noProtocol(String message) {
    logViolation(message);
    session.end();
  }

  private void logViolation(String message) {
    LOG.atWarn().addKeyValue("client", session.peer()).log("protocol violation: {}", message);
  }

  /** The client broke the protocol, and will hear of it when the server has ended the session. */
  void violationBehindAnswers(String message) {
    lastViolation = message;
  }

  /** Whether the server answers what came before a violation, and nothing else is sent on. */
  boolean awaitsLastAnswers() {
    return lastViolation != null;
  }

  /** There is no place for the client. */
  void refused(SqlError why) {
    if (why.sqlState().equals(TOO_MANY)) {
      statistics.clientTurnedAway();
    }
    LOG.atWarn()
        .addKeyValue("client", session.peer())
        .log("a client is refused: {}", why.message());
    leave(why);
  }

  /** The session's time is up: tells the client, who may be about to send something. */
  void leave(SqlError reason) {
    leaving = true;
    session.fatal(reason);
  }

  /** Whether the client was asked to leave. */
  boolean leaving() {
    return leaving;
  }

  /** Whether the client may still be sending. */
  boolean whileSending() {
    return violated || leaving;
  }

  /** The connection to the server is closed. */
  void serverGone() {
    if (session.stage() == Stage.CLOSED) {
      return;
    }
    if (lastViolation != null) {
      violation(lastViolation);
      return;
    }
    if (serverSaidWhy || terminating || clientGone) {
      session.end();
      return;
    }
    LOG.atWarn()
        .addKeyValue("upstream", session.upstream())
        .addKeyValue("client", session.peer())
        .log("the connection to the upstream server was lost");
    session.fatal(
        "08006", "trestle: the connection to upstream " + session.upstream() + " was lost");
  }

  /** The connection to the client is closed; what it has sent before is still analysed. */
  void clientGone() {
    clientGone = true;
    analysed();
  }

  /** An analysis has ended. */
  void analysed() {
    if (clientGone && !session.waits()) {
      session.end();
    }
  }
}
