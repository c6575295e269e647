package io.trestle.migrator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a step takes, for people. */
final class PlanTextTest {

  @ParameterizedTest
  @CsvSource({
    "-1, duration not known: run ANALYZE",
    "10, some ms",
    "999, under 1 s",
    "40200, about 40 s",
    "600000, about 10 min",
    "10800000, about 3 h",
  })
  void durations(long milliseconds, String text) {
    assertThat(PlanText.duration(milliseconds)).isEqualTo(text);
  }
}
