package io.trestle.cli.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The orders of one customer as they must be. Whoever holds the lock is the only one that reads or
 * writes this customer's rows, so that each answer can be told beforehand. Confined to the lock.
 */
final class Customer {

  private final int id;
  private final Value value;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<Long, Order> orders = new TreeMap<>();
  private boolean uncertain;
  private int upTo;

  Customer(int id, Value value) {
    this.id = id;
    this.value = value;
  }

  int id() {
    return id;
  }

  /** V. */
  Value value() {
    return value;
  }

  /** Takes the lock if it is free and the model is certain. */
  boolean tryTake() {
    if (!lock.tryLock()) {
      return false;
    }
    if (uncertain) {
      lock.unlock();
      return false;
    }
    return true;
  }

  void giveBack() {
    lock.unlock();
  }

  /** A connection was lost amid a write: nobody can tell what these rows hold. */
  void uncertain() {
    uncertain = true;
  }

  boolean isUncertain() {
    return uncertain;
  }

  /**
   * Has all orders be as they may be in a moment, after all that was between it and the last one in
   * which they were worked on.
   */
  void bringUpTo(Course course, int part) {
    for (Moment moment : course.moments(upTo, part)) {
      orders.replaceAll((id, order) -> order.after(moment));
    }
    upTo = part;
  }

  void put(Order order) {
    orders.put(order.id(), order);
  }

  void remove(Order order) {
    orders.remove(order.id());
  }

  int size() {
    return orders.size();
  }

  /** By their ids. */
  List<Order> orders() {
    return new ArrayList<>(orders.values());
  }

  /** Any of them. There must be one. */
  Order anyOrder() {
    List<Order> all = orders();
    return all.get(ThreadLocalRandom.current().nextInt(all.size()));
  }
}
