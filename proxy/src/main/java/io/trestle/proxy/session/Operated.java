package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.trestle.engine.Engine;
import io.trestle.engine.Outcome;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import io.trestle.proxy.statistics.RefusalLog;
import io.trestle.proxy.statistics.SessionStatistics;
import io.trestle.proxy.wire.MessageType;
import io.trestle.rules.OpenWork;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of a session, from when its client has said who it is, and what they tell it:
 * to begin nothing for a while. Confined to the session's event loop.
 */
final class Operated {

  /** Behind so many answers the text of a refused statement is not kept for its shape. */
  private static final int MAX_REFUSED_TEXTS = 64;

  private final Session session;
  private final ProxyContext context;
  private final SessionStatistics statistics;
  private final List<Runnable> waitForRest = new ArrayList<>();

  /** Whether the last message that was sent to be answered is one that ReadyForQuery ends. */
  private boolean batchSent;

  private OpenWork.Session work = OpenWork.Session.NONE;
  private @Nullable Engine engine;

  Operated(Session session, ProxyContext context, String user, String database) {
    this.session = session;
    this.context = context;
    this.statistics = context.statistics().begin(user, database, String.valueOf(session.peer()));
  }

  void loggedIn() {
    context.statistics().loggedIn(statistics);
  }

  /**
   * Keeps account of what the session has open.
   *
   * @param server the connection to the server
   * @param admitted is run when the session may begin, unless it may at once
   */
  void account(Engine followed, Channel server, Runnable admitted) {
    int port = server.localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
    engine = followed;
    work = followed.work().open(statistics.backendPid(), port, admitted);
  }

  /** A statement has waited so long for its analysis. */
  void waited(long nanos) {
    context.statistics().waited(statistics, nanos);
  }

  /** The session is over. */
  void ended() {
    context.statistics().ended(statistics);
    work.close();
    tellAtRest();
  }

  boolean isPaused() {
    return context.traffic().holds(statistics.database());
  }

  /** Calls back when the session is at rest: at once where it is, or is of another database. */
  void whenAtRest(String database, Runnable then) {
    if (isBusy(database)) {
      waitForRest.add(then);
    } else {
      then.run();
    }
  }

  SessionStatistics statistics() {
    return statistics;
  }

  /** A statement is sent on with another text. */
  void rewritten(Outcome.Rewritten outcome) {
    context.statistics().rewritten(statistics, outcome.rules());
  }

  /**
   * A prepared statement was parsed again ahead of its use, because what it depends on has moved.
   */
  void healed(Outcome before, Outcome now) {
    Outcome concerned = now instanceof Outcome.Rewritten ? now : before;
    if (concerned instanceof Outcome.Rewritten rewritten) {
      rewritten.rules().forEach(rule -> context.statistics().healed(statistics, rule));
    }
  }

  /** The client is given an error of ours. */
  void refused(SqlError error, @Nullable String sql) {
    context.statistics().refused(statistics, error, sql);
  }

  void noticed(SqlNotice notice) {
    context.statistics().noticed(statistics, notice);
  }

  /** The text in {@code [from, to)}, for its shape in the log; null where it is not kept. */
  @Nullable String refusedText(ByteBuf buffer, int from, int to) {
    boolean kept =
        to - from <= RefusalLog.MAX_CHARACTERS && session.answers().size() < MAX_REFUSED_TEXTS;
    return kept
        ? forShape(session.encoding().decode(ByteBufUtil.getBytes(buffer, from, to - from)))
        : null;
  }

  /**
   * A text whose shape leaves out all its values; null where that is not certain, because a
   * backslash may keep a literal from ending where the log takes it to end.
   */
  @Nullable String forShape(@Nullable String sql) {
    boolean certain =
        sql != null
            && sql.length() <= RefusalLog.MAX_CHARACTERS
            && (sql.indexOf('\\') < 0
                || (!session.treatment().analysing()
                    && session.treatment().state().standardConformingStrings()));
    return certain ? sql : null;
  }

  private boolean isBusy(String database) {
    return session.stage() == Stage.READY
        && (database.equals(Traffic.ALL) || database.equals(statistics.database()))
        && statistics.state() != SessionStatistics.State.IDLE;
  }

  /**
   * Whether a message must wait because operators let nothing new begin, or the session is not
   * known to the rule store yet: at rest any but goodbye; behind what ends with ReadyForQuery,
   * until that tells whether a transaction is open, one that begins something.
   */
  boolean isHeld(byte type) {
    SessionStatistics.State now = statistics.state();
    boolean atBoundary =
        now == SessionStatistics.State.IDLE
            ? type != MessageType.TERMINATE
            : now == SessionStatistics.State.ACTIVE
                && batchSent
                && type != MessageType.SYNC
                && ClientMessages.isAnswered(type);
    boolean held = atBoundary && (isPaused() || !work.isAdmitted());
    if (held) {
      session.treatment().end(); // what was found out of it may not hold any more when it goes on
    }
    return held;
  }

  /** A message is looked at that the server will answer. */
  void busy() {
    if (engine != null && statistics.state() == SessionStatistics.State.IDLE) {
      work.begin(engine.current().ruleEpoch());
      session.treatment().end(); // an analysis from before may be of rules that are acknowledged
    }
    statistics.state(SessionStatistics.State.ACTIVE);
  }

  /** Such a message has been sent. */
  void sent(byte type) {
    batchSent =
        type == MessageType.QUERY || type == MessageType.SYNC || type == MessageType.FUNCTION_CALL;
  }

  /** The server has answered everything. */
  void rests(boolean inTransaction) {
    batchSent = false;
    statistics.state(
        inTransaction ? SessionStatistics.State.IN_TRANSACTION : SessionStatistics.State.IDLE);
    if (!inTransaction) {
      work.end();
      tellAtRest();
    }
  }

  private void tellAtRest() {
    if (!waitForRest.isEmpty()) {
      List<Runnable> waiting = List.copyOf(waitForRest);
      waitForRest.clear();
      waiting.forEach(Runnable::run);
    }
  }
}
