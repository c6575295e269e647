package io.trestle.migrator.plan;

import io.trestle.rules.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a plan. Steps are carried out in their order; each may be begun again after a crash.
 *
 * @param id what the step is called in the store and in messages: unique in its plan, the same
 *     whenever the same statement is planned
 * @param kind what a runner does
 * @param phase of PUBLISH the phase that is entered; of others the one in which they run
 * @param sql the statements, in their order: of DDL all in one transaction, of CONCURRENTLY each by
 *     itself; none of PUBLISH, FENCE, BACKFILL and WATCH
 * @param doneWhen of CONCURRENTLY a query of one boolean: whether the step has been done already;
 *     null of others, of which the store knows
 * @param undo the statements that take the step back, in one transaction; none where nothing is to
 *     be taken back
 * @param lock the strongest lock that it takes on the table
 * @param reads whether it reads the whole table, or writes it anew
 * @param expected how long it is expected to take on a table of this size, in milliseconds; -1
 *     where nothing is known; of WATCH how long it lasts
 * @param why a sentence for an operator
 */
public record PlanStep(
    String id,
    Kind kind,
    Phase phase,
    List<String> sql,
    @Nullable String doneWhen,
    List<String> undo,
    Lock lock,
    Reads reads,
    long expected,
    String why) {

  /** The id of the step that adds the columns. */
  public static final String ADD = "add";

  /** The id of the step that has the catalog bear out that the table is what was planned. */
  public static final String CHECK_TARGET = "check-target";

  /** What a runner does. */
  public enum Kind {
    /** Publishes a phase, once all nodes have acknowledged what was published before. */
    PUBLISH,
    /** Runs statements in one transaction, with a lock time-out, and tries again. */
    DDL,
    /** Runs statements that may not be in a transaction, such as CREATE INDEX CONCURRENTLY. */
    CONCURRENTLY,
    /** Fills rows in batches until none is unfilled. */
    BACKFILL,
    /** Publishes an epoch in which nothing changes, so that all work that is older has ended. */
    FENCE,
    /** Runs a query that must give no row; each row is an example of what is wrong. */
    CHECK,
    /** Waits, from when all nodes are in the phase, so that it can be taken back meanwhile. */
    WATCH
  }

  /** Lock modes of PostgreSQL, weakest first. */
  public enum Lock {
    NONE,
    ACCESS_SHARE,
    ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    SHARE_ROW_EXCLUSIVE,
    ACCESS_EXCLUSIVE
  }

  /** How much of the table is touched. */
  public enum Reads {
    NOTHING,
    SCANS_TABLE,
    WRITES_ROWS,
    REWRITES_TABLE
  }

  public PlanStep {
    sql = List.copyOf(sql);
    undo = List.copyOf(undo);
  }
}
