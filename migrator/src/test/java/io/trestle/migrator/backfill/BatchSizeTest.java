package io.trestle.migrator.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchSizeTest {

  private final BatchSize size = new BatchSize(BackfillSettings.DEFAULTS);

  @Test
  void growsByHalfAtMost() {
    size.took(1_000, Duration.ofMillis(1));

    assertThat(size.rows()).isEqualTo(1_500);
  }

  @Test
  void comesToRestWhereABatchTakesTheTarget() {
    for (int i = 0; i < 40; i++) {
      size.took(size.rows(), Duration.ofNanos(size.rows() * 50_000L));
    }

    assertThat(size.rows()).isEqualTo(5_000);
  }

  @Test
  void goesByTheSlowestTenthOfTheLastTen() {
    for (int i = 0; i < 20; i++) {
      size.took(1_000, Duration.ofMillis(10));
    }
    int before = size.rows();

    size.took(1_000, Duration.ofMillis(500));
    assertThat(size.rows()).as("one slow batch of ten").isGreaterThanOrEqualTo(before);

    size.took(1_000, Duration.ofMillis(500));
    assertThat(size.rows()).as("two slow batches of ten").isEqualTo(500);
  }

  @Test
  void isCutToAFifthWhenFarOver() {
    size.took(1_000, Duration.ofMillis(1_300));

    assertThat(size.rows()).isEqualTo(200);
  }

  @Test
  void staysBetweenItsBounds() {
    for (int i = 0; i < 10; i++) {
      size.took(size.rows(), Duration.ofMinutes(1));
    }
    assertThat(size.rows()).isEqualTo(100);

    for (int i = 0; i < 100; i++) {
      size.took(size.rows(), Duration.ofNanos(1));
    }
    assertThat(size.rows()).isEqualTo(100_000);
  }

  @Test
  void isHalvedDownToOneRowAndGrowsFromThere() {
    for (int i = 0; i < 20; i++) {
      size.halve();
    }
    assertThat(size.rows()).isEqualTo(1);

    size.took(1, Duration.ofNanos(1_000));
    assertThat(size.rows()).isEqualTo(2);
  }
}
