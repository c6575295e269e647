package io.trestle.driver;

import io.trestle.driver.wrap.ConnectionWrapper;
import io.trestle.driver.wrap.Wrapping;
import java.sql.Connection;
import java.sql.SQLException;

/** What is shared under some settings; made anew where it has ended. Thread-safe. */
final class SharedWrapping implements ConnectionWrapper {

  private final Settings settings;
  private volatile Wrapping last;

  /**
   * @throws SQLException when the rules cannot be read, or the store not followed
   */
  SharedWrapping(Settings settings) throws SQLException {
    this.settings = settings;
    this.last = Shelf.forUrl(settings);
  }

  @Override
  public Connection wrap(Connection connection, int loginSeconds) throws SQLException {
    while (true) {
      Connection wrapped = last.wrap(connection, loginSeconds);
      if (wrapped != null) {
        return wrapped;
      }
      try {
        last = Shelf.forUrl(settings);
      } catch (SQLException | RuntimeException failure) {
        connection.close();
        throw failure;
      }
    }
  }
}
