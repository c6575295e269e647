package io.trestle.migrator.model;

import org.jspecify.annotations.Nullable;

/** Takes what may happen next. */
interface Sink {

  /** Who does something that is not done by a node. */
  enum Actor {
    MIGRATOR,
    REPLICA,
    TRANSACTION_MANAGER,
    WRITER_ROUND_TRESTLE
  }

  /**
   * Something happens.
   *
   * @param node who does it, or -1
   * @param actor who does it where that is no node
   */
  void next(int node, @Nullable Actor actor, String what, State state);

  /** Something happens that breaks the contract. */
  void violation(int node, String what);
}
