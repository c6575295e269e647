package io.trestle.migrator;

import io.trestle.migrator.plan.PlanStep;
import io.trestle.rules.store.Publisher.Laggard;
import java.time.Duration;
import java.util.List;

/** What an operator is told while a migration runs. Called on the thread that runs it. */
public interface Events {

  /** A step begins; or is taken back. */
  void begins(PlanStep step, boolean back);

  /** It is done. */
  void done(PlanStep step, boolean back, Duration took);

  /** A phase waits for members that have not acknowledged the one before. */
  void waitsFor(List<Laggard> members);

  /**
   * A lock could not be had; it is tried again.
   *
   * @param why the database's own words
   * @param blockers who holds locks on the table
   */
  void blocked(PlanStep step, String why, List<String> blockers, Duration pause);

  /** Something to be known, in a sentence. */
  void says(String what);
}
