package io.trestle.cli.workload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** The table of the demo, as it is before the migration. */
public final class OrdersTable {

  /** The column. */
  public static final String COLUMN = "fulfillment_status";

  /** The migration, without what is said of a DEFAULT. */
  static final String MIGRATION = "ALTER TABLE orders ADD COLUMN fulfillment_status TEXT NOT NULL";

  private OrdersTable() {}

  /** Creates it with the rows that {@link OrderBook} expects. */
  public static void create(Connection connection, int rows) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE orders (
            id bigserial PRIMARY KEY,
            customer_id int NOT NULL,
            item text NOT NULL,
            amount_cents int NOT NULL
          )""");
    }
    fill(connection, rows);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE INDEX ON orders (customer_id)");
      statement.execute("SELECT setval('orders_id_seq', max(id)) FROM orders");
      statement.execute("VACUUM (ANALYZE) orders");
    }
  }

  private static void fill(Connection connection, int rows) throws SQLException {
    String sql =
        """
        INSERT INTO orders (id, customer_id, item, amount_cents)
        SELECT i, 1 + i % ?, 'item-' || i % 500, 100 + i * 31 % 90000
          FROM generate_series(1::bigint, ?) AS i""";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setInt(1, OrderBook.customers(rows));
      insert.setInt(2, rows);
      insert.executeUpdate();
    }
  }
}
