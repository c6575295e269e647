package io.trestle.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for notifications of a database, on a connection and a thread of its own, until it is
 * closed. Notifications may be lost with the connection: whoever listens looks from time to time,
 * too. Thread-safe.
 */
public final class DatabaseListener implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DatabaseListener.class);
  private static final Duration CHECK = Duration.ofSeconds(10);
  private static final int VALID_SECONDS = 5;

  private final String channel;
  private final DataSource source;
  private final Notifications notifications;
  private final Runnable notified;
  private final Duration pause;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable Connection current;

  /** How a connection waits until it is notified, for which JDBC has no words. */
  @FunctionalInterface
  public interface Notifications {

    /** Returns whether there was a notification; waits for one so long at most. */
    boolean await(Connection connection, Duration atMost) throws SQLException;
  }

  /**
   * @param name of the thread
   * @param channel what is listened to, a name of SQL
   * @param notified is called on the thread that listens: when there was a notification, and when
   *     one may have been missed
   * @param pause before another connection is tried when one is lost
   */
  public DatabaseListener(
      String name,
      String channel,
      DataSource source,
      Notifications notifications,
      Runnable notified,
      Duration pause) {
    this.notifications = notifications;
    this.channel = channel;
    this.source = source;
    this.notified = notified;
    this.pause = pause;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (!closed) {
      try {
        listen();
      } catch (SQLException | RuntimeException lost) {
        if (!closed) {
          log.atDebug()
              .addKeyValue("channel", channel)
              .addKeyValue("error", String.valueOf(lost.getMessage()))
              .log("no notifications at the moment");
        }
      }
      try {
        Thread.sleep(pause.toMillis());
      } catch (InterruptedException ended) {
        return;
      }
    }
  }

  private void listen() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      current = connection;
      statement.execute("LISTEN " + channel);
      notified.run(); // there may have been something before
      while (!closed) {
        if (notifications.await(connection, CHECK)) {
          notified.run();
        } else if (!connection.isValid(VALID_SECONDS)) {
          return;
        }
      }
    } finally {
      current = null;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    Connection listening = current;
    if (listening != null) {
      try {
        listening.abort(Runnable::run);
      } catch (SQLException alreadyGone) {
        log.debug("the connection was closed before", alreadyGone);
      }
    }
  }
}
