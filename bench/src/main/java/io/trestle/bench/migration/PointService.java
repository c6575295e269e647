package io.trestle.bench.migration;

import io.trestle.cli.workload.Tally;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A service that reads and updates single rows of table {@code parcels}, on a thread of its own.
 */
final class PointService implements AutoCloseable {

  private static final long PAUSE_NANOS = 1_000_000;

  private final Connection connection;
  private final int rows;
  private final Tally tally;
  private final SplittableRandom random = new SplittableRandom(1);
  private final Thread thread = new Thread(this::run, "service");
  private volatile boolean ends;
  private volatile @Nullable SQLException failure;

  private PointService(Connection connection, int rows, Tally tally) {
    this.connection = connection;
    this.rows = rows;
    this.tally = tally;
  }

  static PointService start(String url, int rows, Tally tally) throws SQLException {
    PointService service = new PointService(DriverManager.getConnection(url), rows, tally);
    service.thread.start();
    return service;
  }

  private void run() {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT note FROM parcels WHERE id = ?");
        PreparedStatement update =
            connection.prepareStatement("UPDATE parcels SET note = note || '.' WHERE id = ?")) {
      while (!ends) {
        once(select);
        once(update);
      }
    } catch (SQLException failed) {
      failure = failed;
    }
  }

  private void once(PreparedStatement statement) throws SQLException {
    long began = System.nanoTime();
    statement.setInt(1, 1 + random.nextInt(rows));
    statement.execute();
    tally.statement(System.nanoTime() - began);
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  /**
   * Sees to it that it works still.
   *
   * @throws SQLException what has ended it
   */
  void check() throws SQLException {
    SQLException failed = failure;
    if (failed != null) {
      throw failed;
    }
  }

  /** Lets it work for so long. */
  void work(Duration duration) throws SQLException {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    check();
  }

  @Override
  public void close() throws SQLException {
    ends = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
