package io.trestle.oracle.recorded;

import io.trestle.oracle.Answer;
import io.trestle.oracle.PgWire;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One side of the comparison: a session in which units are replayed, each in a transaction that is
 * rolled back. Sequences, which no rollback resets, are set back past the session. Not thread-safe.
 */
final class Replay implements AutoCloseable {

  private static final String APPLICATION = "orders-v2";

  private final String host;
  private final int port;
  private final String database;
  private final Connection past;
  private final String resetNumbers;
  private @Nullable PgWire wire;

  /**
   * @param host where the session goes
   * @param postgres the server on which the database is
   */
  Replay(String host, int port, TestPostgres postgres, String database) throws SQLException {
    this.host = host;
    this.port = port;
    this.database = database;
    this.past = postgres.connect(database);
    this.resetNumbers =
        "SELECT "
            + String.join(
                ", ",
                ask(
                    past,
                    "SELECT format('setval(''%I.%I'', %s, false)', schemaname, sequencename,"
                        + " start_value) FROM pg_sequences WHERE schemaname = 'public'"));
  }

  /** Sends what comes before the first statement of a unit. */
  void begin(RecordedUnit unit) throws IOException, SQLException {
    if (unit.writes()) {
      try (Statement statement = past.createStatement()) {
        statement.execute(resetNumbers);
      }
    }
    if (!unit.ownTransaction()) {
      wire().query("BEGIN");
    }
  }

  Answer send(RecordedStatement statement) throws IOException {
    return statement.extended()
        ? wire().extended(statement.sql(), statement.types(), statement.values())
        : wire().query(statement.sql());
  }

  /** A simple Query beside the unit's own statements. */
  Answer query(String sql) throws IOException {
    return wire().query(sql);
  }

  /**
   * Undoes the unit. A session that is out of step is given up.
   *
   * @param doubtful whether answers may still be under way
   */
  void rollBack(boolean doubtful) {
    if (doubtful) {
      abandon();
      return;
    }
    try {
      if (wire().query("ROLLBACK").status() != 'I') {
        abandon();
      }
    } catch (IOException | RuntimeException broken) {
      abandon();
    }
  }

  private PgWire wire() throws IOException {
    PgWire open = wire;
    if (open == null) {
      open = new PgWire(host, port, database, APPLICATION);
      wire = open;
    }
    return open;
  }

  private void abandon() {
    PgWire open = wire;
    wire = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException alreadyBroken) {
        // it is given up because it is broken
      }
    }
  }

  private static List<String> ask(Connection connection, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        values.add(result.getString(1));
      }
    }
    return values;
  }

  @Override
  public void close() throws SQLException {
    abandon();
    past.close();
  }
}
