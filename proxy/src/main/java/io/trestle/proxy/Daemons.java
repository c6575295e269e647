package io.trestle.proxy;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for what may block and is rare, off the event loops. */
public final class Daemons {

  private static final long IDLE_SECONDS = 10;

  private Daemons() {}

  /**
   * A pool whose threads end when they have nothing to do, and keep no process alive. What comes
   * when so many tasks wait is rejected ({@link java.util.concurrent.RejectedExecutionException}).
   *
   * @param name how its threads' names begin
   * @param maxWaiting 0 where none may wait
   */
  public static ThreadPoolExecutor pool(String name, int threads, int maxWaiting) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            maxWaiting == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(maxWaiting),
            new DefaultThreadFactory(name, true));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
