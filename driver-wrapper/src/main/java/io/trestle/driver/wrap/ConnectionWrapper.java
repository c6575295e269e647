package io.trestle.driver.wrap;

import java.sql.Connection;
import java.sql.SQLException;

/** Wraps connections by the {@link Wrapping} of the moment. Thread-safe. */
public interface ConnectionWrapper {

  /**
   * Wraps a connection of the PostgreSQL driver, or of a pool before it.
   *
   * @param loginSeconds as of {@link Wrapping#wrap}
   * @throws SQLException when it is of another driver, or not admitted, or the rules cannot be had;
   *     it is closed then
   */
  Connection wrap(Connection connection, int loginSeconds) throws SQLException;
}
