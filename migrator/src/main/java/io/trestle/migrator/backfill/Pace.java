package io.trestle.migrator.backfill;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How fast rows are gone over, all waits included, by the last {@value #WINDOW} batches. Confined
 * to one thread.
 */
final class Pace {

  private static final int WINDOW = 30;

  /** Two standard deviations: about 95 of 100 times the end comes within the interval. */
  private static final double DEVIATIONS = 2;

  /** Beyond this nobody wants to know. */
  private static final double LONGEST_SECONDS = Duration.ofDays(365).toSeconds();

  private record Sample(long rows, double seconds) {}

  /** Between how long and how long something will take. */
  record Interval(Duration from, Duration to) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** Learns of a batch: its rows, and the time since the batch before it ended. */
  void add(long rows, Duration time) {
    if (rows <= 0) {
      return;
    }
    samples.addLast(new Sample(rows, time.toNanos() / 1e9));
    if (samples.size() > WINDOW) {
      samples.removeFirst();
    }
  }

  /** Rows a second; 0 before the first batch. */
  double rowsPerSecond() {
    double seconds = totalSeconds();
    return seconds == 0 ? 0 : totalRows() / seconds;
  }

  /**
   * How long so many rows will take: the mean time per row, divided and multiplied by how much the
   * batches so far have differed from it. Null before there are two batches.
   */
  @Nullable Interval expected(long rows) {
    int count = samples.size();
    if (count < 2) {
      return null;
    }
    double mean = totalSeconds() / totalRows();
    double squares = 0;
    for (Sample sample : samples) {
      double difference = sample.seconds / sample.rows - mean;
      squares += sample.rows * difference * difference;
    }
    double variance = squares / totalRows() * count / (count - 1);
    double batchesToCome = Math.max(1, rows / (totalRows() / count));
    double error = DEVIATIONS * Math.sqrt(variance * (1.0 / count + 1.0 / batchesToCome));
    double factor = 1 + error / mean;
    return new Interval(duration(rows * mean / factor), duration(rows * mean * factor));
  }

  private double totalRows() {
    return samples.stream().mapToDouble(Sample::rows).sum();
  }

  private double totalSeconds() {
    return samples.stream().mapToDouble(Sample::seconds).sum();
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis((long) (Math.max(0, Math.min(LONGEST_SECONDS, seconds)) * 1_000));
  }
}
