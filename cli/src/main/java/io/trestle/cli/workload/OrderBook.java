package io.trestle.cli.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The model: what the table must hold, split by customer. Thread-safe. */
public final class OrderBook {

  private static final int ORDERS_PER_CUSTOMER = 20;

  private final Value value;
  private final List<Customer> customers = new ArrayList<>();

  /** A book of that many orders, the same as {@link OrdersTable} puts into the table. */
  public OrderBook(int rows, Value value) {
    this.value = value;
    int count = customers(rows);
    for (int i = 1; i <= count; i++) {
      customers.add(new Customer(i, value));
    }
    for (int id = 1; id <= rows; id++) {
      Customer customer = customers.get(id % count);
      int amount = (int) (100 + id * 31L % 90_000);
      customer.put(new Order(id, customer.id(), item(id), amount, value, Holding.NOTHING));
    }
  }

  Value value() {
    return value;
  }

  static int customers(int rows) {
    return Math.max(8, rows / ORDERS_PER_CUSTOMER);
  }

  static String item(int id) {
    return "item-" + id % 500;
  }

  /** Takes the lock of any customer that is free. */
  Customer takeAny() {
    while (true) {
      Customer customer = customers.get(ThreadLocalRandom.current().nextInt(customers.size()));
      if (customer.tryTake()) {
        return customer;
      }
      Thread.onSpinWait();
    }
  }

  /** All customers. To be read when no service is running. */
  List<Customer> customers() {
    return customers;
  }
}
