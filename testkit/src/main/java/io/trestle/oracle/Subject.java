package io.trestle.oracle;

import java.util.List;

/**
 * What is under test: something that stands between a client and a database in some stage of a
 * migration.
 */
public interface Subject {

  /** Sets up for a situation. Called once for each; closed before the next is opened. */
  Endpoint open(Situation situation) throws Exception;

  /**
   * Whether it refuses statements, and discards values, as the cases say; where not, it is expected
   * to answer like the reference.
   */
  default boolean refuses() {
    return true;
  }

  /** The stages in which it is looked at. */
  default List<Stage> stages() {
    return Stage.ALL;
  }

  /** Where clients connect to: as {@code postgres}, without a password. */
  interface Endpoint extends AutoCloseable {

    String host();

    int port();

    /**
     * The name of the database, which must be its name on the server too: the oracle resets it
     * there.
     */
    String database();
  }
}
