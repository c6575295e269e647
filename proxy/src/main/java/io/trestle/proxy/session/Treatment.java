package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.trestle.engine.Analyst;
import io.trestle.engine.Engine;
import io.trestle.engine.NameChange;
import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionState;
import io.trestle.engine.SqlError;
import io.trestle.proxy.Limits;
import io.trestle.proxy.wire.ClientEncoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the engine what becomes of a statement, for one message of the client at a time: {@link
 * #begin}, any of the others, {@link #end}. A statement that has to be analysed is handed to the
 * {@link Analyst}; the message is then to be looked at again from the start when {@code resume} is
 * called, and finds the same rewriter and the outcome.
 */
final class Treatment {

  /**
   * The longest statement without any word of concern that the engine is shown once a session has
   * changed what names mean.
   */
  private static final int MAX_FOLLOWED_BYTES = 64 << 10;

  /**
   * What was analysed for the message that is looked at again.
   *
   * @param concerned whether it has a word of concern to the rules
   * @param stamp under which it was
   */
  private record Analysed(
      Rewriter rewriter, boolean concerned, long stamp, String sql, Outcome outcome) {}

  private final Engine engine;
  private final SessionState state;
  private final Limits limits;
  private final Analyst analyst;
  private final EventLoop loop;
  private final BooleanSupplier unsettled;
  private final Runnable resume;
  private final LongConsumer waited;

  private ClientEncoding encoding = ClientEncoding.UTF8;
  private Rewriter rewriter;
  private @Nullable Analysed analysed;
  private boolean analysing;
  private int looksAtSchema;
  private List<NameChange> changes = List.of();

  /**
   * @param unsettled whether statements are under way that change what the session has prepared in
   *     SQL, by which others are judged
   * @param resume called when an analysis has ended
   * @param waited is told after that how long the message was held up, in nanoseconds
   */
  Treatment(
      Engine engine,
      SessionState state,
      ProxyContext context,
      EventLoop loop,
      BooleanSupplier unsettled,
      Runnable resume,
      LongConsumer waited) {
    this.engine = engine;
    this.state = state;
    this.limits = context.limits();
    this.analyst = context.analyst();
    this.loop = loop;
    this.unsettled = unsettled;
    this.resume = resume;
    this.waited = waited;
    this.rewriter = engine.current();
  }

  /** What the session is to the engine. Not to be touched while {@link #analysing}. */
  SessionState state() {
    return state;
  }

  ClientEncoding encoding() {
    return encoding;
  }

  void encoding(ClientEncoding newEncoding) {
    encoding = newEncoding;
  }

  /** Whether an analysis is under way, so that the client's messages have to wait. */
  boolean analysing() {
    return analysing;
  }

  /** Statements wait until the engine has seen what the session has done to the schema. */
  void schemaMayHaveChanged() {
    looksAtSchema++;
    engine.schemaMayHaveChanged(
        () -> {
          try {
            loop.execute(this::schemaSeen);
          } catch (RejectedExecutionException shuttingDown) {
            // nobody waits any more
          }
        });
  }

  private void schemaSeen() {
    looksAtSchema--;
    if (!analysing) {
      resume.run();
    }
  }

  /** Whether they wait for that now. */
  boolean lookingAtSchema() {
    return looksAtSchema > 0;
  }

  /** Whether the client's messages have to wait, for the one or the other. */
  boolean waits() {
    return analysing || lookingAtSchema();
  }

  /** A message is looked at: everything about it is decided by the rewriter in force now. */
  void begin() {
    Analysed done = analysed;
    rewriter = done != null ? done.rewriter : engine.current();
  }

  /** The message has been dealt with. */
  void end() {
    analysed = null;
  }

  /** What treatment depends on now, beside the text. */
  long stamp() {
    return rewriter.stamp(state);
  }

  /** What is to be done with the statement treated last, of which that is to become. */
  Statement.Treated treated(Outcome outcome) {
    return new Statement.Treated(stamp(), outcome, changes(outcome));
  }

  /** The version of the schema that is known now. */
  long schema() {
    return rewriter.schema();
  }

  /**
   * What the statement treated last changes, when it is executed, in what names mean.
   *
   * @param outcome what becomes of it
   */
  List<NameChange> changes(Outcome outcome) {
    return outcome instanceof Outcome.Refused ? List.of() : changes;
  }

  /**
   * What becomes of the statement in {@code [from, to)}; null when it is being analysed, or has to
   * wait for answers of the server.
   */
  @Nullable Outcome treat(ByteBuf buffer, int from, int to) {
    Analysed done = analysed;
    analysed = null;
    changes = List.of();
    if (done == null && lookingAtSchema()) {
      return null; // a rule may come into effect
    }
    boolean concerned = done != null ? done.concerned : mentions(buffer, from, to);
    if (done == null && !concerned) {
      if (!state.names().isFollowed()) {
        return Outcome.Untouched.INSTANCE;
      } else if (to - from > MAX_FOLLOWED_BYTES) {
        changes = NameChange.OF_UNREAD;
        return Outcome.Untouched.INSTANCE;
      }
    }
    if (done == null && unsettled.getAsBoolean()) {
      return null;
    }
    if (to - from > limits.maxStatementBytes()) {
      state.names().takeNoted();
      Outcome givenUp =
          rewriter.giveUp(
              null,
              state,
              "a statement of %d bytes, of at most %d"
                  .formatted(to - from, limits.maxStatementBytes()));
      changes = state.names().takeNoted();
      return givenUp;
    }
    String sql = encoding.decode(ByteBufUtil.getBytes(buffer, from, to - from));
    if (sql == null) {
      Outcome unread =
          new Outcome.Refused(
              new SqlError(
                  "TR008",
                  "trestle: a statement that may concern a rule cannot be read in client_encoding "
                      + encoding.name(),
                  "SET client_encoding TO 'UTF8'.",
                  0),
              false); // the server may have something to say of its bytes
      return passed(unread, concerned);
    }
    if (sql.indexOf('\0') >= 0) {
      return Outcome.Untouched
          .INSTANCE; // a message with more than one string: the server refuses it
    }
    if (ReplicationCommands.isOne(sql)) {
      return Outcome.Untouched.INSTANCE; // a slot may be called as a table under a rule
    }
    List<NameChange> noted = state.names().takeNoted();
    if (done != null && done.sql.equals(sql) && done.stamp == stamp()) {
      changes = noted;
      return passed(writable(done.outcome), concerned);
    }
    Outcome known = rewriter.cached(sql, state);
    if (known == null) {
      analyse(sql, concerned);
      return null;
    }
    changes = state.names().takeNoted();
    return passed(writable(known), concerned);
  }

  /** What does not concern the rules is shown to the engine for its changes only. */
  private Outcome passed(Outcome outcome, boolean concerned) {
    if (concerned || !(outcome instanceof Outcome.Refused)) {
      return outcome;
    }
    changes = changes.isEmpty() ? NameChange.OF_UNREAD : changes;
    return Outcome.Untouched.INSTANCE;
  }

  private boolean mentions(ByteBuf buffer, int from, int to) {
    if (!encoding.asciiSafe()) {
      String sql = encoding.decode(ByteBufUtil.getBytes(buffer, from, to - from));
      if (sql != null) {
        byte[] safe = sql.getBytes(StandardCharsets.UTF_8);
        return rewriter.mentions(ByteBuffer.wrap(safe), 0, safe.length);
      }
    }
    ByteBuffer bytes = buffer.internalNioBuffer(from, to - from);
    return rewriter.mentions(bytes, bytes.position(), bytes.limit());
  }

  private void analyse(String sql, boolean concerned) {
    Rewriter asked = rewriter;
    long stamp = stamp();
    analysing = true;
    long arrived = System.nanoTime();
    analyst.analyse(
        asked,
        sql,
        state,
        loop,
        outcome -> {
          analysing = false;
          analysed = new Analysed(asked, concerned, stamp, sql, outcome);
          resume.run();
          waited.accept(System.nanoTime() - arrived);
        });
  }

  /** Refuses what could not be sent in the client's encoding. */
  private Outcome writable(Outcome outcome) {
    if (outcome instanceof Outcome.Rewritten rewritten
        && encoding.charset() != StandardCharsets.UTF_8
        && !canWrite(rewritten)) {
      return refused(
          "TR008",
          "trestle: the rewritten statement cannot be written in client_encoding "
              + encoding.name(),
          "SET client_encoding TO 'UTF8'.");
    }
    return outcome;
  }

  private boolean canWrite(Outcome.Rewritten rewritten) {
    return encoding.encode(rewritten.sql()) != null
        && rewritten.prepares().preludes().stream()
            .allMatch(prelude -> encoding.encode(prelude.sql()) != null);
  }

  private static Outcome refused(String sqlState, String message, String hint) {
    return new Outcome.Refused(new SqlError(sqlState, message, hint, 0));
  }
}
