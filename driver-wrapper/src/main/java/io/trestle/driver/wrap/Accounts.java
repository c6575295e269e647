package io.trestle.driver.wrap;

import io.trestle.engine.Engine;
import io.trestle.rules.OpenWork;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * The accounts of the connections to one server. From time to time it looks at those of which
 * nobody tells: a pool or a transaction manager may end transactions and close connections past us.
 * Thread-safe.
 */
final class Accounts {

  private static final long LOOK_MILLIS = 100;
  private static final long END_LOOK_MILLIS = 10;

  private final Runnable unused;
  private final Set<Account> open = new HashSet<>();
  private @Nullable Thread thread;
  private boolean leaving;
  private boolean closed;

  /**
   * @param unused is run when no connection is open any more, once that is waited for
   */
  Accounts(Runnable unused) {
    this.unused = unused;
  }

  /**
   * Begins to keep account of a connection.
   *
   * @return null where nobody asks for it
   */
  synchronized @Nullable Account open(Engine engine, BaseConnection connection)
      throws SQLException {
    if (engine.work() == OpenWork.NONE) {
      return null;
    }
    if (closed) {
      throw new SQLException("trestle: the rule store is followed no longer", "08003");
    }
    if (thread == null) {
      thread = new Thread(this::run, "trestle-accounts");
      thread.setDaemon(true);
      thread.start();
    }
    Account account = new Account(engine, this, connection);
    open.add(account);
    return account;
  }

  /** A connection has ended. */
  void ended(Account account) {
    boolean last;
    synchronized (this) {
      if (!open.remove(account)) {
        return;
      }
      last = leaving && open.isEmpty();
    }
    account.close();
    if (last) {
      unused.run();
    }
  }

  /** Waits for the end of the last connection, also where it is closed past us. */
  void awaitUnused() {
    boolean none;
    synchronized (this) {
      leaving = true;
      none = open.isEmpty();
    }
    if (none) {
      unused.run();
    }
    try {
      while (isUsed()) {
        look();
        Thread.sleep(END_LOOK_MILLIS);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isUsed() {
    return !open.isEmpty();
  }

  private void run() {
    while (true) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException ended) {
        return;
      }
      look();
    }
  }

  private void look() {
    List<Account> all;
    synchronized (this) {
      all = List.copyOf(open);
    }
    for (Account account : all) {
      if (account.isGone() || account.isOld()) {
        account.look();
      }
    }
  }

  /** Opens no account any more. */
  synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
