package io.trestle.rules.store;

import io.trestle.jdbc.DatabaseListener;
import io.trestle.jdbc.DatabaseListener.Notifications;
import io.trestle.rules.InvalidRulesException;
import io.trestle.rules.OpenWork;
import io.trestle.rules.RuleSet;
import io.trestle.rules.RuleSource;
import io.trestle.rules.store.SessionAccounts.Account;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the rules of a store as a member of it: is notified of changes and looks once a second,
 * renews its lease by that, and acknowledges an epoch when all that is open at this node was begun
 * under it. Out of touch for longer than its lease, it lets the rules lapse: statements of their
 * tables are refused until it is in touch again. Thread-safe.
 */
public final class StoreRuleSource implements RuleSource {

  private static final Logger log = LoggerFactory.getLogger(StoreRuleSource.class);

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** The store is out of reach when it does not answer within this time. */
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private static final Duration LAPSED_LOOK = Duration.ofMillis(20);
  private static final Duration LISTEN_AGAIN = Duration.ofSeconds(1);

  /** How often it is looked whether all that is older has ended, while a change waits for it. */
  private static final long FIRST_WAIT_MILLIS = 1;

  private static final long LONGEST_WAIT_MILLIS = 10;

  private static final String GIVEN_UP = "23503";

  private final DataSource source;
  private final Membership.Node node;
  private final Semaphore attention = new Semaphore(0);
  private final SessionAccounts accounts = new SessionAccounts(attention::release);
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private final Thread leaseWatch;
  private final DatabaseListener listener;
  private volatile LongSupplier inForce = () -> Long.MAX_VALUE;
  private volatile RuleSet current;
  private volatile boolean closed;
  private volatile String database = "";
  private volatile long leaseEnd;
  private volatile Duration lease = Duration.ZERO;

  // --- of the store's thread
  private @Nullable Connection connection;
  private UUID id;
  private long acknowledged;
  private long wait = FIRST_WAIT_MILLIS;
  private boolean outOfTouch;
  private boolean warnedOfUnknown;

  private StoreRuleSource(DataSource source, Notifications notifications, Membership.Node node)
      throws SQLException {
    this.source = source;
    this.node = node;
    this.id = UUID.randomUUID();
    this.current = RuleSet.EMPTY;
    try {
      join();
    } catch (SQLException | RuntimeException failure) {
      disconnect();
      throw failure;
    }
    this.thread = new Thread(this::run, "trestle-store");
    thread.setDaemon(true);
    this.leaseWatch = new Thread(this::watchLease, "trestle-lease");
    leaseWatch.setDaemon(true);
    this.listener =
        new DatabaseListener(
            "trestle-store-listener",
            RuleStore.RULES_CHANNEL,
            source,
            notifications,
            attention::release,
            LISTEN_AGAIN);
  }

  /**
   * Becomes a member, and follows from now on.
   *
   * @param source connects to the database under migration; two of its connections are kept
   * @param notifications how one of its connections is notified
   * @param kind {@code proxy} or {@code driver}
   * @param name says to operators which node this is
   * @param version of Trestle
   * @throws SQLException when the store cannot be reached, is not there or of another version: with
   *     a message for an operator
   */
  public static StoreRuleSource open(
      DataSource source, Notifications notifications, String kind, String name, String version)
      throws SQLException {
    StoreRuleSource opened =
        new StoreRuleSource(source, notifications, new Membership.Node(kind, name, version));
    opened.thread.start();
    opened.leaseWatch.start();
    return opened;
  }

  /** What a process is called by default: its host and number. */
  public static String thisProcess() {
    long pid = ProcessHandle.current().pid();
    try {
      return InetAddress.getLocalHost().getHostName() + " pid " + pid;
    } catch (UnknownHostException nameless) {
      return "pid " + pid;
    }
  }

  @Override
  public RuleSet current() {
    return current;
  }

  @Override
  public void onChange(Runnable changed) {
    listeners.add(changed);
  }

  /** What is open in other databases is no work under these rules. */
  @Override
  public OpenWork work(String of) {
    return of.equals(database) ? accounts : OpenWork.NONE;
  }

  @Override
  public void followedBy(LongSupplier epoch) {
    inForce = epoch;
  }

  /** Has the store looked at soon. */
  @Override
  public void reload() throws InvalidRulesException {
    attention.release();
  }

  private void run() {
    while (!closed) {
      long pause = LOOK.toMillis();
      try {
        pause = step();
        inTouch();
      } catch (SQLException | RuntimeException failure) {
        lost(failure);
      }
      await(pause);
    }
    leave();
  }

  private void await(long millis) {
    try {
      attention.tryAcquire(millis, TimeUnit.MILLISECONDS);
      attention.drainPermits();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /** Returns after how many milliseconds there is something to do again, if nothing calls. */
  private long step() throws SQLException {
    if (connection == null) {
      connection = connect();
    }
    Membership membership = new Membership(connection);
    tellBackends(membership);
    long before = acknowledged;
    long acknowledges = acknowledgeable();
    long sent = System.nanoTime();
    Membership.Renewal renewal = membership.renew(id, acknowledges, waitsFor());
    if (renewal == null) {
      log.atWarn()
          .addKeyValue("member", id)
          .log("the migrator has given this node up; it joins again");
      join();
      return 0;
    }
    acknowledged = acknowledges;
    lease = renewal.lease();
    renewed(sent);
    if (acknowledged > before) {
      wait = FIRST_WAIT_MILLIS;
    }
    if (renewal.epoch() != current.epoch() || current.lapsed() != null) {
      take(RuleStore.read(connection));
    }
    return acknowledged < current.epoch() ? awaitWork() : look().toMillis();
  }

  /** A lease is renewed a few times before it ends. */
  private Duration look() {
    Duration part = lease.dividedBy(3);
    return part.compareTo(LOOK) < 0 ? part : LOOK;
  }

  private @Nullable String waitsFor() {
    long epoch = current.epoch();
    return accounts
        .openBefore(epoch)
        .orElse(inForce.getAsLong() < epoch ? "its catalog to be read" : null);
  }

  /** Waits, for no longer than until the next look is due, until more can be acknowledged. */
  private long awaitWork() {
    long until = System.nanoTime() + look().toNanos();
    while (System.nanoTime() < until && !closed) {
      if (acknowledgeable() > acknowledged || accounts.hasUnknown()) {
        return 0;
      }
      await(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
      if (accounts.hasClosed()) {
        return 0; // only the server knows whether their backends are gone
      }
    }
    return 0;
  }

  /**
   * The greatest epoch that may be acknowledged now. What is in force is looked at first, see
   * {@link SessionAccounts}.
   */
  private long acknowledgeable() {
    long followed = Math.min(current.epoch(), inForce.getAsLong());
    long oldest = Math.min(followed, accounts.oldest());
    return accounts.hasUnknown() ? acknowledged : Math.max(oldest, acknowledged);
  }

  private void tellBackends(Membership membership) throws SQLException {
    List<Account> unknown = accounts.takeUnknown();
    try {
      if (!unknown.isEmpty()) {
        warn(membership.use(id, unknown));
      }
    } catch (SQLException failure) {
      accounts.stillUnknown(unknown);
      if (!GIVEN_UP.equals(failure.getSQLState())) {
        throw failure;
      }
      return; // the renewal tells
    }
    accounts.known(unknown);
    forgetBackends(membership, accounts.takeClosed());
  }

  private void forgetBackends(Membership membership, List<Account> closedOnes) throws SQLException {
    if (closedOnes.isEmpty()) {
      return;
    }
    Set<Integer> there;
    try {
      there = membership.useNoMore(id, closedOnes);
    } catch (SQLException failure) {
      accounts.stillClosed(closedOnes);
      throw failure;
    }
    Map<Boolean, List<Account>> gone =
        closedOnes.stream()
            .collect(Collectors.partitioningBy(each -> !there.contains(each.backend())));
    accounts.gone(gone.get(true));
    accounts.stillClosed(gone.get(false));
  }

  private void warn(Set<Integer> missing) {
    if (!missing.isEmpty() && !warnedOfUnknown) {
      warnedOfUnknown = true;
      log.atWarn()
          .addKeyValue("backends", missing)
          .log(
              "backends of this node are not seen at the store's server: were this node lost, the"
                  + " migrator could not end them");
    }
  }

  private Connection connect() throws SQLException {
    Connection made = source.getConnection();
    made.setAutoCommit(true);
    made.setNetworkTimeout(Runnable::run, (int) ANSWER.toMillis());
    return made;
  }

  private void join() throws SQLException {
    if (connection == null) {
      connection = connect();
    }
    RuleStore.check(connection);
    database = connection.getCatalog();
    id = UUID.randomUUID();
    accounts.forgotten();
    acknowledged = 0;
    long sent = System.nanoTime();
    // What was open before, and what is in force still, may be older than the rules of now.
    long oldest = accounts.hasUnknown() ? 0 : Math.min(inForce.getAsLong(), accounts.oldest());
    RuleStore.Stored stored = new Membership(connection).join(id, node, oldest);
    acknowledged = Math.min(stored.epoch(), oldest);
    lease = stored.lease();
    renewed(sent);
    take(stored);
  }

  private void renewed(long sent) {
    leaseEnd = sent + lease.toNanos();
  }

  private void take(RuleStore.Stored stored) {
    lease = stored.lease();
    boolean news;
    synchronized (this) {
      news = stored.epoch() != current.epoch() || current.lapsed() != null;
      current = new RuleSet(stored.rules(), stored.epoch(), null);
    }
    accounts.admitOnlyKnown(!stored.rules().isEmpty());
    if (news) {
      log.atInfo()
          .addKeyValue("epoch", stored.epoch())
          .addKeyValue("rules", stored.rules().size())
          .log("rules read");
      listeners.forEach(Runnable::run);
    }
  }

  private void inTouch() {
    if (outOfTouch) {
      outOfTouch = false;
      log.info("in touch with the rule store again");
    }
  }

  private void lost(Exception failure) {
    if (!outOfTouch && !closed) {
      outOfTouch = true;
      log.atWarn()
          .addKeyValue("error", String.valueOf(failure.getMessage()))
          .log("out of touch with the rule store; the rules are followed until the lease ends");
    }
    disconnect();
  }

  private void disconnect() {
    Connection lost = connection;
    connection = null;
    if (lost != null) {
      try {
        lost.abort(Runnable::run);
      } catch (SQLException alreadyGone) {
        log.debug("the connection was closed before", alreadyGone);
      }
    }
  }

  /** The store's thread may be waiting for an answer when the lease ends. */
  private void watchLease() {
    while (!closed) {
      long left = leaseEnd - System.nanoTime();
      if (left <= 0) {
        lapse();
      }
      // The lease may be made shorter meanwhile.
      long most = Math.min(left, look().toNanos());
      LockSupport.parkNanos(Math.max(most, LAPSED_LOOK.toNanos()));
    }
  }

  private void lapse() {
    synchronized (this) {
      RuleSet last = current;
      if (last.lapsed() != null || leaseEnd - System.nanoTime() > 0) {
        return;
      }
      current =
          new RuleSet(
              last.rules(),
              last.epoch(),
              "the rule store has been out of reach for longer than the lease of %d s"
                  .formatted(lease.toSeconds()));
    }
    listeners.forEach(Runnable::run);
    accounts.admitOnlyKnown(false); // nobody is admitted to the rules that have lapsed
  }

  /** With work cut off that its backends may go on with, it stays until they are given up. */
  private void leave() {
    Connection last = connection;
    if (last != null) {
      try {
        Membership membership = new Membership(last);
        forgetBackends(membership, accounts.takeClosed());
        if (accounts.oldest() == Long.MAX_VALUE) {
          membership.leave(id);
        }
        last.close();
      } catch (SQLException gone) {
        log.debug("the store could not be told that this node ends", gone);
        disconnect();
      }
    }
  }

  /**
   * Leaves the store's members, unless work is open; to be called when no session is open any more.
   */
  @Override
  public void close() {
    closed = true;
    listener.close();
    attention.release();
    try {
      thread.join(LOOK.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
