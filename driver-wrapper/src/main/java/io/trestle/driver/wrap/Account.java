package io.trestle.driver.wrap;

import io.trestle.engine.Engine;
import io.trestle.rules.OpenWork;
import java.lang.ref.WeakReference;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOperation;
import org.postgresql.core.BaseConnection;

/**
 * What a connection of the driver's has open, where rules come from a store: a phase waits until
 * all that is older has ended. Thread-safe, as a connection may be used by several threads; nothing
 * is locked while the server is asked.
 */
final class Account {

  /** Older than all rules. */
  private static final long UNKNOWN_AGE = 0;

  private final Engine engine;
  private final Accounts accounts;

  /** The connection may be garbage without having been closed. */
  private final WeakReference<BaseConnection> connection;

  private final CountDownLatch admitted = new CountDownLatch(1);
  private final OpenWork.Session session;
  private @Nullable CopyOperation copy;
  private int calls;
  private boolean open;
  private long begun;

  Account(Engine engine, Accounts accounts, BaseConnection connection) {
    this.engine = engine;
    this.accounts = accounts;
    this.connection = new WeakReference<>(connection);
    this.session = engine.work().open(connection.getBackendPID(), 0, admitted::countDown);
    if (session.isAdmitted()) {
      admitted.countDown();
    }
  }

  /**
   * Waits until the store knows of the connection.
   *
   * @throws SQLException when that takes too long
   */
  void awaitAdmission(Duration atMost) throws SQLException {
    try {
      if (admitted.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new SQLException(
          "trestle: interrupted while the rule store was told of the connection", "08001");
    }
    throw new SQLException(
        "trestle: the rule store could not be told of the connection within "
            + atMost.toMillis()
            + " ms",
        "08001");
  }

  /** A call begins, before it is asked for the rules in force. */
  synchronized void begins() {
    calls++;
    if (!open) {
      BaseConnection now = connection.get();
      // a transaction that was begun past us may be of any age
      boolean unseen = now != null && Pgjdbc.inTransaction(now);
      begun = unseen ? UNKNOWN_AGE : engine.current().ruleEpoch();
      open = true;
      session.begin(begun);
    }
  }

  /** The call has ended. */
  void rests() {
    if (isLost(1)) {
      accounts.ended(this);
    }
  }

  /** A COPY has begun, within a call. */
  synchronized void copies(@Nullable CopyOperation operation) {
    copy = operation;
  }

  /** A transaction or the connection may have ended in some other way than by a call. */
  void look() {
    if (isLost(0)) {
      accounts.ended(this);
    }
  }

  /** Whether it is older than the rules in force. */
  synchronized boolean isOld() {
    return open && begun < engine.current().ruleEpoch();
  }

  boolean isGone() {
    BaseConnection now = connection.get();
    return now == null || Pgjdbc.isClosed(now);
  }

  private synchronized boolean isLost(int ended) {
    calls -= ended;
    BaseConnection now = connection.get();
    if (now == null || Pgjdbc.isClosed(now)) {
      return true;
    }
    if (calls == 0 && open && !Pgjdbc.inTransaction(now) && !isCopying()) {
      open = false;
      session.end();
    }
    return false;
  }

  private boolean isCopying() {
    if (copy != null && !copy.isActive()) {
      copy = null;
    }
    return copy != null;
  }

  /** To be called once. */
  void close() {
    session.close();
  }
}
