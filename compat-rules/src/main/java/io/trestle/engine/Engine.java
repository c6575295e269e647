package io.trestle.engine;

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
}
