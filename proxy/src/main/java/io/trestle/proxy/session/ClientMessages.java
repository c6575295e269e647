package io.trestle.proxy.session;

import static io.trestle.proxy.wire.FrameWalker.HEADER;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.trestle.engine.BindVerdict;
import io.trestle.engine.Outcome;
import io.trestle.engine.ParameterValues;
import io.trestle.engine.PreparedEffects;
import io.trestle.engine.SqlError;
import io.trestle.proxy.Limits;
import io.trestle.proxy.session.Expected.Kind;
import io.trestle.proxy.session.Expected.Undo;
import io.trestle.proxy.wire.FrameHandler;
import io.trestle.proxy.wire.FrameWalker;
import io.trestle.proxy.wire.MessageType;
import io.trestle.proxy.wire.NamedMessage;
import io.trestle.proxy.wire.ParseMessage;
import io.trestle.proxy.wire.SmallMessages;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of each message of the client, once it is logged in; Bind and Describe have
 * their own class.
 */
final class ClientMessages implements FrameHandler {

  /** The server's own bound for an answer to its request for authentication. */
  private static final int MAX_PASSWORD_BYTES = 65_535;

  /** The server's own bound for messages that are short by nature. */
  private static final int MAX_SMALL_BYTES = 10_000;

  private final Session session;
  private final Limits limits;
  private final ByteBufAllocator allocator;
  private final Statements statements;
  private final Portals portals;
  private final ExpectedAnswers answers;

  ClientMessages(Session session) {
    this.session = session;
    this.limits = session.limits();
    this.allocator = session.allocator();
    this.statements = session.statements();
    this.portals = session.portals();
    this.answers = session.answers();
  }

  @Override
  public int frame(ByteBuf buffer, int start, int available, FrameWalker walker) {
    int verdict = decide(buffer, start, available, walker);
    if (verdict >= 0 || verdict == TAKE) {
      session.healing().passed();
    }
    return verdict;
  }

  private int decide(ByteBuf buffer, int start, int available, FrameWalker walker) {
    byte type = buffer.getByte(start);
    int length = buffer.getInt(start + 1);
    if (length < 4 || length > maxLength(type)) {
      String message =
          "invalid length of message '%s': %d, expected 4 to %d"
              .formatted(printable(type), length, maxLength(type));
      boolean serverSaysSo =
          length < 4 || length > Limits.MAX_STREAMED_BYTES || maxLength(type) == MAX_SMALL_BYTES;
      if (serverSaysSo && session.stage() == Stage.READY) {
        // It ends the session when it has answered what came before, and be it a wrong Flush.
        walker.insert(buffer.copy(start, HEADER));
        session.ending().violationBehindAnswers(message);
      } else {
        session.ending().violation(message);
      }
      return PAUSE;
    }
    if (session.stage() != Stage.READY) {
      return type == MessageType.PASSWORD
          ? session.authentication().answer(buffer, start, 1 + length, available)
          : PAUSE;
    }
    if (answers.isFull() || session.healing().failed() || session.operated().isHeld(type)) {
      return PAUSE;
    }
    int total = 1 + length;
    if (type == MessageType.TERMINATE) {
      session.ending().terminate();
      return 0;
    }
    if (answers.skipping() && type != MessageType.SYNC) {
      session.treatment().end();
      return 0;
    }
    if (answers.copyIn() && !belongsToCopy(type)) {
      session
          .ending()
          .violation("unexpected message '" + printable(type) + "' during COPY from stdin");
      return PAUSE;
    }
    if (!isAnswered(type)) {
      return dispatch(type, buffer, start, total, available, walker);
    }
    session.operated().busy();
    int verdict = dispatch(type, buffer, start, total, available, walker);
    if (verdict >= 0) {
      session.operated().sent(type);
      session.healing().sent(type, buffer, start, available);
    }
    return verdict;
  }

  private int dispatch(
      byte type, ByteBuf buffer, int start, int total, int available, FrameWalker walker) {
    switch (type) {
      case MessageType.QUERY:
        return available < total ? -total : finish(query(buffer, start, total, walker));
      case MessageType.PARSE:
        return available < total ? -total : finish(parse(buffer, start, total, walker));
      case MessageType.BIND:
        return finish(session.preparedUse().bind(buffer, start, total, available, walker));
      case MessageType.DESCRIBE:
        return available < total
            ? -total
            : finish(session.preparedUse().describe(buffer, start, total, walker));
      case MessageType.EXECUTE:
        return available < total ? -total : execute(buffer, start, total, walker);
      case MessageType.CLOSE:
        return available < total ? -total : close(buffer, start, total, walker);
      case MessageType.SYNC:
        session.followedNames().sync();
        answers.sync();
        portals.batchSent();
        return 0;
      case MessageType.FUNCTION_CALL:
        session.followedNames().sync();
        answers.add(Expected.FUNCTION_CALL);
        portals.batchSent();
        return 0;
      case MessageType.COPY_DATA, MessageType.COPY_DONE, MessageType.COPY_FAIL:
        return copy(type, total, walker);
      default:
        return 0; // Flush; of anything unknown the server says so
    }
  }

  /** Whether the server answers such a message, outside COPY. */
  static boolean isAnswered(byte type) {
    return switch (type) {
      case MessageType.QUERY,
          MessageType.PARSE,
          MessageType.BIND,
          MessageType.DESCRIBE,
          MessageType.EXECUTE,
          MessageType.CLOSE,
          MessageType.SYNC,
          MessageType.FUNCTION_CALL ->
          true;
      default -> false;
    };
  }

  private int copy(byte type, int total, FrameWalker walker) {
    boolean data = type == MessageType.COPY_DATA;
    CopyIn copyIn = session.copyIn();
    if (copyIn.takesData() && data) {
      return TAKE;
    }
    if (!copyIn.takesData() && answers.filtersCopy() && !answers.copyIn()) {
      return PAUSE; // it is sent ahead of the server's asking, or behind an error
    }
    if (data) {
      return 0;
    }
    boolean accepted = type == MessageType.COPY_FAIL || !copyIn.takesData() || copyIn.done(walker);
    answers.copyEnd();
    return accepted ? 0 : total;
  }

  @Override
  public void body(ByteBuf buffer, int from, int to, FrameWalker walker) {
    CopyIn copyIn = session.copyIn();
    if (copyIn.takesData() && !copyIn.data(buffer, from, to, walker)) {
      answers.copyEnd();
    }
  }

  private int finish(int verdict) {
    if (verdict >= 0) {
      session.treatment().end();
    }
    return verdict;
  }

  private int query(ByteBuf buffer, int start, int total, FrameWalker walker) {
    if (total == HEADER || buffer.getByte(start + total - 1) != 0) {
      session.followedNames().query(List.of(), session.treatment().state().names());
      answers.add(Expected.QUERY); // the server says what is wrong with it
      session.operated().statistics().untouched();
      portals.batchSent();
      return 0;
    }
    Treatment treatment = session.treatment();
    treatment.begin();
    Outcome outcome = treatment.treat(buffer, start + HEADER, start + total - 1);
    if (outcome == null) {
      return session.preparedUse().pause(walker);
    }
    outcome = session.preparedUse().inSql().withoutMessages(outcome);
    session.followedNames().query(treatment.changes(outcome), treatment.state().names());
    Statement unnamed = statements.remove("");
    portals.batchSent();
    Undo undo = unnamed == null && !answers.mayBeUndone() ? null : new Undo("", null, unnamed);
    if (outcome instanceof Outcome.Refused refused) {
      String sql = session.operated().refusedText(buffer, start + HEADER, start + total - 1);
      return refused.read()
          ? refuseQuery(refused.error(), undo, sql, total, walker)
          : refuseUnread(refused.error(), undo, sql, buffer, start, total, walker);
    }
    if (!(outcome instanceof Outcome.Rewritten rewritten)) {
      session.operated().statistics().untouched();
      answers.add(
          (undo == null ? Expected.QUERY : Expected.using(Kind.QUERY, null, List.of(), undo))
              .completing(outcome.prepares().completions()));
      return 0;
    }
    BindVerdict verdict =
        rewritten.checksParameters() ? rewritten.bind(ParameterValues.NONE) : BindVerdict.PASS;
    if (verdict.error() != null) {
      String sql = session.operated().refusedText(buffer, start + HEADER, start + total - 1);
      return refuseQuery(verdict.error(), undo, sql, total, walker);
    }
    session.operated().rewritten(rewritten);
    PreparedEffects.Inlined inlined = rewritten.inlined();
    Outcome.Rewritten sent = inlined.statement();
    walker.insert(SmallMessages.query(allocator, session.encoded(sent.sql())));
    answers.add(
        Expected.using(Kind.QUERY, sent, verdict.notices(), undo)
            .completing(inlined.completions()));
    return total;
  }

  private int refuseQuery(
      SqlError error, @Nullable Undo undo, @Nullable String sql, int total, FrameWalker walker) {
    walker.insert(SmallMessages.query(allocator, Refusal.text()));
    answers.add(Expected.refused(Kind.QUERY, error, undo).of(sql));
    return total;
  }

  private int refuseUnread(
      SqlError error,
      @Nullable Undo undo,
      @Nullable String sql,
      ByteBuf buffer,
      int start,
      int total,
      FrameWalker walker) {
    byte[] text = Refusal.text(buffer, start + HEADER, start + total - 1);
    walker.insert(SmallMessages.query(allocator, text));
    answers.add(Expected.unread(Kind.QUERY, error, undo).of(sql));
    return total;
  }

  private int parse(ByteBuf buffer, int start, int total, FrameWalker walker) {
    ParseMessage message = ParseMessage.read(buffer, start, total);
    if (message == null) {
      answers.add(Expected.PARSE);
      return 0;
    }
    String name = message.name();
    if (!name.isEmpty() && answers.isUncertain(name)) {
      return PAUSE;
    }
    session.preparedUse().forgetBound(name);
    Treatment treatment = session.treatment();
    treatment.begin();
    Outcome outcome = treatment.treat(buffer, message.textStart(), message.textEnd());
    if (outcome == null) {
      return session.preparedUse().pause(walker);
    }
    outcome = session.preparedUse().inSql().withoutMessages(outcome);
    String serverName = statements.serverNameFor(name);
    int textBytes = message.textEnd() - message.textStart();
    SqlError objection =
        outcome instanceof Outcome.Refused refused
            ? refused.error()
            : statements.objection(name, textBytes);
    if (objection != null) {
      Statement previous = name.isEmpty() ? statements.remove(name) : statements.get(name);
      Undo undo = new Undo(name, name.isEmpty() ? null : previous, previous);
      boolean unread = outcome instanceof Outcome.Refused refused && !refused.read();
      byte[] sent =
          unread ? Refusal.text(buffer, message.textStart(), message.textEnd()) : Refusal.text();
      walker.insert(ParseMessage.write(allocator, serverName, sent, new int[0]));
      Expected expected =
          unread
              ? Expected.unread(Kind.PARSE, objection, undo)
              : Expected.refused(Kind.PARSE, objection, undo);
      answers.add(
          expected.of(
              session.operated().refusedText(buffer, message.textStart(), message.textEnd())));
      return total;
    }
    byte[] text = statements.keepsText(textBytes) ? new byte[textBytes] : null;
    if (text != null) {
      buffer.getBytes(message.textStart(), text);
    }
    int[] oids = message.oids(buffer);
    Statement statement =
        new Statement(name, text, oids, treatment.treated(outcome), serverName, treatment.schema());
    Statement previous = statements.put(statement);
    Undo undo = new Undo(name, name.isEmpty() ? null : previous, previous);
    session.preparedUse().inSql().preludes(outcome, walker);
    answers.add(Expected.using(Kind.PARSE, statement.rewritten(), List.of(), undo));
    if (statement.rewritten() == null && serverName.equals(name)) {
      return 0;
    }
    walker.insert(session.preparedUse().repreparation().parseFor(statement));
    return total;
  }

  private int execute(ByteBuf buffer, int start, int total, FrameWalker walker) {
    FollowedNames followed = session.followedNames();
    String name =
        portals.isEmpty() && !followed.needsPortals()
            ? null
            : NamedMessage.executedPortal(buffer, start, total);
    Portals.Portal portal = name == null ? null : portals.get(name);
    if (name != null) {
      followed.executed(name, session.treatment().state().names());
    }
    if (portal != null && portal.error() != null) {
      String sql =
          portal.statement() == null ? null : session.operated().forShape(portal.statement().sql());
      return session.preparedUse().refuse(portal.error(), sql, total, walker);
    }
    if (portal == null || portal.statement() == null) {
      session.operated().statistics().untouched();
    } else {
      session.operated().rewritten(portal.statement());
    }
    answers.add(
        portal == null
            ? Expected.EXECUTE
            : Expected.using(Kind.EXECUTE, portal.statement(), portal.notices(), null)
                .completing(portal.change())
                .projecting(portal.projection()));
    return 0;
  }

  private int close(ByteBuf buffer, int start, int total, FrameWalker walker) {
    NamedMessage message = NamedMessage.read(buffer, start, total);
    if (message == null || !message.ofStatement()) {
      if (message != null) {
        portals.remove(message.name());
        session.followedNames().closed(message.name());
      }
      answers.add(Expected.CLOSE);
      return 0;
    }
    if (answers.isUncertain(message.name())) {
      return PAUSE;
    }
    if (answers.isUnsettled()) {
      return session.preparedUse().pause(walker);
    }
    session.preparedUse().forgetBound(message.name());
    Statement statement = statements.remove(message.name());
    if (statement == null) {
      answers.add(Expected.CLOSE.completing(session.preparedUse().inSql().dropped(message.name())));
      return session.preparedUse().forUnknown(message.name(), MessageType.CLOSE, total, walker);
    }
    answers.add(
        Expected.using(Kind.CLOSE, null, List.of(), new Undo(message.name(), null, statement)));
    if (statement.serverName().equals(message.name())) {
      return 0;
    }
    walker.insert(
        NamedMessage.writeForStatement(allocator, MessageType.CLOSE, statement.serverName()));
    return total;
  }

  private int maxLength(byte type) {
    if (session.stage() != Stage.READY) {
      return type == MessageType.PASSWORD ? MAX_PASSWORD_BYTES : limits.maxFrameBytes();
    }
    return switch (type) {
      case MessageType.QUERY, MessageType.PARSE -> limits.maxFrameBytes();
      case MessageType.DESCRIBE,
          MessageType.EXECUTE,
          MessageType.CLOSE,
          MessageType.SYNC,
          MessageType.FLUSH,
          MessageType.TERMINATE,
          MessageType.COPY_DONE,
          MessageType.COPY_FAIL ->
          MAX_SMALL_BYTES;
      default -> Limits.MAX_STREAMED_BYTES;
    };
  }

  private static boolean belongsToCopy(byte type) {
    return switch (type) {
      case MessageType.COPY_DATA,
          MessageType.COPY_DONE,
          MessageType.COPY_FAIL,
          MessageType.SYNC,
          MessageType.FLUSH ->
          true;
      default -> false;
    };
  }

  private static String printable(byte type) {
    return type > ' ' && type < 127 ? String.valueOf((char) type) : String.format("\\x%02x", type);
  }
}
