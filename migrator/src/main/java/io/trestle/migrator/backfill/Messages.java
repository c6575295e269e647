package io.trestle.migrator.backfill;

import java.sql.SQLException;

/** What an operator is told of an error. */
final class Messages {

  private Messages() {}

  /** The error's own message, with its SQLSTATE. */
  static String of(SQLException e) {
    return e.getMessage() + " (SQLSTATE " + e.getSQLState() + ")";
  }
}
