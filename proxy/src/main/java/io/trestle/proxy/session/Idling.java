package io.trestle.proxy.session;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.trestle.engine.SqlError;
import io.trestle.proxy.Limits;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends a session that has been idle for too long, or at its first idle moment outside a transaction
 * when the proxy drains. Confined to the session's event loop.
 *
 * <p>Nothing is done per statement but to note the time of ReadyForQuery, and this only where a
 * bound is set: one timer looks again when a bound may be reached.
 */
final class Idling {

  /**
   * A drain leaves a session alone for this long after its login: its client shall not find the
   * door shut behind it.
   */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private static final SqlError SHUTDOWN =
      new SqlError("57P01", "terminating connection due to administrator command", null, 0);
  private static final SqlError IDLE =
      new SqlError("57P05", "terminating connection due to idle-session timeout", null, 0);
  private static final SqlError IDLE_IN_TRANSACTION =
      new SqlError("25P03", "terminating connection due to idle-in-transaction timeout", null, 0);

  private final EventLoop loop;
  private final Duration idleTimeout;
  private final Duration transactionTimeout;
  private final BooleanSupplier quiet;
  private final Consumer<SqlError> end;

  private boolean ready;
  private boolean draining;
  private boolean inTransaction;
  private long loginTime;
  private long since;
  private @Nullable Future<?> timer;

  /**
   * @param quiet whether the client has nothing under way that the server has not answered
   * @param end ends the session
   */
  Idling(EventLoop loop, Limits limits, BooleanSupplier quiet, Consumer<SqlError> end) {
    this.loop = loop;
    this.idleTimeout = limits.idleTimeout();
    this.transactionTimeout = limits.idleInTransactionTimeout();
    this.quiet = quiet;
    this.end = end;
  }

  /** The error with which sessions end when the proxy does. */
  static SqlError shutdown() {
    return SHUTDOWN;
  }

  /** The session is logged in. */
  void ready() {
    ready = true;
    loginTime = System.nanoTime();
    since = loginTime;
    watch();
  }

  /** ReadyForQuery has come. */
  void ready(boolean insideTransaction) {
    inTransaction = insideTransaction;
    if (timer != null) {
      since = System.nanoTime();
    }
  }

  /** All that the server has sent is on its way to the client. */
  void burstEnd() {
    if (draining) {
      look();
    }
  }

  /** The proxy drains: ends the session as soon as it is idle outside a transaction. */
  void drain() {
    if (draining) {
      return;
    }
    draining = true;
    if (ready) {
      look();
    }
  }

  private void look() {
    if (!ready) {
      return;
    }
    boolean leaves = draining && !inTransaction;
    Duration bound = leaves ? FRESH : inTransaction ? transactionTimeout : idleTimeout;
    if (bound.isZero() || !quiet.getAsBoolean()) {
      watch();
      return;
    }
    long left = bound.toNanos() - (System.nanoTime() - (leaves ? loginTime : since));
    if (left > 0) {
      watch(Math.min(left, leastBound()));
    } else {
      close();
      end.accept(leaves ? SHUTDOWN : inTransaction ? IDLE_IN_TRANSACTION : IDLE);
    }
  }

  /** The time after which it has to be looked at again at the latest. */
  private long leastBound() {
    long least = Long.MAX_VALUE;
    for (Duration bound : new Duration[] {idleTimeout, transactionTimeout}) {
      least = bound.isZero() ? least : Math.min(least, bound.toNanos());
    }
    return least;
  }

  private void watch() {
    long least = leastBound();
    if (least != Long.MAX_VALUE) {
      watch(least);
    }
  }

  private void watch(long nanos) {
    stopTimer();
    timer = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  boolean draining() {
    return draining;
  }

  /** The session is over. */
  void close() {
    ready = false;
    stopTimer();
  }
}
