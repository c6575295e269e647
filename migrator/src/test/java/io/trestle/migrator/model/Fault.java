package io.trestle.migrator.model;

/** A way in which the protocol may be broken. */
enum Fault {
  /** `writable` is published after `absent`. */
  SKIP_READABLE,
  /** Nothing waits for acknowledgements. */
  PUBLISH_UNACKNOWLEDGED,
  /** A node acknowledges an epoch while a transaction is open that was begun under an older one. */
  ACKNOWLEDGE_WITH_OPEN_TRANSACTION,
  /** C is added before all nodes are in `absent`. */
  ADD_UNACKNOWLEDGED,
  /** C gets a default that is not V before all nodes are in `readable`. */
  OWN_DEFAULT_WITH_ADD,
  /** The trigger is there before all nodes are in `readable`. */
  TRIGGER_WITH_ADD,
  /** Rows are filled and NOT NULL is set before all nodes are in `writable`. */
  NOT_NULL_BEFORE_WRITABLE,
  /** `backfilled` is published while snapshots from before the filling may be in use. */
  NO_FENCE,
  /** The fence is published before the replica has replayed that all is filled. */
  FENCE_BEFORE_REPLAY,
  /** Nothing waits for the replica. */
  NO_REPLAY,
  /** A member whose lease has ended is removed, and its backends go on. */
  KEEP_BACKENDS,
  /** A node begins transactions after its lease. */
  GO_ON_AFTER_LEASE,
  /** A node joins with an epoch that it read before, without the store's lock. */
  JOIN_WITHOUT_LOCK,
  /** A node takes a phase with what it had read of the catalog before. */
  STALE_CATALOG,
  /**
   * NOT NULL stays when `readable` is entered from `writable`; where it has come with C, when C is
   * emptied.
   */
  KEEP_NOT_NULL,
  /** NOT NULL is dropped in `backfilled`, before `writable` is published. */
  DROP_NOT_NULL_IN_BACKFILLED,
  /** The DEFAULT or trigger is dropped in `writable`, before `readable` is published. */
  DROP_FILLER_IN_WRITABLE,
  /**
   * The DEFAULT or trigger is not dropped before C is emptied: rows that are added go on being
   * filled, and nothing waits for rows that are not committed yet.
   */
  KEEP_FILLER,
  /** What is stored is still there when `absent` is entered from `readable`. */
  NO_EMPTYING,
  /** A row that holds its derived V is not emptied, and does not follow. */
  KEEP_DERIVED_VALUE,
  /** `absent` is published while snapshots from before the emptying may be in use. */
  EMPTYING_WITHOUT_FENCE,
  /**
   * A migrator that was stopped on its way back, before all nodes were in the phase that it had
   * published, goes forward with the steps of the phase before.
   */
  TURN_HALF_WAY,
  /** One that has begun to empty C goes forward with C as it is, in place of adding it anew. */
  TURN_EMPTIED,
  /** C is dropped before all nodes are in `absent`. */
  DROP_UNACKNOWLEDGED,
  /** A migrator that has been replaced goes on filling rows. */
  STRAY_BACKFILL,
  /** In `readable` an UPDATE of C to a constant V stores NULL. */
  STORE_NULL_IN_READABLE,
  /** A statement fails with 40001 only since the migrator has changed its row. */
  SERIALIZATION_FAILURE
}
