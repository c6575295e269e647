package io.trestle.migrator.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PaceTest {

  private final Pace pace = new Pace();

  @Test
  void knowsNothingBeforeTheSecondBatch() {
    assertThat(pace.rowsPerSecond()).isZero();

    pace.add(100, Duration.ofSeconds(1));

    assertThat(pace.expected(1_000)).isNull();
  }

  @Test
  void isExactWhereAllBatchesAreAlike() {
    for (int i = 0; i < 5; i++) {
      pace.add(100, Duration.ofSeconds(1));
    }

    assertThat(pace.rowsPerSecond()).isEqualTo(100);
    assertThat(pace.expected(1_000))
        .isEqualTo(new Pace.Interval(Duration.ofSeconds(10), Duration.ofSeconds(10)));
  }

  @Test
  void isWiderTheMoreBatchesDiffer() {
    Pace.Interval even = after(90, 110);
    Pace.Interval uneven = after(50, 150);

    assertThat(even.from()).isLessThan(Duration.ofSeconds(10));
    assertThat(even.to()).isGreaterThan(Duration.ofSeconds(10));
    assertThat(uneven.from()).isLessThan(even.from());
    assertThat(uneven.to()).isGreaterThan(even.to());
  }

  private static Pace.Interval after(int one, int other) {
    Pace pace = new Pace();
    for (int i = 0; i < 10; i++) {
      pace.add(100, Duration.ofMillis(10L * one));
      pace.add(100, Duration.ofMillis(10L * other));
    }
    return Objects.requireNonNull(pace.expected(1_000));
  }

  @Test
  void forgetsWhatIsLongAgo() {
    pace.add(1, Duration.ofHours(1));
    for (int i = 0; i < 30; i++) {
      pace.add(100, Duration.ofSeconds(1));
    }

    assertThat(pace.rowsPerSecond()).isEqualTo(100);
  }
}
