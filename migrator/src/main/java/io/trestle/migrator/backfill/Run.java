package io.trestle.migrator.backfill;

import java.time.Duration;
import java.util.List;

/** What all parts of one run share. Confined to one thread. */
final class Run {

  private final BackfillSettings settings;
  private final ProgressStore store;
  private final BackfillListener listener;
  private final Stop stop;
  private final BatchSize size;
  private final Overview overview = new Overview();
  private final Retries retries;
  private final Throttle throttle;
  private long lastBatchAt = System.nanoTime();

  Run(
      BackfillSettings settings,
      ProgressStore store,
      List<Brake> brakes,
      BackfillListener listener,
      Stop stop) {
    this.settings = settings;
    this.store = store;
    this.listener = listener;
    this.stop = stop;
    this.size = new BatchSize(settings);
    this.retries = new Retries(settings, size, listener, stop);
    this.throttle = new Throttle(settings, new Brakes(brakes), store, overview, size, listener);
  }

  BackfillSettings settings() {
    return settings;
  }

  ProgressStore store() {
    return store;
  }

  BackfillListener listener() {
    return listener;
  }

  Stop stop() {
    return stop;
  }

  BatchSize size() {
    return size;
  }

  Overview overview() {
    return overview;
  }

  Retries retries() {
    return retries;
  }

  Throttle throttle() {
    return throttle;
  }

  /** Counts a batch for speed and what is left: all time since the one before it is its own. */
  void batchEnded(long rows) {
    long now = System.nanoTime();
    overview.pace().add(rows, Duration.ofNanos(now - lastBatchAt));
    lastBatchAt = now;
  }
}
