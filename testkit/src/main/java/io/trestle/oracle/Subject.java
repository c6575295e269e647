package io.trestle.oracle;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/**
 * What is under test: something that stands between a client and a database in some stage of a
 * migration.
 */
public interface Subject {

  /** Sets up for a situation. Called once for each, and for several scenarios at the same time. */
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

  /** The manners in which it is asked. */
  default List<? extends Manner> manners() {
    return List.of(Mode.values());
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

    /**
     * Opens a session over JDBC, for the manners that ask so.
     *
     * @param settings of pgjdbc, the user among them
     */
    default Connection connect(Properties settings) throws SQLException {
      return DriverManager.getConnection(
          "jdbc:postgresql://" + host() + ":" + port() + "/" + database(), settings);
    }
  }
}
