package io.trestle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class IntervalTest {

  @Test
  void ofFewValuesItIsTheLeastAndTheGreatest() {
    assertThat(Interval.of(5, 1, 3)).isEqualTo(new Interval(1, 3, 5));
    assertThat(Interval.of(4, 2)).isEqualTo(new Interval(2, 3, 4));
    assertThat(Interval.of(7)).isEqualTo(new Interval(7, 7, 7));
  }

  @Test
  void ofManyValuesItIsByTheirOrder() {
    double[] values = IntStream.rangeClosed(1, 101).mapToDouble(i -> i).toArray();

    assertThat(Interval.of(values)).isEqualTo(new Interval(41, 51, 61));
  }
}
