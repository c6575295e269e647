package io.trestle.catalog.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for what an event trigger of the database's tells of its schema, on a connection and a
 * thread of its own, until it is closed. Where nothing is told, nothing is lost: schemas are looked
 * at from time to time, too.
 */
public final class SchemaNotifications implements AutoCloseable {

  /** What the event trigger notifies, see docs/operations.md. */
  static final String CHANNEL = "trestle_ddl";

  private static final Logger log = LoggerFactory.getLogger(SchemaNotifications.class);
  private static final Duration CHECK = Duration.ofSeconds(10);
  private static final int VALID_SECONDS = 5;

  private final String database;
  private final DataSource source;
  private final Notifications notifications;
  private final Runnable changed;
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
   * @param changed is called on the thread that listens
   * @param pause before another connection is tried when one is lost
   */
  SchemaNotifications(
      String database,
      DataSource source,
      Notifications notifications,
      Runnable changed,
      Duration pause) {
    this.notifications = notifications;
    this.database = database;
    this.source = source;
    this.changed = changed;
    this.pause = pause;
    this.thread = new Thread(this::run, "trestle-ddl-" + database);
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
              .addKeyValue("database", database)
              .addKeyValue("error", String.valueOf(lost.getMessage()))
              .log("nothing is told of the schema at the moment");
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
      statement.execute("LISTEN " + CHANNEL);
      changed.run(); // there may have been something before
      while (!closed) {
        if (notifications.await(connection, CHECK)) {
          changed.run();
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
