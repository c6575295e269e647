package io.trestle.driver.wrap;

import io.trestle.engine.Engine;
import io.trestle.rules.OpenWork;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of the connections to one server. From time to time it looks at those of which
 * nobody tells: a pool or a transaction manager may end transactions and close connections past us.
 * Thread-safe.
 */
final class Accounts {

  private static final Logger log = LoggerFactory.getLogger(Accounts.class);

  private static final long LOOK_MILLIS = 100;
  private static final long END_LOOK_MILLIS = 10;

  private final Runnable unused;
  private final Set<Account> open = new HashSet<>();
  private @Nullable Thread thread;
  private boolean leaving;
  private boolean closed;

  /**
   * @param unused is run when no connection is open any more, once that is waited for; more than
   *     once, and by several threads
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

  /**
   * A connection has ended. Who ends the last one waits until all is left, also where another one
   * has noticed that before.
   */
  void ended(Account account) {
    boolean last;
    synchronized (this) {
      if (open.remove(account)) {
        account.close();
      }
      last = leaving && open.isEmpty();
    }
    if (last) {
      unused.run();
    }
  }

  /** Waits for the end of the last connection, also where it is closed past us. */
  void awaitUnused() {
    synchronized (this) {
      leaving = true;
    }
    try {
      while (isUsed()) {
        look();
        Thread.sleep(END_LOOK_MILLIS);
      }
      unused.run();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a connection is open. */
  synchronized boolean isUsed() {
    return !open.isEmpty();
  }

  private void run() {
    try {
      while (!isClosed()) {
        Thread.sleep(LOOK_MILLIS);
        look();
      }
    } catch (InterruptedException ended) {
      log.debug("nobody asks any more for what is open", ended);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
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

  /** Opens no account any more, and looks once more at those that there are. */
  void close() {
    List<Account> all;
    synchronized (this) {
      closed = true;
      if (thread != null && thread != Thread.currentThread()) { // which has to see it through
        thread.interrupt();
      }
      all = List.copyOf(open);
    }
    all.forEach(Account::look);
  }
}
