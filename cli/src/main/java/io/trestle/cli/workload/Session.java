package io.trestle.cli.workload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** One borrowed connection of a service: runs statements, times them, checks their answers. */
final class Session {

  private final Connection connection;
  private final Tally tally;

  Session(Connection connection, Tally tally) {
    this.connection = connection;
    this.tally = tally;
  }

  /** Runs a query and checks its columns and rows. Returns whether they are right. */
  boolean query(List<String> columns, List<List<Object>> rows, String sql, Object... parameters)
      throws SQLException {
    return check(new Answer(columns, rows), select(sql, parameters), sql);
  }

  /** Runs a query whose answer the caller checks. */
  Answer select(String sql, Object... parameters) throws SQLException {
    long start = System.nanoTime();
    try (PreparedStatement statement = prepare(sql, parameters);
        ResultSet result = statement.executeQuery()) {
      return Answer.read(result);
    } finally {
      tally.statement(System.nanoTime() - start);
    }
  }

  /** Runs a statement that must touch one row. */
  void updateOne(String sql, Object... parameters) throws SQLException {
    long start = System.nanoTime();
    int count;
    try (PreparedStatement statement = prepare(sql, parameters)) {
      count = statement.executeUpdate();
    } finally {
      tally.statement(System.nanoTime() - start);
    }
    if (count != 1) {
      tally.wrongAnswer("%s: touched %d rows, expected 1".formatted(sql, count));
    }
  }

  /** Compares an answer with the model. */
  boolean check(Answer expected, Answer actual, String sql) {
    if (expected.equals(actual)) {
      return true;
    }
    tally.wrongAnswer("%s: got %s, expected %s".formatted(sql, actual, expected));
    return false;
  }

  /** Runs several statements in a transaction. */
  void inTransaction(Work work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      work.run();
      connection.commit();
    } catch (SQLException failure) {
      rollBack(failure);
      throw failure;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private void rollBack(SQLException failure) {
    try {
      connection.rollback();
    } catch (SQLException alsoFailed) {
      failure.addSuppressed(alsoFailed);
    }
  }

  private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  /** Statements of one transaction. */
  interface Work {
    void run() throws SQLException;
  }
}
