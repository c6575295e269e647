package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A service that goes on when its connection is lost. What it has written then without an answer
 * may be there or not: it looks before it goes on. Each of its updates counts, so that one that is
 * done twice shows.
 */
final class SurvivingService extends Service {

  private static final String OTHER = "shipped";

  /** Held back, as another value than that of the rule may be. */
  private static final String HELD = "TR002";

  private static final String UNDEFINED_COLUMN = "42703";

  /** Shutdown, crash and start of the server; rules that are not known at the moment. */
  private static final Set<String> PASSING = Set.of("57P01", "57P02", "57P03", "TR006");

  private final boolean knows;
  private final IntFunction<String> value;
  private final Map<Integer, Row> rows = new TreeMap<>();
  private @Nullable Doubt doubt;
  private boolean met;
  private int backend;
  private volatile int lost;
  private volatile long answered;

  private SurvivingService(String url, int from, boolean knows, IntFunction<String> value) {
    super(url, from);
    this.knows = knows;
    this.value = value;
  }

  /**
   * Starts one over a proxy.
   *
   * @param knows whether it knows the column
   * @param value what the column holds where it writes none, by the row's id
   */
  static SurvivingService start(
      MigratedDatabase database, int port, int from, boolean knows, IntFunction<String> value) {
    String url = database.url(port, knows ? "orders-v2" : "orders-v1");
    SurvivingService service = new SurvivingService(url, from, knows, value);
    service.start();
    return service;
  }

  /** How its row must look, the column too where it does not know it. */
  private record Row(int changes, String status) {}

  /** A write under way. */
  private record Doubt(int id, Row wanted) {}

  /** How often it has lost its connection, or was told to come again. */
  int lost() {
    return lost;
  }

  /** How many statements were answered. */
  long answered() {
    return answered;
  }

  @Override
  void workUntilTheEnd() throws InterruptedException {
    while (goesOn()) {
      try (Connection connection = connect()) {
        lookAtDoubt(connection, knows);
        meetTheColumn(connection);
        backend = number(connection, "SELECT pg_backend_pid()");
        while (goesOn()) {
          workOnce(connection);
          answered++;
        }
      } catch (SQLException failure) {
        lost(failure);
      }
    }
  }

  /** Before its rule is published, the column cannot be there for anybody. */
  private void meetTheColumn(Connection connection) throws SQLException {
    if (knows && !met) {
      number(connection, "SELECT count(status) FROM orders WHERE id = 0");
      met = true;
    }
  }

  private void lost(SQLException failure) throws InterruptedException {
    String state = String.valueOf(failure.getSQLState());
    boolean tooSoon = knows && !met && state.equals(UNDEFINED_COLUMN);
    if (!tooSoon && !state.startsWith("08") && !PASSING.contains(state)) {
      failures().add(state + " " + failure.getMessage());
    }
    lost += tooSoon ? 0 : 1;
    TimeUnit.MILLISECONDS.sleep(20);
  }

  @Override
  void work(Connection connection) throws SQLException {
    int id = row();
    Row row = rows.get(id);
    if (row == null) {
      write(
          connection,
          id,
          new Row(0, value.apply(id)),
          "INSERT INTO orders (id, amount, changes) VALUES (?, ?, 0)",
          id,
          id % 7);
    } else if (number(3) > 0) {
      read(connection, id, row);
    } else if (knows && number(2) == 0) {
      write(
          connection,
          id,
          new Row(row.changes + 1, OTHER),
          "UPDATE orders SET status = 'shipped', changes = changes + 1 WHERE id = ?",
          id);
    } else {
      write(
          connection,
          id,
          new Row(row.changes + 1, row.status),
          "UPDATE orders SET changes = changes + 1 WHERE id = ?",
          id);
    }
  }

  private void write(Connection connection, int id, Row wanted, String sql, int... parameters)
      throws SQLException {
    doubt = new Doubt(id, wanted);
    try (PreparedStatement write = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        write.setInt(i + 1, parameters[i]);
      }
      expect("rows written", 1, write.executeUpdate());
      rows.put(id, wanted);
    } catch (SQLException failure) {
      if (!HELD.equals(failure.getSQLState()) || !wanted.status.equals(OTHER)) {
        throw failure;
      }
    }
    doubt = null;
  }

  private void read(Connection connection, int id, Row row) throws SQLException {
    expect("row " + id, row, found(connection, id, knows));
  }

  private Object found(Connection connection, int id, boolean shown) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM orders WHERE id = ?")) {
      select.setInt(1, id);
      try (ResultSet row = select.executeQuery()) {
        expect("columns of *", shown ? 4 : 3, row.getMetaData().getColumnCount());
        return row.next() ? seen(row, id) : "none";
      }
    }
  }

  /** The value that it does not know is taken to be right; it is looked at in the end. */
  private Row seen(ResultSet row, int id) throws SQLException {
    return new Row(row.getInt("changes"), knows ? row.getString("status") : value.apply(id));
  }

  /**
   * What was not answered is over when its backend is gone; then it is done, or not.
   *
   * @param shown whether the connection shows the column: a direct one does in the end
   */
  private void lookAtDoubt(Connection connection, boolean shown) throws SQLException {
    Doubt open = doubt;
    if (open == null) {
      return;
    }
    String there = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + backend;
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (number(connection, there) > 0) {
      if (System.nanoTime() > until) {
        throw new SQLException("backend " + backend + " does not end");
      }
    }
    Object found = found(connection, open.id, shown);
    if (open.wanted.equals(found)) {
      rows.put(open.id, open.wanted);
    } else {
      expect("row " + open.id, rows.containsKey(open.id) ? rows.get(open.id) : "none", found);
    }
    doubt = null;
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Has services finish, and compares all their rows with what is there. */
  static void assertUnharmed(MigratedDatabase database, List<SurvivingService> services)
      throws Exception {
    try (Connection direct = database.connect()) {
      for (SurvivingService service : services) {
        service.finish();
        service.compare(direct);
        assertThat(service.failures()).isEmpty();
        assertThat(service.written()).isPositive();
      }
    }
  }

  private void compare(Connection direct) throws SQLException {
    lookAtDoubt(direct, true);
    Map<Integer, Row> there = new HashMap<>();
    try (PreparedStatement select =
        direct.prepareStatement(
            "SELECT id, changes, status FROM orders WHERE id >= ? AND id < ?")) {
      select.setInt(1, from());
      select.setInt(2, from() + ROWS);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          there.put(row.getInt(1), new Row(row.getInt(2), row.getString(3)));
        }
      }
    }
    expect("all its rows", rows, there);
  }

  /** How many rows it has written. */
  int written() {
    return rows.size();
  }
}
