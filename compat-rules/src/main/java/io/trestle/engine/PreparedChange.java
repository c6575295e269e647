package io.trestle.engine;

import java.util.Objects;

/**
 * What a statement changes among a session's SQL-level prepared statements, once the server has
 * completed it. PREPARE and DEALLOCATE are not transactional: a rollback takes nothing of it back.
 * A front end tells {@link SessionState#completed} of each, in the order of the server's answers.
 */
public sealed interface PreparedChange {

  /** The server has, or has no longer, a text under a name that the client goes on using. */
  record Prepared(SqlPrepared statement) implements PreparedChange {
    public Prepared {
      Objects.requireNonNull(statement);
    }
  }

  /** A name is free again. */
  record Deallocated(String name) implements PreparedChange {
    public Deallocated {
      Objects.requireNonNull(name);
    }
  }

  /** All names are free again: DEALLOCATE ALL, DISCARD ALL. */
  record AllDeallocated() implements PreparedChange {}
}
