package io.trestle.cli.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * Compares, when all services have stopped, the whole table with the model, and the column with
 * what {@code ADD COLUMN fulfillment_status TEXT NOT NULL} makes. Straight at the server.
 */
final class FinalCheck {

  private static final int FETCH_SIZE = 10_000;

  private FinalCheck() {}

  /**
   * Checks; each difference is a wrong answer.
   *
   * @return how many rows were compared
   */
  static long run(Connection connection, OrderBook book, Tally tally) throws SQLException {
    checkColumn(connection, tally);
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
          Order actual =
              new Order(
                  result.getLong(1),
                  result.getInt(2),
                  result.getString(3),
                  result.getInt(4),
                  String.valueOf(result.getString(5)));
          Customer customer = customers.get(actual.customer());
          if (customer != null && customer.isUncertain()) {
            continue;
          }
          Order wanted = expected.remove(actual.id());
          if (!actual.equals(wanted)) {
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

  private static void checkColumn(Connection connection, Tally tally) throws SQLException {
    String sql =
        """
        SELECT data_type || ' ' || is_nullable || ' ' || coalesce(column_default, 'none')
          FROM information_schema.columns
         WHERE table_name = 'orders' AND column_name = 'fulfillment_status'""";
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      String actual = result.next() ? result.getString(1) : "no such column";
      if (!actual.equals("text NO none")) {
        tally.wrongAnswer("the column at the end: " + actual);
      }
    }
  }
}
