package io.trestle.migrator.backfill;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many rows the next batch takes, so that it lasts about as long as the settings want: by the
 * 90th percentile of the time per row in the last {@value #WINDOW} batches, growing by half at
 * most, cut to a fifth when a batch was far over. Confined to one thread.
 */
final class BatchSize {

  private static final int WINDOW = 10;
  private static final double GROWTH = 1.5;
  private static final int FAR_OVER = 5;

  private final BackfillSettings settings;
  private final Deque<Double> nanosPerRow = new ArrayDeque<>();
  private int rows;

  BatchSize(BackfillSettings settings) {
    this.settings = settings;
    this.rows = settings.startRows();
  }

  int rows() {
    return rows;
  }

  /** Learns from a batch that succeeded: how many rows it went over, and how long it took. */
  void took(long covered, Duration time) {
    double target = settings.target().toNanos();
    if (time.toNanos() > FAR_OVER * target) {
      nanosPerRow.clear();
      rows = Math.max(Math.min(rows, settings.minRows()), rows / FAR_OVER);
      return;
    }
    nanosPerRow.addLast((double) time.toNanos() / Math.max(1, covered));
    if (nanosPerRow.size() > WINDOW) {
      nanosPerRow.removeFirst();
    }
    int most = Math.max(rows + 1, (int) Math.min(settings.maxRows(), rows * GROWTH));
    int least = Math.min(most, settings.minRows());
    double wanted = target / Math.max(1e-3, percentile90());
    rows = (int) Math.min(settings.maxRows(), Math.max(least, Math.min(most, wanted)));
  }

  /** After failures. May fall below the settings' smallest batch, down to one row. */
  void halve() {
    rows = Math.max(1, rows / 2);
  }

  private double percentile90() {
    double[] sorted = nanosPerRow.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[(int) Math.ceil(0.9 * sorted.length) - 1];
  }
}
