package io.trestle.engine;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has statements analysed off the threads of their sessions, on a bounded number of threads with a
 * bounded queue, and watches them from outside: a parser cannot be relied on to notice that its
 * time is up. Thread-safe.
 *
 * <p>An analysis that takes longer than its deadline is given up: its session goes on with what the
 * engine says of such a statement, and its thread is left to itself and replaced, so that other
 * sessions go on, too. Only so many threads are replaced; beyond that the others have to do.
 */
public final class Analyst implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Analyst.class);
  private static final long IDLE_SECONDS = 60;
  private static final long CLOSE_SECONDS = 5;

  /** Threads that were left to themselves and replaced, at most, at a time. */
  static final int MAX_ABANDONED = 8;

  /** Expressions nest, and so do the calls that walk them. Reserved, used only where needed. */
  private static final long STACK_BYTES = 16L << 20;

  /** Is told of analyses, on their threads. */
  public interface Listener {

    /** A statement was analysed, in so many nanoseconds. */
    void analysed(long nanos);

    /** An analysis was given up at its deadline. */
    void analysisGivenUp();
  }

  private final ThreadPoolExecutor threads;
  private final ScheduledThreadPoolExecutor watch;
  private final int threadCount;
  private final int maxQueued;
  private final Duration deadline;
  private final Listener listener;
  private int abandoned;

  /**
   * @param threadCount how many statements may be analysed at a time
   * @param maxQueued how many more may wait
   * @param deadline how long one may wait, and then be analysed
   * @param listener is told of each
   */
  public Analyst(int threadCount, int maxQueued, Duration deadline, Listener listener) {
    this.listener = listener;
    this.threadCount = threadCount;
    this.maxQueued = maxQueued;
    this.deadline = deadline;
    threads =
        new ThreadPoolExecutor(
            threadCount,
            threadCount,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(maxQueued),
            daemons("trestle-analysis-", STACK_BYTES));
    threads.allowCoreThreadTimeOut(true);
    watch = new ScheduledThreadPoolExecutor(1, daemons("trestle-analysis-watch-", 0));
    watch.setRemoveOnCancelPolicy(true);
  }

  /** How many statements wait to be analysed. */
  public int queued() {
    return threads.getQueue().size();
  }

  private static ThreadFactory daemons(String prefix, long stackBytes) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(null, task, prefix + number.incrementAndGet(), stackBytes);
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Analyses a statement and hands the outcome to {@code then} on {@code loop}. Never throws.
   *
   * @param loop what runs the session's tasks, one at a time
   * @param session not to be touched until then; what the analysis finds out of it is in it then
   */
  public void analyse(
      Rewriter rewriter, String sql, SessionState session, Executor loop, Consumer<Outcome> then) {
    Analysis analysis = new Analysis(rewriter, sql, session, loop, then);
    try {
      threads.execute(analysis);
      analysis.watchQueue();
    } catch (RejectedExecutionException full) {
      LOG.atWarn()
          .addKeyValue("queued", maxQueued)
          .log("too many statements wait to be analysed; one is refused");
      analysis.refuse("more than " + maxQueued + " statements wait to be analysed");
    }
  }

  /** A thread is left to itself: another one may take its place. */
  private synchronized void abandon() {
    abandoned++;
    resize();
  }

  /** Such a thread has come back. */
  private synchronized void comeBack() {
    abandoned--;
    resize();
  }

  private void resize() {
    int size = threadCount + Math.min(abandoned, MAX_ABANDONED);
    if (size > threads.getMaximumPoolSize()) {
      threads.setMaximumPoolSize(size);
      threads.setCorePoolSize(size);
    } else {
      threads.setCorePoolSize(size);
      threads.setMaximumPoolSize(size);
    }
  }

  private enum State {
    WAITING,
    RUNNING,
    OVER
  }

  /** One statement on its way through. Whoever ends it hands over the outcome, and nobody else. */
  private final class Analysis implements Runnable {
    private final Rewriter rewriter;
    private final String sql;
    private final SessionState session;

    /** An analysis that was given up goes on: it must not touch the session. */
    private final SessionState copy;

    private final Executor loop;
    private final Consumer<Outcome> then;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile @Nullable Future<?> queueWatch;

    Analysis(
        Rewriter rewriter,
        String sql,
        SessionState session,
        Executor loop,
        Consumer<Outcome> then) {
      this.rewriter = rewriter;
      this.sql = sql;
      this.session = session;
      this.copy = session.copy();
      this.loop = loop;
      this.then = then;
    }

    void watchQueue() {
      if (state.get() == State.WAITING) {
        queueWatch = after(this::waitedTooLong);
        if (state.get() != State.WAITING) {
          cancel(queueWatch);
        }
      }
    }

    private @Nullable Future<?> after(Runnable action) {
      try {
        return watch.schedule(action, deadline.toNanos(), TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException closed) {
        return null;
      }
    }

    private static void cancel(@Nullable Future<?> timer) {
      if (timer != null) {
        timer.cancel(false);
      }
    }

    @Override
    public void run() {
      if (!state.compareAndSet(State.WAITING, State.RUNNING)) {
        return;
      }
      cancel(queueWatch);
      Future<?> timer = after(this::giveUp);
      long begin = System.nanoTime();
      Outcome outcome = rewrite();
      listener.analysed(System.nanoTime() - begin);
      cancel(timer);
      if (state.compareAndSet(State.RUNNING, State.OVER)) {
        hand(outcome, copy);
      } else {
        comeBack();
        LOG.atWarn()
            .addKeyValue("database", copy.database())
            .log("an analysis that was given up has come to its end");
      }
    }

    private Outcome rewrite() {
      try {
        return rewriter.rewrite(sql, copy);
      } catch (RuntimeException | StackOverflowError bug) {
        LOG.atError()
            .setCause(bug)
            .addKeyValue("database", copy.database())
            .log("the engine failed at a statement");
        return new Outcome.Refused(
            new SqlError(
                "XX000",
                "trestle: the statement could not be analysed: " + bug.getClass().getName(),
                null,
                0));
      }
    }

    private void giveUp() {
      if (!state.compareAndSet(State.RUNNING, State.OVER)) {
        return;
      }
      abandon();
      listener.analysisGivenUp();
      LOG.atError()
          .addKeyValue("database", copy.database())
          .addKeyValue("characters", sql.length())
          .addKeyValue("deadline", deadline)
          .log("the analysis of a statement takes too long and is given up");
      SessionState fresh = session.copy();
      String reason = "its analysis took longer than " + deadline.toMillis() + " ms";
      hand(rewriter.giveUp(sql, fresh, reason), fresh);
    }

    private void waitedTooLong() {
      if (state.compareAndSet(State.WAITING, State.OVER)) {
        threads.remove(this);
        LOG.atWarn()
            .addKeyValue("deadline", deadline)
            .log("a statement waited too long to be analysed and is refused");
        hand(refusal("a statement waited too long to be analysed"), session);
      }
    }

    void refuse(String why) {
      state.set(State.OVER);
      hand(refusal(why), session);
    }

    private static Outcome refusal(String why) {
      return new Outcome.Refused(
          new SqlError("53000", "trestle: " + why, "Try again in a moment.", 0));
    }

    private void hand(Outcome outcome, SessionState found) {
      try {
        loop.execute(
            () -> {
              session.adopt(found);
              then.accept(outcome);
            });
      } catch (RejectedExecutionException shuttingDown) {
        LOG.atDebug().log("analysis finished after its event loop");
      }
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.atWarn().log("an analysis goes on after its analyst has been closed");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
