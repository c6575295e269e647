package io.trestle.proxy.session;

import io.trestle.engine.BindVerdict;
import io.trestle.engine.Outcome;
import io.trestle.engine.PreparedChange;
import io.trestle.engine.SqlError;
import io.trestle.engine.SqlNotice;
import io.trestle.proxy.wire.Projection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The portals that were bound to rewritten statements, to ones that change what is prepared in SQL,
 * or to ones whose rows are given an earlier shape; all others need no memory. Bounded by the
 * number of prepared statements that a session may have.
 */
final class Portals {

  /**
   * A portal.
   *
   * @param statement what it executes, or null where that is untouched
   * @param notices what its execution tells the client
   * @param error what its execution fails with, as it would in the target database; null where it
   *     does not
   * @param change what its execution changes among statements prepared in SQL, or null
   * @param projection of its columns that the client is given; null where it is given all
   * @param batch in which it was bound: how many Syncs and Queries the client had sent before
   */
  record Portal(
      Outcome.@Nullable Rewritten statement,
      List<SqlNotice> notices,
      @Nullable SqlError error,
      @Nullable PreparedChange change,
      @Nullable Projection projection,
      long batch) {

    Portal givingAll() {
      return new Portal(statement, notices, error, change, null, batch);
    }
  }

  private final Map<String, Portal> byName = new HashMap<>();
  private final int max;
  private long sentBatches;
  private long finishedBatches;

  Portals(int max) {
    this.max = max;
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  @Nullable Portal get(String name) {
    return byName.get(name);
  }

  /** Remembers a portal; returns false when there are too many. */
  boolean put(
      String name, Outcome statement, BindVerdict verdict, @Nullable Projection projection) {
    if (byName.size() >= max && !byName.containsKey(name)) {
      return false;
    }
    byName.put(
        name,
        new Portal(
            statement instanceof Outcome.Rewritten rewritten ? rewritten : null,
            verdict.notices(),
            verdict.error(),
            statement.prepares().onlyChange(),
            projection,
            sentBatches));
    return true;
  }

  /** Gives the client all columns of a portal, after all. */
  void giveAll(String name) {
    byName.computeIfPresent(name, (same, portal) -> portal.givingAll());
  }

  void remove(String name) {
    if (!byName.isEmpty()) {
      byName.remove(name);
    }
  }

  /** The client has sent a message that ReadyForQuery will answer. */
  void batchSent() {
    sentBatches++;
  }

  /**
   * ReadyForQuery has come; outside a transaction no portal bound before it is left.
   *
   * @param allAnswered whether nothing else is under way; only then the count is exact, since the
   *     server may skip messages that were counted
   */
  void batchFinished(boolean inTransaction, boolean allAnswered) {
    finishedBatches = allAnswered ? sentBatches + 1 : finishedBatches + 1;
    if (!inTransaction && !byName.isEmpty()) {
      byName.values().removeIf(portal -> portal.batch() < finishedBatches);
    }
    finishedBatches = Math.min(finishedBatches, sentBatches);
  }
}
