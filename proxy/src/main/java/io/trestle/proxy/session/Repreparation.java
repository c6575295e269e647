package io.trestle.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.trestle.engine.Outcome;
import io.trestle.proxy.session.Expected.Undo;
import io.trestle.proxy.wire.FrameHandler;
import io.trestle.proxy.wire.FrameWalker;
import io.trestle.proxy.wire.MessageType;
import io.trestle.proxy.wire.NamedMessage;
import io.trestle.proxy.wire.ParseMessage;
import io.trestle.proxy.wire.SmallMessages;

/**
 * Has the server parse prepared statements again, ahead of their use: where their text is another
 * one now, and where the schema has changed since, so that the server might refuse to use what it
 * has. A client that has had a statement described keeps its shape.
 */
final class Repreparation {

  private final Session session;
  private final ByteBufAllocator allocator;
  private final Statements statements;
  private final ExpectedAnswers answers;

  Repreparation(Session session) {
    this.session = session;
    this.allocator = session.allocator();
    this.statements = session.statements();
    this.answers = session.answers();
  }

  /**
   * The Parse message that gives the server a statement as it is treated now. The types of
   * parameters are those that the client was told of.
   */
  ByteBuf parseFor(Statement statement) {
    Outcome.Rewritten rewritten = statement.rewritten();
    Shape described = statement.described();
    int[] declared =
        described == null
            ? statement.oids()
            : ParseMessage.declare(statement.oids(), described.parameters());
    if (rewritten != null) {
      int[] oids = ParseMessage.declare(declared, rewritten.parameterTypes());
      return ParseMessage.write(
          allocator, statement.serverName(), session.encoded(rewritten.sql()), oids);
    }
    byte[] text = statement.text();
    if (text == null) {
      throw new IllegalStateException("a statement whose text was not kept cannot be parsed again");
    }
    return ParseMessage.write(allocator, statement.serverName(), text, declared);
  }

  /** Whether the server has to parse the statement first. */
  boolean isDue(Statement statement) {
    Shape described = statement.described();
    boolean staysAsItIs = described != null && described.tooLarge() && statement.hasCurrentText();
    return !staysAsItIs && !statement.isCurrentOnServer(session.treatment().schema());
  }

  /** The statement as the server has it when the next message comes. */
  Statement onServer(Statement statement, FrameWalker walker) {
    if (!isDue(statement)) {
      return statement;
    }
    Outcome before = statement.onServer();
    boolean unnamed = statement.name().isEmpty();
    boolean sameText = statement.hasCurrentText();
    boolean sameName = unnamed || sameText;
    if (sameText && !unnamed) {
      close(statement, walker);
    }
    Statement parsed =
        statement.parsedAs(
            sameName ? statement.serverName() : statements.freshName(),
            session.treatment().schema());
    walker.insert(parseFor(parsed));
    statements.put(parsed);
    Statement whenFailed = sameName ? statement.lostByServer() : statement;
    answers.add(
        Expected.ourParse(parsed.rewritten(), new Undo(statement.name(), whenFailed, statement)));
    if (before != null) {
      session.operated().healed(before, parsed.outcome());
      if (!sameName) {
        close(statement, walker);
      }
    }
    return parsed;
  }

  private void close(Statement statement, FrameWalker walker) {
    walker.insert(
        NamedMessage.writeForStatement(allocator, MessageType.CLOSE, statement.serverName()));
    answers.add(Expected.OUR_CLOSE);
  }

  /** Asks the server for the shape that a statement has now, unless that is under way. */
  int awaitShape(Statement statement, Reshaping reshaping, FrameWalker walker) {
    if (reshaping.ask()) {
      walker.insert(
          NamedMessage.writeForStatement(allocator, MessageType.DESCRIBE, statement.serverName()));
      walker.insert(SmallMessages.flush(allocator));
      session.operated().sent(MessageType.DESCRIBE);
      Statement unasked = statement.toBeCompared();
      answers.add(
          Expected.ourDescribe(
              statement.rewritten(), new Undo(statement.name(), unasked, unasked), reshaping));
    }
    return FrameHandler.PAUSE;
  }
}
