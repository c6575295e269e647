package io.trestle.cli.workload;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** A service at work: a pool of connections, and threads that do one thing after the other. */
public final class RunningService implements AutoCloseable {

  private static final int CONNECTION_TIMEOUT_MILLIS = 10_000;
  private static final int STOP_DEADLINE_MILLIS = 10_000;

  /** Between two things a thread does: services do not run a database at its limit all day. */
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final Service service;
  private final OrderBook book;
  private final Course course;
  private final HikariDataSource pool;
  private final Duration pause;
  private final List<Thread> workers = new ArrayList<>();
  private volatile boolean stopped;
  private volatile boolean cutOff;

  private RunningService(
      Service service, OrderBook book, Course course, HikariDataSource pool, Duration pause) {
    this.service = service;
    this.book = book;
    this.course = course;
    this.pool = pool;
    this.pause = pause;
  }

  /** Starts it, with a pause of a millisecond between two things that a thread does. */
  public static RunningService start(
      Service service, OrderBook book, Course course, String url, int threads) {
    return start(service, book, course, url, threads, PAUSE);
  }

  /**
   * Starts it.
   *
   * @param url what an ordinary service would have in its configuration, with its user
   * @param threads how many things it does at once
   * @param pause between two things that a thread does
   */
  public static RunningService start(
      Service service, OrderBook book, Course course, String url, int threads, Duration pause) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(service.name());
    config.setJdbcUrl(url);
    config.addDataSourceProperty("ApplicationName", service.name());
    config.setMaximumPoolSize(threads);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
    RunningService running =
        new RunningService(service, book, course, new HikariDataSource(config), pause);
    for (int i = 1; i <= threads; i++) {
      Thread worker = new Thread(running::work, service.name() + "-" + i);
      worker.setDaemon(true);
      running.workers.add(worker);
      worker.start();
    }
    return running;
  }

  private void work() {
    List<Service.Operation> operations = service.operations();
    while (!stopped) {
      Service.Operation operation =
          operations.get(ThreadLocalRandom.current().nextInt(operations.size()));
      course.within(part -> perform(operation, part));
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  private void perform(Service.Operation operation, Course.Part part) {
    Customer customer = book.takeAny();
    try {
      customer.bringUpTo(course, part.number());
      perform(operation, customer, part.moment(), part.tally());
    } finally {
      customer.giveBack();
    }
  }

  private void perform(Service.Operation operation, Customer customer, Moment moment, Tally tally) {
    try (Connection connection = pool.getConnection()) {
      operation.run(new Session(connection, tally), customer, moment);
    } catch (SQLException failure) {
      if (cutOff) {
        return;
      }
      tally.error(service.name() + ": " + failure.getMessage());
      if (outcomeUnknown(failure)) {
        customer.uncertain();
      }
    } catch (RuntimeException failure) {
      // An answer of another shape than any the service can read.
      tally.wrongAnswer(service.name() + ": " + failure);
      customer.uncertain();
    }
  }

  /** An error of the server has undone the statement; a lost connection leaves it open. */
  private static boolean outcomeUnknown(SQLException failure) {
    String state = failure.getSQLState();
    return state == null || state.startsWith("08") || state.startsWith("57P");
  }

  /** Lets each thread finish what it is doing, and closes the connections. */
  @Override
  public void close() {
    stopped = true;
    try {
      for (Thread worker : workers) {
        worker.join(STOP_DEADLINE_MILLIS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (workers.stream().anyMatch(Thread::isAlive)) {
      course.within(
          part ->
              part.tally()
                  .error(
                      "%s: a statement has not ended within %d ms"
                          .formatted(service.name(), STOP_DEADLINE_MILLIS)));
    }
    cutOff = true;
    pool.close();
  }
}
