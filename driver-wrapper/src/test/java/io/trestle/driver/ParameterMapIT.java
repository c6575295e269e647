package io.trestle.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random statements, in which parameters are dropped and kept, give what they give directly where
 * the column is there. Allowed refusals: none.
 */
class ParameterMapIT {

  private static final int STATEMENTS = 400;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void whateverIsDroppedParametersKeepTheirNumbers() throws Exception {
    try (DriverFixture absent = new DriverFixture();
        DriverFixture target = new DriverFixture();
        Connection through = absent.connect();
        Connection directly = target.directly()) {
      target.direct("ALTER TABLE orders ADD status text NOT NULL DEFAULT 'pending'");
      int dropped = 0;
      for (int i = 0; i < STATEMENTS; i++) {
        Case next = random.nextInt(3) == 0 ? select() : random.nextBoolean() ? insert() : update();
        String what = "seed " + seed + ": " + next;
        List<String> expected = run(directly, next);
        try {
          assertThat(run(through, next)).as(what).isEqualTo(expected);
        } catch (SQLException failure) {
          throw new AssertionError(what, failure);
        }
        dropped += next.sql.contains("status") ? 1 : 0;
      }
      assertThat(dropped).as("statements that name the column").isGreaterThan(STATEMENTS / 3);
      assertThat(rows(through)).isEqualTo(rows(directly));
    }
  }

  /** A text with its parameters, in order; integers and texts. */
  private record Case(String sql, List<Object> parameters, boolean batch) {}

  private Case insert() {
    List<String> columns = new ArrayList<>(List.of("customer"));
    if (random.nextInt(4) > 0) {
      columns.add("status");
    }
    Collections.shuffle(columns, random);
    List<Object> parameters = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int row = 0; row < count; row++) {
      List<String> values = new ArrayList<>();
      for (String column : columns) {
        values.add(value(column.equals("status") ? "pending" : name(), parameters));
      }
      rows.add("(" + String.join(", ", values) + ")");
    }
    String returning = random.nextBoolean() ? " RETURNING status, customer" : "";
    return new Case(
        "INSERT INTO orders ("
            + String.join(", ", columns)
            + ") VALUES "
            + String.join(", ", rows)
            + returning,
        parameters,
        returning.isEmpty() && random.nextInt(3) == 0);
  }

  private Case update() {
    List<Object> parameters = new ArrayList<>();
    List<String> set = new ArrayList<>();
    set.add("customer = " + value(name(), parameters));
    if (random.nextBoolean()) {
      set.add(random.nextInt(2), "status = " + "%s");
    }
    List<Object> all = new ArrayList<>();
    List<String> written = new ArrayList<>();
    for (String assignment : set) {
      if (assignment.endsWith("%s")) {
        written.add(assignment.replace("%s", value("pending", all)));
      } else {
        written.add(assignment);
        all.addAll(parameters);
      }
    }
    return new Case("UPDATE orders SET " + String.join(", ", written) + condition(all), all, false);
  }

  private Case select() {
    List<Object> parameters = new ArrayList<>();
    String sql =
        "SELECT customer, status, "
            + value(name(), parameters)
            + "::text, coalesce(status, "
            + value("none", parameters)
            + ") FROM orders"
            + condition(parameters)
            + " ORDER BY id";
    return new Case(sql, parameters, false);
  }

  private String condition(List<Object> parameters) {
    List<String> terms = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      terms.add(
          switch (random.nextInt(3)) {
            case 0 -> "status = " + value(random.nextBoolean() ? "pending" : "sent", parameters);
            case 1 -> "id > " + value(random.nextInt(10), parameters);
            default -> "customer <> " + value(name(), parameters);
          });
    }
    return " WHERE " + String.join(random.nextBoolean() ? " AND " : " OR ", terms);
  }

  private String name() {
    return "c" + random.nextInt(20);
  }

  private String value(Object value, List<Object> parameters) {
    if (random.nextInt(3) > 0) {
      parameters.add(value);
      return "?";
    }
    return value instanceof String ? "'" + value + "'" : String.valueOf(value);
  }

  private static List<String> run(Connection connection, Case next) throws SQLException {
    List<String> seen = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(next.sql)) {
      ParameterMetaData types = statement.getParameterMetaData();
      seen.add(types.getParameterCount() + " parameters");
      for (int i = 1; i <= types.getParameterCount(); i++) {
        seen.add(types.getParameterTypeName(i) + " " + types.getParameterClassName(i));
      }
      for (int times = next.batch ? 2 : 1; times > 0; times--) {
        for (int i = 0; i < next.parameters.size(); i++) {
          if (next.parameters.get(i) instanceof Integer number) {
            statement.setInt(i + 1, number);
          } else {
            statement.setString(i + 1, (String) next.parameters.get(i));
          }
        }
        if (next.batch) {
          statement.addBatch();
        }
      }
      if (next.batch) {
        for (int count : statement.executeBatch()) {
          seen.add("count " + count);
        }
      } else if (statement.execute()) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            seen.add(rows.getString(1) + "|" + rows.getString(2));
          }
        }
      } else {
        seen.add("count " + statement.getUpdateCount());
      }
    }
    return seen;
  }

  private static List<String> rows(Connection connection) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (var statement = connection.createStatement();
        ResultSet all = statement.executeQuery("SELECT * FROM orders ORDER BY id")) {
      while (all.next()) {
        rows.add(all.getString(1) + "|" + all.getString(2) + "|" + all.getString(3));
      }
    }
    return rows;
  }
}
