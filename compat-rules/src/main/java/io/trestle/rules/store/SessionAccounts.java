package io.trestle.rules.store;

import io.trestle.rules.OpenWork;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the sessions of this node have open, and which of their backends the store knows.
 * Thread-safe.
 *
 * <p>A session writes the epoch under which it begins, then looks for the rules in force; the
 * store's thread looks at what is in force, then reads the epochs. So a session that it took for
 * idle takes the rules that it saw in force, or later ones.
 */
final class SessionAccounts implements OpenWork {

  private static final long IDLE = Long.MAX_VALUE;

  private static final VarHandle BEGUN;

  static {
    try {
      BEGUN = MethodHandles.lookup().findVarHandle(Account.class, "begun", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final Set<Account> open = ConcurrentHashMap.newKeySet();
  private final Queue<Account> unknown = new ConcurrentLinkedQueue<>();
  private final Queue<Account> closed = new ConcurrentLinkedQueue<>();
  private final Runnable attention;
  private volatile boolean onlyKnown = true;

  /**
   * @param attention is run when there is something to do for the store's thread
   */
  SessionAccounts(Runnable attention) {
    this.attention = attention;
  }

  /** One session of this node. */
  final class Account implements Session {
    private final int backend;
    private final int port;
    private final Runnable whenAdmitted;
    private volatile boolean admitted;
    private volatile long begun = IDLE;

    private Account(int backend, int port, Runnable whenAdmitted) {
      this.backend = backend;
      this.port = port;
      this.whenAdmitted = whenAdmitted;
    }

    int backend() {
      return backend;
    }

    int port() {
      return port;
    }

    @Override
    public boolean isAdmitted() {
      return admitted;
    }

    @Override
    public void begin(long epoch) {
      if (begun == IDLE) {
        begun = epoch;
      }
    }

    @Override
    public void end() {
      BEGUN.setRelease(this, IDLE);
    }

    /**
     * What it has under way the server may go on with: that stays open until the backend is gone.
     */
    @Override
    public void close() {
      if (begun == IDLE) {
        open.remove(this);
      }
      closed.add(this);
      attention.run();
    }

    private void admit() {
      if (!admitted) {
        admitted = true;
        whenAdmitted.run();
      }
    }
  }

  @Override
  public Session open(int backend, int port, Runnable whenAdmitted) {
    Account account = new Account(backend, port, whenAdmitted);
    open.add(account);
    if (!onlyKnown) { // asked behind the line before, so that admitOnlyKnown misses nobody
      account.admitted = true;
    }
    unknown.add(account);
    attention.run();
    return account;
  }

  /**
   * Whether sessions have to be known to the store before they begin. While there are no rules they
   * need not, nor while the store cannot be told.
   */
  void admitOnlyKnown(boolean only) {
    onlyKnown = only;
    if (!only) {
      open.forEach(Account::admit);
    }
  }

  /** Sessions whose backends the store does not know yet. */
  List<Account> takeUnknown() {
    return drained(unknown);
  }

  boolean hasUnknown() {
    return !unknown.isEmpty();
  }

  /** They could not be told to the store. */
  void stillUnknown(List<Account> accounts) {
    unknown.addAll(accounts);
  }

  /** The store knows of their backends. */
  void known(List<Account> accounts) {
    accounts.forEach(Account::admit);
  }

  /**
   * The store knows of no backend any more: those of sessions that had ended were ended with it.
   */
  void forgotten() {
    gone(takeClosed());
    unknown.clear();
    unknown.addAll(open);
  }

  /** Sessions that have ended, whose backends may not be gone yet. */
  List<Account> takeClosed() {
    return drained(closed);
  }

  boolean hasClosed() {
    return !closed.isEmpty();
  }

  /** Their backends may still be there. */
  void stillClosed(List<Account> accounts) {
    closed.addAll(accounts);
  }

  /** Their backends are gone: nothing of theirs is open. */
  void gone(List<Account> accounts) {
    accounts.forEach(open::remove);
  }

  private static List<Account> drained(Queue<Account> queue) {
    List<Account> taken = new ArrayList<>();
    for (Account next = queue.poll(); next != null; next = queue.poll()) {
      taken.add(next);
    }
    return taken;
  }

  /**
   * The epoch under which the oldest work that is open was begun; {@link Long#MAX_VALUE} if none.
   */
  long oldest() {
    return open.stream().mapToLong(account -> account.begun).min().orElse(IDLE);
  }

  /** Who has work open that was begun before an epoch, for messages. */
  Optional<String> openBefore(long epoch) {
    return open.stream()
        .filter(account -> account.begun < epoch)
        .min(Comparator.comparingLong(account -> account.begun))
        .map(account -> "backend " + account.backend);
  }
}
