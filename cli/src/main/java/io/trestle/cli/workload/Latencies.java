package io.trestle.cli.workload;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations in buckets whose width grows with the value, so that a quantile is right within
 * 1/16. Thread-safe, of fixed size.
 */
final class Latencies {

  private static final int BITS = 4;
  private static final int STEPS = 1 << BITS;

  private final AtomicLongArray buckets = new AtomicLongArray(64 * STEPS);

  void record(long nanos) {
    buckets.incrementAndGet(bucket(Math.max(0, nanos / 1_000)));
  }

  /** The duration in microseconds that this share of all (0 to 1) did not exceed; 0 for none. */
  long quantileMicros(double share) {
    long total = 0;
    for (int i = 0; i < buckets.length(); i++) {
      total += buckets.get(i);
    }
    long rank = (long) Math.ceil(total * share);
    long seen = 0;
    for (int i = 0; i < buckets.length(); i++) {
      seen += buckets.get(i);
      if (seen >= rank && seen > 0) {
        return upperBound(i);
      }
    }
    return 0;
  }

  private static int bucket(long micros) {
    if (micros < STEPS) {
      return (int) micros;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(micros);
    int step = (int) (micros >>> (exponent - BITS)) - STEPS;
    return (exponent - BITS + 1) * STEPS + step;
  }

  private static long upperBound(int bucket) {
    if (bucket < STEPS) {
      return bucket;
    }
    int shift = bucket / STEPS - 1;
    return ((long) (STEPS + bucket % STEPS + 1) << shift) - 1;
  }
}
