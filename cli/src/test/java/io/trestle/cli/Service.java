package io.trestle.cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A service at work on rows of its own, on a thread of its own: it knows what it has written, and
 * compares every answer with that.
 */
abstract class Service implements AutoCloseable {

  /** How many rows of its own a service works on. */
  static final int ROWS = 200;

  private static final long FINISH_SECONDS = 30;

  private final String url;
  private final int from;
  private final Random random;
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::run, "service");
  private volatile boolean ends;
  private volatile boolean writesOtherValues;
  private volatile long statements;
  private volatile long longestNanos;

  Service(String url, int from) {
    this.url = url;
    this.from = from;
    this.random = new Random(from);
  }

  void start() {
    thread.start();
  }

  /** The column may be given other values than that of the rule from now on. */
  void mayWriteOtherValues() {
    writesOtherValues = true;
  }

  boolean writesOtherValues() {
    return writesOtherValues;
  }

  int from() {
    return from;
  }

  /** One of its rows. */
  int row() {
    return from + random.nextInt(ROWS);
  }

  int number(int bound) {
    return random.nextInt(bound);
  }

  List<String> failures() {
    return failures;
  }

  long statements() {
    return statements;
  }

  long longestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(longestNanos);
  }

  /** What is wrong, where an answer is not the one that it must be. */
  void expect(String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      failures.add("%s: expected %s, got %s".formatted(what, expected, actual));
    }
  }

  private void run() {
    try {
      workUntilTheEnd();
    } catch (SQLException | InterruptedException failure) {
      failures.add(failure.toString());
    }
  }

  /** Works over one connection, which is never lost. */
  void workUntilTheEnd() throws SQLException, InterruptedException {
    try (Connection connection = connect()) {
      while (goesOn()) {
        try {
          workOnce(connection);
        } catch (SQLException failure) {
          failures.add(failure.getSQLState() + " " + failure.getMessage());
        }
      }
    }
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url);
  }

  boolean goesOn() {
    return !ends && failures.size() < 5;
  }

  /** One statement, counted. */
  void workOnce(Connection connection) throws SQLException, InterruptedException {
    long began = System.nanoTime();
    try {
      work(connection);
    } finally {
      longestNanos = Math.max(longestNanos, System.nanoTime() - began);
      statements++;
    }
    TimeUnit.MILLISECONDS.sleep(1);
  }

  /** One statement, and a look at its answer. */
  abstract void work(Connection connection) throws SQLException;

  /** Ends after the statement under way. */
  void finish() throws InterruptedException {
    ends = true;
    thread.join(TimeUnit.SECONDS.toMillis(FINISH_SECONDS));
    if (thread.isAlive()) {
      failures.add("a statement has not ended within " + FINISH_SECONDS + " s");
    }
  }

  @Override
  public void close() throws InterruptedException {
    finish();
  }
}
