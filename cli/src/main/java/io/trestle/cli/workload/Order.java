package io.trestle.cli.workload;

import java.util.List;
import java.util.Set;

/**
 * A row of the table as the services expect it. Immutable.
 *
 * @param value V
 * @param holding all that the column may hold
 */
record Order(long id, int customer, String item, int amountCents, Value value, Holding holding) {

  /** Every value that the new service writes and asks for. */
  static final List<String> STATUSES =
      List.of("priority", "pending", "packed", "shipped", "delivered");

  /** A row that has just been inserted without a value for the column. */
  static Order inserted(
      long id, int customer, String item, int amountCents, Value value, Moment moment) {
    return new Order(
        id,
        customer,
        item,
        amountCents,
        value,
        Holding.inserted(value.of(customer, amountCents), moment));
  }

  private String v() {
    return value.of(customer, amountCents);
  }

  private Order holding(Holding other) {
    return new Order(id, customer, item, amountCents, value, other);
  }

  /** After an UPDATE of the amount. */
  Order withAmount(int cents, Moment moment) {
    return new Order(id, customer, item, cents, value, holding.changed(moment));
  }

  /** After a write of the column. */
  Order withStatus(String other) {
    return holding(Holding.of(other));
  }

  /** After a time in which it was left alone. */
  Order after(Moment moment) {
    return holding(holding.after(moment, v()));
  }

  /** All that a service that knows the column may read. */
  Set<String> statuses() {
    return holding.readings(v());
  }

  /** Whether only one status can be read. */
  boolean isCertain() {
    return statuses().size() == 1;
  }

  /** A status that may be read: that one if it may be. */
  String status(Object read) {
    Set<String> statuses = statuses();
    return read instanceof String text && statuses.contains(text)
        ? text
        : statuses.iterator().next();
  }

  /** After its status was read, as one of these. */
  Order read(Set<String> as) {
    return holding(holding.read(as, v()));
  }

  /** The row as {@code SELECT *} gives it to a service that does not know the column. */
  List<Object> oldRow() {
    return List.of(id, customer, item, amountCents);
  }

  /** The row as {@code SELECT *} gives it to a service that knows the column. */
  List<Object> newRow(String status) {
    return List.of(id, customer, item, amountCents, status);
  }
}
