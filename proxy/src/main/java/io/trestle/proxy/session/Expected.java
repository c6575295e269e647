package io.trestle.proxy.session;

import io.trestle.engine.Outcome;
import io.trestle.engine.PreparedChange;
import io.trestle.engine.PreparedEffects.Completion;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import io.trestle.proxy.wire.Projection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that the server owes, and what is to be done with it.
 *
 * @param kind which message it answers
 * @param ours whether the message was ours, so that its answer is swallowed
 * @param statement the rewriting that the message uses, for errors; null where it uses none
 * @param refusal the error to give in place of the one that the server was made to raise; null
 *     otherwise
 * @param notices what to tell the client before CommandComplete
 * @param shift how many characters of ours stand before the client's text
 * @param undo what the message changed in our memory; null where nothing
 * @param completions what to do when the n-th statement of the message is completed, by n from 0
 * @param refusedSql the text that is refused, for its shape in the log; null where it is not kept
 * @param shape is told what a Describe is answered with; null where nobody asks
 * @param projection of the columns that the client is given; null where it is given all
 */
record Expected(
    Kind kind,
    boolean ours,
    Outcome.@Nullable Rewritten statement,
    @Nullable SqlError refusal,
    List<SqlNotice> notices,
    int shift,
    @Nullable Undo undo,
    Map<Integer, Completion> completions,
    @Nullable String refusedSql,
    @Nullable Description shape,
    @Nullable Projection projection) {

  private Expected(
      Kind kind,
      boolean ours,
      Outcome.@Nullable Rewritten statement,
      @Nullable SqlError refusal,
      List<SqlNotice> notices,
      int shift,
      @Nullable Undo undo,
      Map<Integer, Completion> completions) {
    this(kind, ours, statement, refusal, notices, shift, undo, completions, null, null, null);
  }

  /** The same refusal, of that text. */
  Expected of(@Nullable String sql) {
    return new Expected(
        kind, ours, statement, refusal, notices, shift, undo, completions, sql, null, null);
  }

  /** Whether it may ask for data of a COPY that is to be filtered. */
  boolean filtersCopy() {
    return statement != null
        && !statement.copies().isEmpty()
        && (kind == Kind.QUERY || kind == Kind.EXECUTE);
  }

  /** Which message it answers. */
  enum Kind {
    QUERY,
    PARSE,
    BIND,
    DESCRIBE,
    EXECUTE,
    CLOSE,
    SYNC,
    FUNCTION_CALL,
    /** CopyDone or CopyFail: marks their place among the others; has no answer of its own. */
    COPY_END;

    /** Whether ReadyForQuery ends the answer, also after an error. */
    boolean endsWithReadyForQuery() {
      return this == QUERY || this == SYNC || this == FUNCTION_CALL;
    }
  }

  /** How to put back what a message changed in advance. */
  static final class Undo {
    private final String name;
    private final @Nullable Statement whenFailed;
    private @Nullable Statement whenSkipped;

    /**
     * @param name of the statement
     * @param whenFailed what is there when the server failed at this message
     * @param whenSkipped what is there when the server never looked at it
     */
    Undo(String name, @Nullable Statement whenFailed, @Nullable Statement whenSkipped) {
      this.name = name;
      this.whenFailed = whenFailed;
      this.whenSkipped = whenSkipped;
    }

    String name() {
      return name;
    }

    @Nullable Statement whenFailed() {
      return whenFailed;
    }

    @Nullable Statement whenSkipped() {
      return whenSkipped;
    }

    /** What was there before this message has itself been undone. */
    void rebase(@Nullable Statement before) {
      whenSkipped = before;
    }
  }

  static final Expected QUERY = plain(Kind.QUERY);
  static final Expected PARSE = plain(Kind.PARSE);
  static final Expected BIND = plain(Kind.BIND);
  static final Expected DESCRIBE = plain(Kind.DESCRIBE);
  static final Expected EXECUTE = plain(Kind.EXECUTE);
  static final Expected CLOSE = plain(Kind.CLOSE);
  static final Expected SYNC = plain(Kind.SYNC);
  static final Expected FUNCTION_CALL = plain(Kind.FUNCTION_CALL);
  static final Expected COPY_END = plain(Kind.COPY_END);
  static final Expected OUR_CLOSE =
      new Expected(Kind.CLOSE, true, null, null, List.of(), 0, null, Map.of());

  private static Expected plain(Kind kind) {
    return new Expected(kind, false, null, null, List.of(), 0, null, Map.of());
  }

  static Expected using(
      Kind kind,
      Outcome.@Nullable Rewritten statement,
      List<SqlNotice> notices,
      @Nullable Undo undo) {
    return new Expected(kind, false, statement, null, notices, 0, undo, Map.of());
  }

  static Expected refused(Kind kind, SqlError refusal, @Nullable Undo undo) {
    return new Expected(kind, false, null, refusal, List.of(), 0, undo, Map.of());
  }

  /**
   * A refusal that stands before the client's own text, for the server to check that for syntax.
   */
  static Expected unread(Kind kind, SqlError refusal, @Nullable Undo undo) {
    return new Expected(kind, false, null, refusal, List.of(), Refusal.SHIFT, undo, Map.of());
  }

  static Expected ourParse(Outcome.@Nullable Rewritten statement, Undo undo) {
    return new Expected(Kind.PARSE, true, statement, null, List.of(), 0, undo, Map.of());
  }

  /** A message of ours, but Close. */
  static Expected ours(Kind kind, Outcome.Rewritten errors) {
    return new Expected(kind, true, errors, null, List.of(), 0, null, Map.of());
  }

  /** The same answer, of a message whose completed statements change something. */
  Expected completing(Map<Integer, Completion> newCompletions) {
    return newCompletions.isEmpty()
        ? this
        : new Expected(kind, ours, statement, refusal, notices, shift, undo, newCompletions);
  }

  /** The same answer, of which somebody is told. */
  Expected telling(Description newShape) {
    return with(newShape, projection);
  }

  /** The same answer, of which the client is given some of the columns. */
  Expected projecting(@Nullable Projection newProjection) {
    return newProjection == null ? this : with(shape, newProjection);
  }

  private Expected with(@Nullable Description newShape, @Nullable Projection newProjection) {
    return new Expected(
        kind,
        ours,
        statement,
        refusal,
        notices,
        shift,
        undo,
        completions,
        refusedSql,
        newShape,
        newProjection);
  }

  /** A Describe of ours. */
  static Expected ourDescribe(Outcome.@Nullable Rewritten statement, Undo undo, Description shape) {
    return new Expected(Kind.DESCRIBE, true, statement, null, List.of(), 0, undo, Map.of())
        .telling(shape);
  }

  /** The same answer, of a message with one statement. */
  Expected completing(@Nullable PreparedChange change) {
    return change == null ? this : completing(Map.of(0, new Completion(ours, change)));
  }
}
