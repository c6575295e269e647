package io.trestle.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Runs something in a transaction of its own, on a connection in auto-commit mode. Stateless. */
public final class Transactions {

  private Transactions() {}

  /** What is done in a transaction. */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object> {
    T run() throws SQLException;
  }

  /**
   * Commits what the work has done, or takes it back where it fails: with the failure of the work,
   * whatever else fails after it.
   */
  public static <T extends @Nullable Object> T run(Connection connection, Work<T> work)
      throws SQLException {
    connection.setAutoCommit(false);
    T result;
    try {
      result = work.run();
      connection.commit();
    } catch (SQLException | RuntimeException failure) {
      takeBack(connection, failure);
      throw failure;
    }
    connection.setAutoCommit(true);
    return result;
  }

  private static void takeBack(Connection connection, Exception failure) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException lost) {
      failure.addSuppressed(lost);
    }
  }
}
