package io.trestle.migrator.plan;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.PSQLException;

/** Queries over JDBC in one line each. */
final class Queries {

  private Queries() {}

  /** Makes something of the row at hand. */
  interface Mapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  static <T> List<T> list(Connection connection, String sql, Mapper<T> mapper, Object... parameters)
      throws SQLException {
    List<T> all = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          all.add(mapper.map(row));
        }
      }
    }
    return all;
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Tries a part of what an operator has written.
   *
   * @throws UnplannableException where the server refuses it
   */
  static void attempt(Connection connection, String sql, String what)
      throws UnplannableException, SQLException {
    try {
      execute(connection, sql);
    } catch (SQLException e) {
      if (e.getSQLState() == null || e.getSQLState().startsWith("08")) {
        throw e;
      }
      throw new UnplannableException(
          "%s: PostgreSQL says: %s; expected what ALTER TABLE takes".formatted(what, message(e)),
          e);
    }
  }

  /** What the server said, with its detail, without severity and position. */
  static String message(SQLException e) {
    if (e instanceof PSQLException server && server.getServerErrorMessage() != null) {
      String detail = server.getServerErrorMessage().getDetail();
      String message = String.valueOf(server.getServerErrorMessage().getMessage());
      return detail == null ? message : message + " (" + detail + ")";
    }
    return String.valueOf(e.getMessage());
  }
}
