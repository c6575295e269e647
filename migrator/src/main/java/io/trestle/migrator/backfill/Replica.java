package io.trestle.migrator.backfill;

import org.jspecify.annotations.Nullable;

/**
 * What the server knows of a replica, as pg_stat_replication has it.
 *
 * @param pid the process that sends to it
 * @param name its application_name
 * @param state {@code streaming} where all is well; null where the role may not see it
 * @param replayed up to where it has replayed
 * @param caughtUp whether it has replayed all that was sent
 * @param behind how many bytes that are flushed here it has not replayed
 * @param lagSeconds how long replay lags, or null where the server has not measured it
 */
record Replica(
    int pid,
    @Nullable String name,
    @Nullable String state,
    @Nullable String replayed,
    boolean caughtUp,
    long behind,
    @Nullable Double lagSeconds) {

  /** For a message. */
  String label() {
    return name == null || name.isEmpty() ? "with pid " + pid : name;
  }
}
