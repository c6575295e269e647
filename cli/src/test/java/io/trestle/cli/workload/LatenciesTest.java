package io.trestle.cli.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatenciesTest {

  private final Latencies latencies = new Latencies();

  @Test
  void nothingRecordedIsZero() {
    assertThat(latencies.quantileMicros(0.99)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 15, 16, 17, 31, 32, 100, 1_000, 123_456, 60_000_000, 86_400_000_000L})
  void aQuantileIsRightWithinASixteenth(long micros) {
    latencies.record(micros * 1_000);

    assertThat(latencies.quantileMicros(0.5)).isBetween(micros, micros + micros / 16);
  }

  @Test
  void quantilesFollowTheRank() {
    for (int i = 1; i <= 100; i++) {
      latencies.record(i * 1_000_000L);
    }

    assertThat(latencies.quantileMicros(0.50)).isBetween(50_000L, 53_200L);
    assertThat(latencies.quantileMicros(0.99)).isBetween(99_000L, 105_300L);
  }
}
