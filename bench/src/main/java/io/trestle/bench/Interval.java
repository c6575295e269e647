package io.trestle.bench;

import java.util.Arrays;

/**
 * A median, and an interval that holds it with 95 % confidence, by the values' order statistics; of
 * few values the least and the greatest.
 */
public record Interval(double low, double median, double high) {

  /** Half of 1.96: so many times the square root of their number lie on each side. */
  private static final double DEVIATIONS = 0.98;

  /** Of at least one value, in any order. */
  public static Interval of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int count = sorted.length;
    int middle = count / 2;
    int half = (int) Math.ceil(DEVIATIONS * Math.sqrt(count));
    return new Interval(
        sorted[Math.max(0, middle - half)],
        (sorted[(count - 1) / 2] + sorted[middle]) / 2,
        sorted[Math.min(count - 1, middle + half)]);
  }
}
