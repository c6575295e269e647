package io.trestle.rules;

/**
 * Keeps account of what a node's sessions have open, for a {@link RuleSource} whose rules several
 * nodes share: a node has acknowledged a change when nothing is open any more that was begun
 * before. Thread-safe.
 */
public interface OpenWork {

  /** For rules that are nobody else's: keeps no account. */
  OpenWork NONE = (backend, port, admitted) -> Session.NONE;

  /**
   * A session begins.
   *
   * @param backend the process of the server's that serves it
   * @param port the port from which it is connected to the server, 0 where that is not known
   * @param admitted is run, on any thread, when it may send its first statement, unless {@link
   *     Session#isAdmitted} says so at once
   */
  Session open(int backend, int port, Runnable admitted);

  /** One session. Its methods are called by one thread at a time, save {@link #isAdmitted}. */
  interface Session {

    Session NONE =
        new Session() {
          @Override
          public boolean isAdmitted() {
            return true;
          }

          @Override
          public void begin(long epoch) {}

          @Override
          public void end() {}

          @Override
          public void close() {}
        };

    /** Whether the session may send its first statement. Never false again. */
    boolean isAdmitted();

    /**
     * A statement or transaction begins, unless one is open. To be called before the rewriter is
     * asked for by which it is treated.
     *
     * @param epoch of the rule set in force
     */
    void begin(long epoch);

    /** No statement and no transaction is open. */
    void end();

    /** The session has ended. */
    void close();
  }
}
