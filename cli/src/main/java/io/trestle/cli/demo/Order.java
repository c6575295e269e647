package io.trestle.cli.demo;

import java.util.List;

/**
 * A row of the table as the services expect it.
 *
 * @param status what a service that knows the column is to read
 */
record Order(long id, int customer, String item, int amountCents, String status) {

  /** Every value that the new service writes and asks for. */
  static final List<String> STATUSES =
      List.of("priority", "pending", "packed", "shipped", "delivered");

  /** V: what a row of this customer holds that no service has given a value. */
  static String initialStatus(int customer) {
    return customer % 10 == 0 ? "priority" : "pending";
  }

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
