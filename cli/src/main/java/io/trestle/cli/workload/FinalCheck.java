package io.trestle.cli.workload;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares, when all services have stopped, the whole table with the model, and the column with
 * what the migration is to make. Straight at the server.
 */
public final class FinalCheck {

  private static final int FETCH_SIZE = 10_000;

  private FinalCheck() {}

  /**
   * Checks; each difference is a wrong answer.
   *
   * @return how many rows were compared
   */
  public static long run(Connection connection, OrderBook book, Course course, Tally tally)
      throws SQLException {
    course.close(book);
    checkColumn(connection, book.value(), tally);
    Map<Long, Order> expected = new HashMap<>();
    Map<Integer, Customer> customers = new HashMap<>();
    for (Customer customer : book.customers()) {
      customers.put(customer.id(), customer);
      if (!customer.isUncertain()) {
        customer.orders().forEach(order -> expected.put(order.id(), order));
      }
    }
    long rows = compare(connection, expected, customers, tally);
    expected.values().forEach(missing -> tally.wrongAnswer("row missing at the end: " + missing));
    return rows;
  }

  private static long compare(
      Connection connection,
      Map<Long, Order> expected,
      Map<Integer, Customer> customers,
      Tally tally)
      throws SQLException {
    long rows = 0;
    connection.setAutoCommit(false); // the driver fetches in portions only in a transaction
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH_SIZE);
      try (ResultSet result =
          statement.executeQuery(
              "SELECT id, customer_id, item, amount_cents, fulfillment_status FROM orders")) {
        while (result.next()) {
          Customer customer = customers.get(result.getInt(2));
          if (customer != null && customer.isUncertain()) {
            continue;
          }
          List<Object> actual = row(result);
          Order wanted = expected.remove(result.getLong(1));
          if (wanted == null || !actual.equals(wanted.newRow(wanted.status(actual.get(4))))) {
            tally.wrongAnswer("row at the end: %s, expected %s".formatted(actual, wanted));
          }
          rows++;
        }
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    return rows;
  }

  private static List<Object> row(ResultSet result) throws SQLException {
    return List.of(
        result.getLong(1),
        result.getInt(2),
        result.getString(3),
        result.getInt(4),
        String.valueOf(result.getString(5)));
  }

  private static void checkColumn(Connection connection, Value value, Tally tally)
      throws SQLException {
    String sql =
        """
        SELECT data_type || ' ' || is_nullable || ' ' || coalesce(column_default, 'none')
          FROM information_schema.columns
         WHERE table_name = 'orders' AND column_name = 'fulfillment_status'""";
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      String actual = result.next() ? result.getString(1) : "no such column";
      if (!actual.equals("text NO " + value.defaultAtTheEnd())) {
        tally.wrongAnswer("the column at the end: " + actual);
      }
    }
  }
}
