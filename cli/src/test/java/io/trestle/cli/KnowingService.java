package io.trestle.cli;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A service that knows the column, with the value {@code pending} for what it has not written. */
final class KnowingService extends Service {

  private static final String VALUE = "pending";

  private final Map<Integer, String> statuses = new HashMap<>();

  KnowingService(String url, int from) {
    super(url, from);
  }

  @Override
  void work(Connection connection) throws SQLException {
    int id = row();
    if (!statuses.containsKey(id)) {
      insert(connection, id);
    } else if (number(3) == 0) {
      update(connection, id);
    } else {
      read(connection, id);
    }
  }

  private String status() {
    return writesOtherValues() && number(2) == 0 ? "shipped" : VALUE;
  }

  private void insert(Connection connection, int id) throws SQLException {
    boolean omitted = number(2) == 0;
    String status = omitted ? VALUE : status();
    try (PreparedStatement insert =
        connection.prepareStatement(
            omitted
                ? "INSERT INTO orders (id, amount) VALUES (?, 1) RETURNING status"
                : "INSERT INTO orders VALUES (?, 1, ?) RETURNING status")) {
      insert.setInt(1, id);
      if (!omitted) {
        insert.setString(2, status);
      }
      try (ResultSet row = insert.executeQuery()) {
        expect("a row inserted", true, row.next());
        expect("status inserted", status, row.getString(1));
        statuses.put(id, status);
      }
    }
  }

  private void update(Connection connection, int id) throws SQLException {
    String status = status();
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE orders SET status = ?, amount = 2 WHERE id = ?")) {
      update.setString(1, status);
      update.setInt(2, id);
      expect("rows updated", 1, update.executeUpdate());
      statuses.put(id, status);
    }
  }

  private void read(Connection connection, int id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM orders WHERE id = ? AND status = ?")) {
      select.setInt(1, id);
      select.setString(2, statuses.get(id));
      try (ResultSet row = select.executeQuery()) {
        expect("columns of *", 3, row.getMetaData().getColumnCount());
        expect("row " + id + " with status " + statuses.get(id), true, row.next());
        expect("status of " + id, statuses.get(id), row.getString("status"));
      }
    }
  }
}
