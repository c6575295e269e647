package io.trestle.cli;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A service whose code does not know the column: it must never see it. */
final class UnawareService extends Service {

  private final Map<Integer, Integer> amounts = new HashMap<>();

  UnawareService(String url, int from) {
    super(url, from);
  }

  @Override
  void work(Connection connection) throws SQLException {
    int id = row();
    if (!amounts.containsKey(id)) {
      insert(connection, id, number(9));
    } else if (number(3) == 0) {
      update(connection, id, number(9));
    } else {
      read(connection, id);
    }
  }

  private void insert(Connection connection, int id, int amount) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO orders VALUES (?, ?)")) {
      insert.setInt(1, id);
      insert.setInt(2, amount);
      expect("rows inserted", 1, insert.executeUpdate());
      amounts.put(id, amount);
    }
  }

  private void update(Connection connection, int id, int amount) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE orders SET amount = ? WHERE id = ?")) {
      update.setInt(1, amount);
      update.setInt(2, id);
      expect("rows updated", 1, update.executeUpdate());
      amounts.put(id, amount);
    }
  }

  private void read(Connection connection, int id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM orders WHERE id = ?")) {
      select.setInt(1, id);
      try (ResultSet row = select.executeQuery()) {
        expect("columns of *", 2, row.getMetaData().getColumnCount());
        expect("a row", true, row.next());
        expect("amount of " + id, amounts.get(id), row.getInt(2));
      }
    }
  }
}
