package io.trestle.cli.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * The course of a migration as services know it: one moment after the other. Whatever a service
 * does lies within one moment. Thread-safe.
 */
public final class Course {

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final List<Part> parts = new ArrayList<>();

  /**
   * A moment, and where it is counted what services do in it.
   *
   * @param number how many there were before it
   */
  record Part(int number, Moment moment, Tally tally) {}

  /** Begins with a moment. */
  public Course(Moment moment, Tally tally) {
    parts.add(new Part(0, moment, tally));
  }

  /** Goes on to another moment, when all has ended that services do in this one. */
  public void enter(Moment moment, Tally tally) {
    lock.writeLock().lock();
    try {
      parts.add(new Part(parts.size(), moment, tally));
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Does something within one moment. */
  void within(Consumer<Part> work) {
    lock.readLock().lock();
    try {
      work.accept(parts.get(parts.size() - 1));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The moments from one up to another, both included. */
  List<Moment> moments(int from, int to) {
    return parts.subList(from, to + 1).stream().map(Part::moment).toList();
  }

  /** Brings all rows of a book up to the moment that it is. To be called when no service runs. */
  void close(OrderBook book) {
    within(part -> book.customers().forEach(customer -> customer.bringUpTo(this, part.number())));
  }
}
