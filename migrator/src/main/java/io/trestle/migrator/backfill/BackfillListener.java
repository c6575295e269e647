package io.trestle.migrator.backfill;

import java.sql.SQLException;

/**
 * Is told how a backfill goes, on the thread that runs it: it is to return at once. What it throws
 * ends the run.
 */
public interface BackfillListener {

  /** One that listens to nothing. */
  BackfillListener NONE = new BackfillListener() {};

  /** A batch is committed. */
  default void batch(Progress progress) {}

  /** A brake is on; told again, once a second, while that lasts. */
  default void waiting(String brake, String reason) {}

  /** No brake is on any more. */
  default void going() {}

  /**
   * A statement failed or the connection was lost, and will be tried again.
   *
   * @param failures how many there were in succession
   * @param rows how many rows the next batch will have
   */
  default void retry(SQLException failure, int failures, int rows) {}

  /** A table or partition is filled. */
  default void filled(String relation) {}
}
