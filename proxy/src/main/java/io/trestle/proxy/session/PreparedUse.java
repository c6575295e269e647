package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.trestle.engine.BindVerdict;
import io.trestle.engine.Outcome;
import io.trestle.engine.SqlError;
import io.trestle.proxy.Limits;
import io.trestle.proxy.session.Expected.Kind;
import io.trestle.proxy.session.Expected.Undo;
import io.trestle.proxy.wire.BindMessage;
import io.trestle.proxy.wire.BoundParameters;
import io.trestle.proxy.wire.FrameHandler;
import io.trestle.proxy.wire.FrameWalker;
import io.trestle.proxy.wire.MessageType;
import io.trestle.proxy.wire.NamedMessage;
import io.trestle.proxy.wire.ParseMessage;
import io.trestle.proxy.wire.Projection;
import io.trestle.proxy.wire.SmallMessages;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The use of prepared statements: Bind and Describe. A statement whose treatment has changed since
 * it was parsed is parsed again first; held parameters are judged before the server sees them.
 */
final class PreparedUse {

  private final Session session;
  private final Limits limits;
  private final ByteBufAllocator allocator;
  private final Statements statements;
  private final Portals portals;
  private final ExpectedAnswers answers;
  private final Repreparation repreparation;
  private final PreparedInSql inSql;

  /** The portal that was bound last, and to which statement. */
  private String boundPortal = "";

  private String boundStatement = "";

  PreparedUse(Session session) {
    this.session = session;
    this.limits = session.limits();
    this.allocator = session.allocator();
    this.statements = session.statements();
    this.portals = session.portals();
    this.answers = session.answers();
    this.repreparation = new Repreparation(session);
    this.inSql = new PreparedInSql(session, repreparation);
  }

  Repreparation repreparation() {
    return repreparation;
  }

  PreparedInSql inSql() {
    return inSql;
  }

  int bind(ByteBuf buffer, int start, int total, int available, FrameWalker walker) {
    int there = Math.min(available, total);
    BindMessage message = BindMessage.read(buffer, start, there);
    if (message == null && there < total) {
      return there >= limits.maxFrameBytes() ? tooLong(total) : -BindMessage.more(there, total);
    }
    if (message == null) {
      answers.add(Expected.BIND);
      return 0;
    }
    if (answers.isUncertain(message.statement())) {
      return FrameHandler.PAUSE;
    }
    Statement statement = statements.get(message.statement());
    boolean unparsed = statement == null;
    if (unparsed && !inSql.isPrepared(message.statement())) {
      return bindUnknown(message, total, walker);
    }
    statement = statement == null ? inSql.statement(message.statement()) : treated(statement);
    if (statement == null) {
      return pause(walker);
    }
    if (available < total && needsWholeBind(statement)) {
      if (total <= limits.maxFrameBytes()) {
        return -total;
      }
      if (checksParameters(statement)) {
        return tooLong(total);
      }
    }
    return bind(message, statement, buffer, start, total, walker);
  }

  private static boolean checksParameters(Statement statement) {
    Outcome.Rewritten rewritten = statement.rewritten();
    return rewritten != null && rewritten.checksParameters();
  }

  private static boolean needsWholeBind(Statement statement) {
    Reshaping reshaping = statement.reshaping();
    Projection projection = reshaping == null ? null : reshaping.projection();
    return checksParameters(statement) || (projection != null && !projection.isIdentity());
  }

  /**
   * Looks at the message again later: when an analysis has ended, or when the server has answered
   * what changes the statements that are prepared in SQL.
   */
  int pause(FrameWalker walker) {
    if (answers.needsFlush()) {
      walker.insert(SmallMessages.flush(allocator));
    }
    return FrameHandler.PAUSE;
  }

  private int bindUnknown(BindMessage message, int total, FrameWalker walker) {
    portals.remove(message.portal());
    session.followedNames().bound(message.portal(), List.of());
    answers.add(Expected.BIND);
    if (!message.statement().startsWith(Statements.OUR_PREFIX)) {
      return 0;
    }
    walker.insert(message.writeHead(allocator, total, statements.freshName()));
    return message.length();
  }

  /**
   * Sends a Describe or Close of a statement that the client never parsed: not so that it meets one
   * of ours.
   */
  int forUnknown(String name, byte type, int total, FrameWalker walker) {
    if (!name.startsWith(Statements.OUR_PREFIX)) {
      return 0;
    }
    walker.insert(NamedMessage.writeForStatement(allocator, type, statements.freshName()));
    return total;
  }

  private int bind(
      BindMessage message,
      Statement statement,
      ByteBuf buffer,
      int start,
      int total,
      FrameWalker walker) {
    if (statement.outcome() instanceof Outcome.Refused refused) {
      return refuse(refused.error(), refusedText(statement), total, walker);
    }
    Projection projection = null;
    if (statement.described() != null) {
      Statement parsed = repreparation.onServer(statement, walker);
      Reshaping reshaping = parsed.reshaping();
      if (reshaping != null && !reshaping.isDecided()) {
        return repreparation.awaitShape(parsed, reshaping, walker);
      }
      projection = reshaping == null ? null : reshaping.projection();
      boolean tooLong =
          projection != null && !projection.isIdentity() && total > limits.maxFrameBytes();
      if ((reshaping != null && projection == null) || tooLong) {
        return refuse(Reshaping.CHANGED, refusedText(statement), total, walker);
      }
    }
    session.followedNames().bound(message.portal(), statement.changes());
    Outcome.Rewritten rewritten = statement.rewritten();
    BindVerdict verdict = BindVerdict.PASS;
    if (rewritten != null && rewritten.checksParameters()) {
      BoundParameters parameters =
          BoundParameters.read(
              buffer,
              start + message.length(),
              start + total,
              statement.oids(),
              session.encoding());
      verdict = parameters == null ? BindVerdict.PASS : rewritten.bind(parameters);
    }
    boolean projects = projection != null && !projection.isIdentity();
    if (rewritten == null && statement.outcome().prepares().onlyChange() == null && !projects) {
      portals.remove(message.portal());
    } else if (!portals.put(
        message.portal(), statement.outcome(), verdict, projects ? projection : null)) {
      String what =
          "trestle: more than " + limits.maxPreparedStatements() + " portals in one transaction";
      return refuse(
          new SqlError("54000", what, "Close portals that are no longer used.", 0),
          refusedText(statement),
          total,
          walker);
    }
    inSql.preludes(statement.outcome(), walker);
    boundPortal = message.portal();
    boundStatement = message.statement();
    Statement parsed = repreparation.onServer(statement, walker);
    answers.add(
        rewritten == null ? Expected.BIND : Expected.using(Kind.BIND, rewritten, List.of(), null));
    if (projects && reshaped(message, parsed, projection, buffer, start, total, walker)) {
      return total;
    }
    if (parsed.serverName().equals(message.statement())) {
      return 0;
    }
    walker.insert(message.writeHead(allocator, total, parsed.serverName()));
    return message.length();
  }

  /** Sends a Bind with formats for all the server's columns, where it has one for each. */
  private boolean reshaped(
      BindMessage message,
      Statement parsed,
      Projection projection,
      ByteBuf buffer,
      int start,
      int total,
      FrameWalker walker) {
    int behindNames = start + message.length();
    BoundParameters parameters =
        BoundParameters.read(buffer, behindNames, start + total, parsed.oids(), session.encoding());
    ByteBuf formats =
        parameters == null
            ? null
            : projection.resultFormats(allocator, buffer, parameters.end(), start + total);
    if (formats == null) {
      return false;
    }
    int shorterBy = start + total - parameters.end() - formats.readableBytes();
    walker.insert(message.writeHead(allocator, total - shorterBy, parsed.serverName()));
    walker.insert(buffer.retainedSlice(behindNames, parameters.end() - behindNames));
    walker.insert(formats);
    return true;
  }

  int describe(ByteBuf buffer, int start, int total, FrameWalker walker) {
    NamedMessage message = NamedMessage.read(buffer, start, total);
    if (message == null) {
      answers.add(Expected.DESCRIBE);
      return 0;
    }
    if (!message.ofStatement()) {
      answers.add(describedPortal(message.name()));
      return 0;
    }
    if (answers.isUncertain(message.name())) {
      return FrameHandler.PAUSE;
    }
    Statement statement = statements.get(message.name());
    boolean unparsed = statement == null;
    if (unparsed && !inSql.isPrepared(message.name())) {
      answers.add(Expected.DESCRIBE);
      return forUnknown(message.name(), MessageType.DESCRIBE, total, walker);
    }
    statement = statement == null ? inSql.statement(message.name()) : treated(statement);
    if (statement == null) {
      return pause(walker);
    }
    if (statement.outcome() instanceof Outcome.Refused refused) {
      return refuse(refused.error(), refusedText(statement), total, walker);
    }
    inSql.preludes(statement.outcome(), walker);
    Statement parsed = repreparation.onServer(statement, walker);
    answers.add(unparsed || parsed.isPerUse() ? describing(parsed, null) : described(parsed));
    if (parsed.serverName().equals(parsed.name())) {
      return 0;
    }
    walker.insert(
        NamedMessage.writeForStatement(allocator, MessageType.DESCRIBE, parsed.serverName()));
    return total;
  }

  private static Expected describing(Statement statement, @Nullable Undo undo) {
    return statement.rewritten() == null && undo == null
        ? Expected.DESCRIBE
        : Expected.using(Kind.DESCRIBE, statement.rewritten(), List.of(), undo);
  }

  /** The client knows the statement from now on by the shape that it is told. */
  private Expected described(Statement statement) {
    if (statement.described() != null && statement.reshaping() == null) {
      return describing(statement, null); // it is as it was, or the server says that it is not
    }
    Shape shape = new Shape(statement.name(), statements);
    statements.put(statement.describedAs(shape));
    Undo undo =
        statement.described() == null ? null : new Undo(statement.name(), statement, statement);
    return describing(statement, undo).telling(shape);
  }

  /** A name is no longer that of the statement which was bound. */
  void forgetBound(String name) {
    if (boundStatement.equals(name)) {
      boundStatement = "";
    }
  }

  /**
   * A client may remember a statement by the first portal of it that it has had described, so that
   * counts for a statement under a name. Who asks again is told what there is now.
   */
  private Expected describedPortal(String name) {
    Portals.Portal portal = portals.isEmpty() ? null : portals.get(name);
    boolean justBound = name.equals(boundPortal) && !boundStatement.isEmpty();
    Statement statement = justBound ? statements.get(boundStatement) : null;
    boolean tellsNews =
        statement != null
            && !statement.isPerUse()
            && (statement.described() == null || (portal != null && portal.projection() != null));
    if (!tellsNews) {
      return Expected.DESCRIBE.projecting(portal == null ? null : portal.projection());
    }
    portals.giveAll(name);
    return described(statement);
  }

  /** The statement as it is to be treated now; null while that is not known. */
  private @Nullable Statement treated(Statement statement) {
    Treatment treatment = session.treatment();
    if (treatment.lookingAtSchema()) {
      return null;
    }
    treatment.begin();
    long stamp = treatment.stamp();
    if (stamp == statement.stamp() && !statement.isPerUse()) {
      return statement;
    }
    byte[] text = statement.text();
    Outcome outcome =
        text == null
            ? tooLongToTreat()
            : treatment.treat(Unpooled.wrappedBuffer(text), 0, text.length);
    if (outcome == null) {
      return null;
    }
    Outcome allowed = inSql.withoutMessages(outcome);
    Statement treated = statement.treatedAs(treatment.treated(allowed));
    statements.put(treated);
    return treated;
  }

  private @Nullable String refusedText(Statement statement) {
    byte[] text = statement.text();
    return text == null
        ? null
        : session.operated().refusedText(Unpooled.wrappedBuffer(text), 0, text.length);
  }

  /**
   * Has the server fail in place of a message.
   *
   * @param sql the statement, for its shape in the log; null where it is not known
   */
  int refuse(SqlError error, @Nullable String sql, int total, FrameWalker walker) {
    walker.insert(
        ParseMessage.write(allocator, Refusal.STATEMENT_NAME, Refusal.text(), new int[0]));
    answers.add(Expected.refused(Kind.PARSE, error, null).of(sql));
    return total;
  }

  private Outcome tooLongToTreat() {
    String message =
        "trestle: rules have changed since a statement was prepared that is longer than the "
            + limits.maxStatementBytes()
            + " bytes which are kept";
    return new Outcome.Refused(new SqlError("54000", message, "Prepare the statement again.", 0));
  }

  private int tooLong(int total) {
    session
        .ending()
        .violation(
            "invalid length of message 'B': "
                + (total - 1)
                + ", expected 4 to "
                + limits.maxFrameBytes()
                + " where its parameters are checked");
    return FrameHandler.PAUSE;
  }
}
