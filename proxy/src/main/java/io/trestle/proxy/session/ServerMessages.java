package io.trestle.proxy.session;

import static io.trestle.proxy.wire.FrameWalker.HEADER;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.trestle.engine.CopyPlan;
import io.trestle.engine.Outcome;
import io.trestle.engine.PreparedChange;
import io.trestle.engine.PreparedEffects.Completion;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import io.trestle.proxy.session.Expected.Kind;
import io.trestle.proxy.wire.ClientEncoding;
import io.trestle.proxy.wire.ErrorMessage;
import io.trestle.proxy.wire.FrameHandler;
import io.trestle.proxy.wire.FrameWalker;
import io.trestle.proxy.wire.MessageType;
import io.trestle.proxy.wire.Projection;
import io.trestle.proxy.wire.RowDescription;
import io.trestle.proxy.wire.SmallMessages;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of each message of the server: most are skipped by their length. */
final class ServerMessages implements FrameHandler {

  /** Tags are short; a longer one is none that we look for. */
  private static final int MAX_TAG = 64;

  private final Session session;
  private final ByteBufAllocator allocator;
  private final ExpectedAnswers answers;
  private boolean noticesGiven;

  /** Whether the transaction has changed the schema, for all that its tags say. */
  private boolean schemaChanged;

  /** How many statements of the Query at the head are completed. */
  private int completedStatements;

  ServerMessages(Session session) {
    this.session = session;
    this.allocator = session.allocator();
    this.answers = session.answers();
  }

  @Override
  public int frame(ByteBuf buffer, int start, int available, FrameWalker walker) {
    byte type = buffer.getByte(start);
    int length = buffer.getInt(start + 1);
    boolean gathered = isGathered(type, length) || ofShape(type);
    if (length < 4 || gathered && length > session.limits().maxFrameBytes()) {
      session.upstreamFailures().broken("a message '" + (char) type + "' of length " + length);
      return PAUSE;
    }
    int total = 1 + length;
    if (gathered && available < total) {
      return -total;
    }
    if (type != MessageType.ERROR_RESPONSE) {
      session.healing().answered();
    }
    switch (type) {
      case MessageType.PARSE_COMPLETE:
        return swallowed(answers.completed(Kind.PARSE)) ? total : 0;
      case MessageType.CLOSE_COMPLETE:
        return closeComplete(total);
      case MessageType.BIND_COMPLETE:
        return swallowed(answers.completed(Kind.BIND)) ? total : 0;
      case MessageType.DATA_ROW:
        return gathered ? dataRow(buffer, start, total, walker) : 0;
      case MessageType.PARAMETER_DESCRIPTION:
        return gathered ? parameters(buffer, start, total) : 0;
      case MessageType.ROW_DESCRIPTION, MessageType.NO_DATA:
        return described(answers.completed(Kind.DESCRIBE), buffer, start, total, walker);
      case MessageType.EMPTY_QUERY_RESPONSE, MessageType.PORTAL_SUSPENDED:
        answers.completed(Kind.EXECUTE);
        return 0;
      case MessageType.COMMAND_COMPLETE:
        return commandComplete(buffer, start, total, walker);
      case MessageType.COPY_IN_RESPONSE:
        return copyInResponse(total, walker);
      case MessageType.READY_FOR_QUERY:
        return readyForQuery(buffer, start, total);
      case MessageType.ERROR_RESPONSE:
        return error(buffer, start, total, walker);
      case MessageType.PARAMETER_STATUS:
        return parameterStatus(buffer, start, total);
      case MessageType.BACKEND_KEY_DATA:
        return keyData(buffer, start, total, walker);
      case MessageType.AUTHENTICATION:
        return session.authentication().request(buffer, start, total, walker);
      default:
        return 0;
    }
  }

  private static boolean isGathered(byte type, int length) {
    return switch (type) {
      case MessageType.PARSE_COMPLETE,
          MessageType.CLOSE_COMPLETE,
          MessageType.BIND_COMPLETE,
          MessageType.COPY_IN_RESPONSE,
          MessageType.READY_FOR_QUERY,
          MessageType.ERROR_RESPONSE,
          MessageType.PARAMETER_STATUS,
          MessageType.BACKEND_KEY_DATA,
          MessageType.AUTHENTICATION ->
          true;
      case MessageType.COMMAND_COMPLETE -> length <= MAX_TAG;
      default -> false;
    };
  }

  /** Whether a message is to be read because it tells of columns, or to be changed in them. */
  private boolean ofShape(byte type) {
    Expected head = answers.head();
    return head != null
        && switch (type) {
          case MessageType.DATA_ROW -> head.projection() != null;
          case MessageType.PARAMETER_DESCRIPTION -> head.shape() != null;
          case MessageType.ROW_DESCRIPTION, MessageType.NO_DATA ->
              head.shape() != null || head.projection() != null;
          default -> false;
        };
  }

  private int parameters(ByteBuf buffer, int start, int total) {
    Expected head = Objects.requireNonNull(answers.head());
    int[] oids = SmallMessages.parameterDescription(buffer, start, total);
    if (oids == null) {
      session.upstreamFailures().broken("a malformed ParameterDescription");
      return PAUSE;
    }
    Objects.requireNonNull(head.shape()).parameters(oids);
    return head.ours() ? total : 0;
  }

  private int described(
      @Nullable Expected answered, ByteBuf buffer, int start, int total, FrameWalker walker) {
    if (answered == null) {
      return 0;
    }
    if (answered.shape() != null) {
      RowDescription columns = RowDescription.read(buffer, start, total);
      if (columns == null) {
        session.upstreamFailures().broken("a malformed RowDescription");
        return PAUSE;
      }
      answered.shape().columns(columns);
    }
    if (answered.ours()) {
      return total;
    }
    Projection projection = answered.projection();
    return projection == null
        ? 0
        : projected(projection.rowDescription(allocator, buffer, start, total), total, walker);
  }

  private int dataRow(ByteBuf buffer, int start, int total, FrameWalker walker) {
    Projection projection =
        Objects.requireNonNull(Objects.requireNonNull(answers.head()).projection());
    return projected(projection.dataRow(allocator, buffer, start, total), total, walker);
  }

  private int projected(@Nullable ByteBuf message, int total, FrameWalker walker) {
    if (message == null) {
      session.upstreamFailures().broken("columns other than those that it had described");
      return PAUSE;
    }
    walker.insert(message);
    return total;
  }

  private static boolean swallowed(@Nullable Expected expected) {
    return expected != null && expected.ours();
  }

  private int copyInResponse(int total, FrameWalker walker) {
    answers.copyInStarted();
    session.followedNames().copyInStarted();
    Expected head = answers.head();
    int place = session.copyIn().place();
    CopyPlan plan =
        head == null || head.statement() == null ? null : head.statement().copies().get(place);
    if (plan == null) {
      return 0;
    }
    walker.insert(
        session
            .copyIn()
            .begin(plan, session.encoding(), session.serverEncoding(), session.serverVersion()));
    return total;
  }

  private int commandComplete(ByteBuf buffer, int start, int total, FrameWalker walker) {
    Expected head = answers.head();
    if (head != null && !head.notices().isEmpty() && !noticesGiven) {
      noticesGiven = head.kind() == Kind.QUERY;
      for (SqlNotice notice : head.notices()) {
        walker.insert(ErrorMessage.notice(allocator, session.encoding(), notice));
        session.operated().noticed(notice);
      }
    }
    for (SqlNotice notice : session.copyIn().completed()) {
      walker.insert(ErrorMessage.notice(allocator, session.encoding(), notice));
      session.operated().noticed(notice);
    }
    byte initial = buffer.getByte(start + HEADER);
    if (total <= MAX_TAG
        && (initial == 'D'
            || initial == 'C'
            || initial == 'R'
            || initial == 'P'
            || initial == 'A')) {
      String tag = buffer.toString(start + HEADER, total - HEADER - 1, StandardCharsets.US_ASCII);
      session.followedNames().completed(tag);
      schemaChanged |= isOfSchema(tag);
      if (tag.equals("DISCARD ALL") || tag.equals("DEALLOCATE ALL")) {
        session.statements().retain(answers.beingParsed());
      }
    }
    Completion completion = null;
    if (head != null) {
      boolean several = head.kind() == Kind.QUERY;
      completion = head.completions().get(several ? completedStatements++ : 0);
    }
    changed(completion);
    if (answers.completed(Kind.EXECUTE) != null) {
      session.copyIn().end();
    }
    return completion != null && completion.hidden() ? total : 0;
  }

  private int closeComplete(int total) {
    Expected closed = answers.completed(Kind.CLOSE);
    if (closed != null) {
      changed(closed.completions().get(0));
    }
    return swallowed(closed) ? total : 0;
  }

  private static boolean isOfSchema(String tag) {
    return tag.startsWith("ALTER ") || tag.startsWith("CREATE ") || tag.startsWith("DROP ");
  }

  /** What is prepared in SQL is not what it was before. */
  private void changed(@Nullable Completion completion) {
    PreparedChange change = completion == null ? null : completion.change();
    if (change != null) {
      session.treatment().state().completed(change);
    }
  }

  private int readyForQuery(ByteBuf buffer, int start, int total) {
    noticesGiven = false;
    completedStatements = 0;
    session.copyIn().end();
    if (session.stage() == Stage.LOGIN) {
      session.loggedIn();
      return 0;
    }
    answers.readyForQuery();
    boolean inTransaction = total > HEADER && buffer.getByte(start + HEADER) != 'I';
    session.portals().batchFinished(inTransaction, answers.head() == null);
    session.followedNames().ready(inTransaction, session.treatment());
    if (schemaChanged && !inTransaction) {
      schemaChanged = false;
      session.treatment().schemaMayHaveChanged();
    }
    if (session.healing().ready(inTransaction)) {
      return total;
    }
    session.idling().ready(inTransaction);
    if (answers.head() == null) {
      session.operated().rests(inTransaction);
    }
    return 0;
  }

  private int error(ByteBuf buffer, int start, int total, FrameWalker walker) {
    String severity = ErrorMessage.read(buffer, start, total, 'V', ClientEncoding.UTF8);
    if ("FATAL".equals(severity) || "PANIC".equals(severity)) {
      session.ending().serverSaidWhy();
    }
    Expected head = answers.head();
    boolean heals = session.healing().heals(buffer, start, total);
    ByteBuf replacement = heals || head == null ? null : replacement(head, buffer, start, total);
    session.followedNames().failed();
    answers.failed();
    session.copyIn().end();
    if (heals) {
      return total;
    }
    if (replacement == null) {
      return 0;
    }
    walker.insert(replacement);
    return total;
  }

  private @Nullable ByteBuf replacement(Expected head, ByteBuf buffer, int start, int total) {
    Outcome.Rewritten statement = head.statement();
    if (head.refusal() == null && statement == null) {
      return null;
    }
    ClientEncoding encoding = session.encoding();
    String sqlState = ErrorMessage.read(buffer, start, total, 'C', encoding);
    if (head.refusal() != null) {
      return refusal(head, sqlState, buffer, start, total);
    }
    String message = ErrorMessage.read(buffer, start, total, 'M', encoding);
    SqlError notAccepted = session.copyIn().failure(sqlState, message);
    if (notAccepted != null) {
      session.operated().refused(notAccepted, session.operated().forShape(statement.sql()));
      return ErrorMessage.error(allocator, encoding, "ERROR", notAccepted);
    }
    SqlError translated =
        sqlState == null || message == null ? null : statement.translate(sqlState, message);
    if (translated != null) {
      if (translated.isRefusal()) {
        session.operated().refused(translated, session.operated().forShape(statement.sql()));
      }
      String context = ErrorMessage.read(buffer, start, total, 'W', encoding);
      translated = context == null ? translated : translated.in(context);
      return ErrorMessage.error(allocator, encoding, "ERROR", translated);
    }
    return ErrorMessage.mapPosition(allocator, buffer, start, total, statement.edits()::toClient);
  }

  /**
   * The refusal, unless the server had something else to say: 25P02, or an error of syntax in the
   * client's text.
   */
  private @Nullable ByteBuf refusal(
      Expected head, @Nullable String sqlState, ByteBuf buffer, int start, int total) {
    ClientEncoding encoding = session.encoding();
    SqlError error = Objects.requireNonNull(head.refusal());
    boolean placed = ErrorMessage.read(buffer, start, total, 'P', encoding) != null;
    boolean severalStatements = Refusal.SYNTAX_ERROR.equals(sqlState) && !placed;
    if (Refusal.SQLSTATE.equals(sqlState) || severalStatements) {
      session.operated().refused(error, head.refusedSql());
      return ErrorMessage.error(allocator, encoding, "ERROR", error);
    }
    session.operated().statistics().untouched();
    return head.shift() == 0
        ? null
        : ErrorMessage.mapPosition(allocator, buffer, start, total, at -> at - head.shift());
  }

  private int parameterStatus(ByteBuf buffer, int start, int total) {
    SmallMessages.ParameterStatus status = SmallMessages.parameterStatus(buffer, start, total);
    if (status != null) {
      session.reported(status.name(), status.value());
    }
    return 0;
  }

  private int keyData(ByteBuf buffer, int start, int total, FrameWalker walker) {
    if (total <= HEADER + 4) {
      return 0;
    }
    int processId = buffer.getInt(start + HEADER);
    byte[] secret = ByteBufUtil.getBytes(buffer, start + HEADER + 4, total - HEADER - 4);
    session.operated().statistics().backendPid(processId);
    CancelKeys.Key key = session.issueKey(new CancelKeys.Key(processId, secret));
    walker.insert(SmallMessages.backendKeyData(allocator, processId, key.secret()));
    return total;
  }
}
