package io.trestle.engine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Treats statements under one immutable rule set and one state of the catalog. Thread-safe.
 *
 * <p>The three steps are ordered by cost: {@link #mentions} on bytes, {@link #cached} on a decoded
 * text, {@link #rewrite} with a parser. Only the first two may be called on an event loop.
 */
public interface Rewriter {

  /**
   * A number that grows with every change of rules or catalog. Rewriters of one {@link Engine} with
   * equal epochs are the same object.
   */
  long epoch();

  /** The epoch of the rules, {@link io.trestle.rules.RuleSet#epoch}. */
  default long ruleEpoch() {
    return 0;
  }

  /**
   * The version of the schema: grows when the schema of the database is seen to have changed, also
   * of tables under no rule. What a server has parsed under an earlier one may give other columns
   * now, and fail for it. 0 where no rule holds, and so nobody looks.
   */
  default long schema() {
    return 0;
  }

  /**
   * Whether the statement in {@code buffer[from, to)} may be concerned by a rule, judged by its
   * bytes alone: in any encoding that keeps ASCII bytes for ASCII characters. {@code false} is
   * certain (the statement may be forwarded untouched); {@code true} means that {@link #cached} or
   * {@link #rewrite} must decide. Reads by absolute index, moves no position, allocates nothing.
   */
  boolean mentions(ByteBuffer buffer, int from, int to);

  /**
   * The answer to a statement that was treated before, or null when it must be analysed by {@link
   * #rewrite}, off the event loop. Takes microseconds.
   */
  @Nullable Outcome cached(String sql, SessionState session);

  /**
   * Treats a statement (or several, separated by semicolons). May take milliseconds: never call it
   * on an event loop. Never throws for any text: what cannot be treated is {@link Outcome.Refused}.
   */
  Outcome rewrite(String sql, SessionState session);

  /**
   * What becomes of a statement that may be concerned by a rule and is not analysed, because it
   * takes too long or is too large: refused, or passed where the rules say so of statements that
   * cannot be treated. Takes microseconds, without a parser; may be called while {@link #rewrite}
   * of the same statement is still under way elsewhere.
   *
   * @param sql the statement, of whose shape the same is said from now on; null where it is not to
   *     be remembered
   * @param reason why, for the error: what is wrong with "the statement"
   */
  default Outcome giveUp(@Nullable String sql, SessionState session, String reason) {
    return new Outcome.Refused(
        new SqlError(
            RefusalCode.TOO_LARGE.sqlState(),
            "trestle: refused: " + reason,
            RefusalCode.TOO_LARGE.wayOut(),
            0));
  }

  /**
   * What the treatment of a statement depends on beside its text, as one number: a statement
   * prepared under one stamp must be treated anew before it is used under another. Changes with the
   * epoch and with what the session knows.
   */
  long stamp(SessionState session);
}
