package io.trestle.rewrite;

/**
 * Is told what the walk through a statement finds, and where. Tests compare it with what
 * PostgreSQL's own parser finds; in production nobody listens.
 */
interface Trace {

  Trace NONE = new Trace() {};

  /** A column reference that begins at a token, and what it can name. */
  default void column(int token, Scope scope) {}

  /** A relation in FROM, or the target of a write, whose name begins at a token. */
  default void relation(int token) {}

  /** A column that is assigned to, or that an INSERT gives values for. */
  default void target(int token) {}
}
