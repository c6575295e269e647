package io.trestle.cli.demo;

import java.util.List;

/**
 * A row of the table as the services expect it.
 *
 * @param status what a service that knows the column is to read
 */
record Order(long id, int customer, String item, int amountCents, String status) {

  /** V: what a row holds that nobody has filled. */
  static final String PENDING = "pending";

  /** Every value the new service writes. */
  static final List<String> STATUSES = List.of(PENDING, "packed", "shipped", "delivered");

  Order withAmount(int cents) {
    return new Order(id, customer, item, cents, status);
  }

  Order withStatus(String other) {
    return new Order(id, customer, item, amountCents, other);
  }

  /** The row as {@code SELECT *} gives it to a service that does not know the column. */
  List<Object> oldRow() {
    return List.of(id, customer, item, amountCents);
  }

  /** The row as {@code SELECT *} gives it to a service that knows the column. */
  List<Object> newRow() {
    return List.of(id, customer, item, amountCents, status);
  }
}
