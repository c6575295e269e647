package io.trestle.cli.workload;

import java.util.List;

/** V: what a row holds that no service has given a value; and the migration with it. */
public enum Value {
  /** A constant, which is the DEFAULT, too. */
  CONSTANT("'pending'") {
    @Override
    String of(int customer, int amountCents) {
      return "pending";
    }
  },
  /** Computed from a column that no service changes. */
  DERIVED("CASE WHEN customer_id % 10 = 0 THEN 'priority' ELSE 'pending' END") {
    @Override
    String of(int customer, int amountCents) {
      return customer % 10 == 0 ? "priority" : "pending";
    }
  },
  /** Computed from a column that services change while they migrate. */
  CHANGING("CASE WHEN amount_cents % 4 < 2 THEN 'priority' ELSE 'pending' END") {
    @Override
    String of(int customer, int amountCents) {
      return amountCents % 4 < 2 ? "priority" : "pending";
    }
  };

  private final String sql;

  Value(String sql) {
    this.sql = sql;
  }

  /** As the migrator is told. */
  public String sql() {
    return sql;
  }

  /** The migration. */
  public String statement() {
    return OrdersTable.MIGRATION + (this == CONSTANT ? " DEFAULT " + sql : "");
  }

  /** Options of {@code trestle migrate start} for it; no constant takes the short way. */
  public List<String> options() {
    return this == CONSTANT ? List.of("--three-steps") : List.of("--value", sql);
  }

  /** What the catalog says of the column's default at the end. */
  String defaultAtTheEnd() {
    return this == CONSTANT ? sql + "::text" : "none";
  }

  abstract String of(int customer, int amountCents);
}
