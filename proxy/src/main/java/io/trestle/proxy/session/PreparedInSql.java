package io.trestle.proxy.session;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.trestle.engine.EditMap;
import io.trestle.engine.Outcome;
import io.trestle.engine.PreparedChange;
import io.trestle.engine.PreparedEffects;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlPrepared;
import io.trestle.proxy.session.Expected.Kind;
import io.trestle.proxy.wire.FrameWalker;
import io.trestle.proxy.wire.MessageType;
import io.trestle.proxy.wire.NamedMessage;
import io.trestle.proxy.wire.ParseMessage;
import io.trestle.proxy.wire.SmallMessages;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was prepared in SQL and is used by messages, and the other way round: at the server both
 * have the same names.
 */
final class PreparedInSql {

  /** For errors of statements that the client did not send: they have no place in its text. */
  private static final Outcome.Rewritten HIDDEN =
      new Outcome.Rewritten(
          "",
          new EditMap(List.of(new EditMap.Edit(0, 0, Integer.MAX_VALUE))),
          List.of(),
          List.of(),
          null,
          List.of(),
          List.of());

  private final Session session;
  private final Repreparation repreparation;
  private final ByteBufAllocator allocator;
  private final Statements statements;
  private final ExpectedAnswers answers;

  PreparedInSql(Session session, Repreparation repreparation) {
    this.session = session;
    this.repreparation = repreparation;
    this.allocator = session.allocator();
    this.statements = session.statements();
    this.answers = session.answers();
  }

  /** Whether a name that the client never parsed may be that of a statement prepared in SQL. */
  boolean isPrepared(String name) {
    return answers.isUnsettled() || prepared(name) != null;
  }

  private @Nullable SqlPrepared prepared(String name) {
    String decoded = session.encoding().decode(name.getBytes(StandardCharsets.ISO_8859_1));
    return decoded == null ? null : session.treatment().state().prepared(decoded);
  }

  /** What the Close of a statement that the client never parsed changes; null where nothing. */
  @Nullable PreparedChange dropped(String name) {
    SqlPrepared prepared = prepared(name);
    return prepared == null ? null : new PreparedChange.Deallocated(prepared.name());
  }

  /**
   * A statement that was prepared in SQL and is used by messages: as an EXECUTE of it is treated.
   * Null while that is not known.
   */
  @Nullable Statement statement(String name) {
    if (answers.isUnsettled()) {
      return null;
    }
    Treatment treatment = session.treatment();
    treatment.begin();
    String quoted = "EXECUTE \"" + sqlName(name).replace("\"", "\"\"") + '"';
    byte[] text = session.encoded(quoted);
    Outcome outcome = treatment.treat(Unpooled.wrappedBuffer(text), 0, text.length);
    return outcome == null
        ? null
        : new Statement(
            name, null, new int[0], treatment.treated(outcome), name, treatment.schema());
  }

  private String sqlName(String name) {
    SqlPrepared prepared = prepared(name);
    return prepared == null ? name : prepared.name();
  }

  /**
   * Refuses an SQL-level EXECUTE of a statement that was prepared by message and is not, at the
   * server, what the client takes it for: another text, another name, or a text that is out of
   * date.
   */
  Outcome withoutMessages(Outcome outcome) {
    for (PreparedEffects.Execution execution : outcome.prepares().executions()) {
      byte[] name = session.encoding().encode(execution.name());
      Statement statement =
          name == null || execution.prepared() != null
              ? null
              : statements.get(new String(name, StandardCharsets.ISO_8859_1));
      if (statement != null && !isPlain(statement)) {
        String message =
            "trestle: refused: an SQL-level EXECUTE of a statement that was prepared by message and"
                + " concerns a rule";
        String hint = "Execute it by message, or prepare it in SQL.";
        return new Outcome.Refused(new SqlError("TR001", message, hint, 0));
      }
    }
    return outcome;
  }

  private boolean isPlain(Statement statement) {
    return hasOwnText(statement)
        && !repreparation.isDue(statement)
        && statement.serverName().equals(statement.name())
        && statement.stamp() == session.treatment().stamp();
  }

  /** Whether the server has of it what the client has sent. */
  private boolean hasOwnText(Statement statement) {
    Outcome.Rewritten rewritten = statement.rewritten();
    return rewritten == null
        ? statement.outcome() instanceof Outcome.Untouched
        : !rewritten.checksParameters()
            && rewritten.prepares().equals(PreparedEffects.NONE)
            && Arrays.equals(session.encoded(rewritten.sql()), statement.text());
  }

  /** Has the server run the statements that must go before one, one after the other. */
  void preludes(Outcome outcome, FrameWalker walker) {
    for (PreparedEffects.Prelude prelude : outcome.prepares().preludes()) {
      walker.insert(
          NamedMessage.writeForStatement(allocator, MessageType.CLOSE, Statements.PRELUDE));
      answers.add(Expected.OUR_CLOSE);
      walker.insert(
          ParseMessage.write(
              allocator, Statements.PRELUDE, session.encoded(prelude.sql()), new int[0]));
      answers.add(Expected.ours(Kind.PARSE, HIDDEN));
      walker.insert(SmallMessages.bindWithoutParameters(allocator, Statements.PRELUDE));
      answers.add(Expected.ours(Kind.BIND, HIDDEN));
      walker.insert(SmallMessages.execute(allocator, Statements.PRELUDE));
      answers.add(Expected.ours(Kind.EXECUTE, HIDDEN).completing(prelude.change()));
      walker.insert(NamedMessage.writeForPortal(allocator, MessageType.CLOSE, Statements.PRELUDE));
      answers.add(Expected.OUR_CLOSE);
      walker.insert(
          NamedMessage.writeForStatement(allocator, MessageType.CLOSE, Statements.PRELUDE));
      answers.add(Expected.OUR_CLOSE);
    }
  }
}
