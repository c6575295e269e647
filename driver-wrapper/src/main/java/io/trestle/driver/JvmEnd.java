package io.trestle.driver;

import io.trestle.driver.wrap.Wrapping;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the members of stores leave when the JVM ends: each as soon as its last connection is closed,
 * for until then services may be at work, as in hooks of their own. Waits a second for that, and
 * for those that are about to leave then a few seconds more, as the store may be slow; one whose
 * connections are never closed is given up when its lease has ended. Thread-safe.
 */
final class JvmEnd {

  private static final long UNUSED_MILLIS = 1_000;
  private static final long LEAVING_MILLIS = 4_000;

  private static final Logger log = LoggerFactory.getLogger(JvmEnd.class);

  private final Supplier<List<Wrapping>> members;
  private @Nullable Thread told;

  JvmEnd(Supplier<List<Wrapping>> members) {
    this.members = members;
  }

  /** From now on they are told. */
  synchronized void tell() {
    if (told != null) {
      return;
    }
    Thread hook = new Thread(this::ends, "trestle-end");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      told = hook;
    } catch (IllegalStateException | SecurityException refused) {
      log.debug("the JVM's end is not told: its lease at the rule store runs out", refused);
    }
  }

  /** There are none any more; the JVM is to keep nothing of the driver's. */
  synchronized void tellNoMore() {
    Thread hook = told;
    told = null;
    if (hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException | SecurityException ending) {
        log.debug("the JVM ends already", ending);
      }
    }
  }

  private void ends() {
    Map<Wrapping, Thread> leaving = new HashMap<>();
    for (Wrapping member : members.get()) {
      Thread thread = new Thread(member::closeWhenUnused, "trestle-end");
      thread.setDaemon(true);
      thread.start();
      leaving.put(member, thread);
    }
    try {
      await(leaving.values(), UNUSED_MILLIS);
      leaving.keySet().removeIf(Wrapping::isUsed);
      await(leaving.values(), LEAVING_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(Collection<Thread> threads, long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (Thread thread : threads) {
      // of less than a millisecond nothing is left: zero would be for ever
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
    }
  }
}
