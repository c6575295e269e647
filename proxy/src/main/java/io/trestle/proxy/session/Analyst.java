package io.trestle.proxy.session;

import io.trestle.engine.Outcome;
import io.trestle.engine.Rewriter;
import io.trestle.engine.SessionState;
import io.trestle.engine.SqlError;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has statements analysed off the event loops, on a bounded number of threads with a bounded queue.
 * Thread-safe.
 */
public final class Analyst implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Analyst.class);
  private static final long IDLE_SECONDS = 60;
  private static final long CLOSE_SECONDS = 5;

  private final ThreadPoolExecutor threads;
  private final int maxQueued;

  /**
   * @param threadCount how many statements may be analysed at a time
   * @param maxQueued how many more may wait
   */
  public Analyst(int threadCount, int maxQueued) {
    this.maxQueued = maxQueued;
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            threadCount,
            threadCount,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(maxQueued),
            task -> {
              Thread thread = new Thread(task, "trestle-analysis-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** Analyses a statement and hands the outcome to {@code then} on {@code loop}. Never throws. */
  void analyse(
      Rewriter rewriter, String sql, SessionState session, Executor loop, Consumer<Outcome> then) {
    try {
      threads.execute(
          () -> {
            Outcome outcome = rewrite(rewriter, sql, session);
            try {
              loop.execute(() -> then.accept(outcome));
            } catch (RejectedExecutionException shuttingDown) {
              LOG.atDebug().log("analysis finished after its event loop");
            }
          });
    } catch (RejectedExecutionException full) {
      LOG.atWarn()
          .addKeyValue("queued", maxQueued)
          .log("too many statements wait to be analysed; one is refused");
      String message = "trestle: more than " + maxQueued + " statements wait to be analysed";
      loop.execute(
          () ->
              then.accept(
                  new Outcome.Refused(
                      new SqlError("53000", message, "Try again in a moment.", 0))));
    }
  }

  private static Outcome rewrite(Rewriter rewriter, String sql, SessionState session) {
    try {
      return rewriter.rewrite(sql, session);
    } catch (RuntimeException | StackOverflowError bug) {
      LOG.atError()
          .setCause(bug)
          .addKeyValue("database", session.database())
          .log("the engine failed at a statement");
      return new Outcome.Refused(
          new SqlError(
              "XX000",
              "trestle: the statement could not be analysed: " + bug.getClass().getName(),
              null,
              0));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.atWarn().log("an analysis goes on after the proxy has been closed");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
