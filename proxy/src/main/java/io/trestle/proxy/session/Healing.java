package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.trestle.proxy.wire.BindMessage;
import io.trestle.proxy.wire.ClientEncoding;
import io.trestle.proxy.wire.ErrorMessage;
import io.trestle.proxy.wire.FrameWalker;
import io.trestle.proxy.wire.MessageType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of a client once more, when the server says that the schema is not what it was
 * when a statement was prepared, or analysed: {@code 0A000} of the routine {@code
 * RevalidateCachedQuery}, or {@code 42703} of a rewritten statement. What is parsed again ahead of
 * use ({@link Repreparation}) does not come to that; this is for the moment in which nobody has
 * told the proxy yet.
 *
 * <p>Only where the client can see nothing of it: outside a transaction, when that error is the
 * first answer to all that the client has sent since it was at rest, and all of that is known to
 * the last byte. In all other cases the client gets the error, and the schema is looked at.
 * Confined to the session's event loop.
 */
final class Healing {

  private enum State {
    /** The client has sent nothing since all was answered, outside a transaction. */
    AT_REST,
    /** Its first message has been sent on, and {@link #kept} if that may be healed. */
    UNDER_WAY,
    /** The server has failed, and will be ready for the same again. */
    FAILED
  }

  /**
   * A column that is not there is most often the client's own fault: the schema is not looked at
   * for each, unless it has moved since.
   */
  private static final long LOOK_AGAIN_NANOS = 1_000_000_000;

  private final Session session;
  private final ExpectedAnswers answers;
  private State state = State.AT_REST;
  private @Nullable ByteBuf kept;

  /** How many messages the server was sent since. */
  private int passed;

  private long lastLook;
  private long lastSchema = -1;

  Healing(Session session) {
    this.session = session;
    this.answers = session.answers();
  }

  /**
   * A message has been sent on.
   *
   * @param available how much lies in the buffer from its start: all that the client has sent
   */
  void sent(byte type, ByteBuf buffer, int start, int available) {
    if (state != State.AT_REST) {
      return;
    }
    state = State.UNDER_WAY;
    if (session.treatment().schema() > 0 && mayFail(type)) {
      kept = buffer.retainedSlice(start, available);
      passed = 0;
    }
  }

  /** So has any message, also one that is not answered. */
  void passed() {
    passed++;
  }

  private boolean mayFail(byte type) {
    Expected last = answers.last();
    return type == MessageType.BIND || (last != null && last.statement() != null);
  }

  /** Whether the client's messages have to wait. */
  boolean failed() {
    return state == State.FAILED;
  }

  /** An answer has come that the client gets: there is no way back. */
  void answered() {
    if (kept != null && state == State.UNDER_WAY) {
      release();
    }
  }

  /** The server has failed; returns whether the client needs not know. */
  boolean heals(ByteBuf error, int start, int total) {
    String sqlState = ErrorMessage.read(error, start, total, 'C', ClientEncoding.UTF8);
    Expected head = answers.head();
    if (sqlState == null || head == null || !isOfSchema(sqlState, head, error, start, total)) {
      return false;
    }
    ByteBuf messages = kept;
    if (messages == null || !isAll(messages)) {
      session.treatment().schemaMayHaveChanged(); // for the next one
      return false;
    }
    state = State.FAILED;
    return true;
  }

  private boolean isOfSchema(String sqlState, Expected head, ByteBuf error, int start, int total) {
    return switch (sqlState) {
      case "0A000" ->
          "RevalidateCachedQuery"
              .equals(ErrorMessage.read(error, start, total, 'R', ClientEncoding.UTF8));
      case "42703" ->
          head.statement() != null
              && head.refusal() == null
              && looksAgain()
              && ErrorMessage.read(error, start, total, 'W', ClientEncoding.UTF8) == null;
      default -> false;
    };
  }

  private boolean looksAgain() {
    long now = System.nanoTime();
    long schema = session.treatment().schema();
    boolean again = schema != lastSchema || now - lastLook >= LOOK_AGAIN_NANOS;
    lastLook = again ? now : lastLook;
    lastSchema = schema;
    return again;
  }

  /** Whether these messages, to the Sync or the one Query, are all that waits for an answer. */
  private boolean isAll(ByteBuf messages) {
    boolean behindIt = session.treatment().waits() || !session.isBetweenMessages();
    if (behindIt || answers.awaitedReady() != 1) {
      return false;
    }
    int at = messages.readerIndex();
    int count = 0;
    byte type = 0;
    while (messages.writerIndex() - at >= FrameWalker.HEADER) {
      if (type == MessageType.SYNC || type == MessageType.QUERY) {
        return false;
      }
      type = messages.getByte(at);
      at += 1 + messages.getInt(at + 1);
      count++;
    }
    return at == messages.writerIndex()
        && count == passed
        && (type == MessageType.SYNC || type == MessageType.QUERY);
  }

  /** The server has to parse again what it does not want to execute as it is. */
  private void outdate(ByteBuf messages) {
    int start = messages.readerIndex();
    if (messages.getByte(start) == MessageType.BIND) {
      BindMessage bind = BindMessage.read(messages, start, messages.readableBytes());
      Statement statement = bind == null ? null : session.statements().get(bind.statement());
      if (statement != null && statement.text() != null) {
        session.statements().put(statement.outdated());
      }
    }
  }

  /** ReadyForQuery has come; returns whether the client needs not know, since it is sent again. */
  boolean ready(boolean inTransaction) {
    if (state == State.FAILED) {
      ByteBuf messages = kept;
      kept = null;
      state = State.UNDER_WAY; // what comes of it now, the client gets
      outdate(Objects.requireNonNull(messages));
      session.treatment().schemaMayHaveChanged();
      session.operated().rests(false); // who waits for that may have it wait from here
      session.sendAgain(messages);
      return true;
    }
    if (!answers.isQuiet()) {
      return false;
    }
    release();
    state = inTransaction ? State.UNDER_WAY : State.AT_REST;
    return false;
  }

  private void release() {
    ByteBuf messages = kept;
    kept = null;
    if (messages != null) {
      messages.release();
    }
  }

  /** The session is over. */
  void close() {
    release();
  }
}
