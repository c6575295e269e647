package io.trestle.engine;

import io.trestle.rules.OpenWork;

/**
 * The engine for one database: hands out the {@link Rewriter} that is in force at the moment.
 *
 * <p>A front end takes {@link #current()} once at the start of a statement and uses that object to
 * its end, so that a statement is treated under one rule set even while an operator flips a phase.
 * Thread-safe.
 */
public interface Engine {

  /** The rewriter in force now. Never blocks: one volatile read. */
  Rewriter current();

  /**
   * Keeps account of the work of sessions: each begins with {@link OpenWork#open}, and says when it
   * has something open.
   */
  default OpenWork work() {
    return OpenWork.NONE;
  }

  /**
   * Has the schema looked at, because a statement may have changed it. Never blocks.
   *
   * @param then is run, on any thread, once {@link #current} knows of what had been committed
   *     before the call, or the schema could not be looked at
   */
  default void schemaMayHaveChanged(Runnable then) {
    then.run();
  }
}
