package io.trestle.migrator.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {

  @ParameterizedTest
  @CsvSource({
    "40P01, AGAIN",
    "40001, AGAIN",
    "55P03, AGAIN",
    "57014, AGAIN",
    "08006, CONNECTION",
    "57P01, CONNECTION",
    "57P03, CONNECTION",
    "57P04, FATAL",
    "22001, ROW",
    "22003, ROW",
    "23514, ROW",
    "P0001, ROW",
    "42P01, TABLE_GONE",
    "53100, DISK_FULL",
    "25006, FATAL",
    "42501, FATAL"
  })
  void anSqlstateSaysWhatToDo(String state, Failure failure) {
    assertThat(Failure.of(new SQLException("", state))).isEqualTo(failure);
  }

  @Test
  void anErrorWithoutSqlstateIsFatal() {
    assertThat(Failure.of(new SQLException(""))).isEqualTo(Failure.FATAL);
  }

  @Test
  void waitsAreDoubledUpToTheirBoundWithJitter() {
    Duration from = Duration.ofMillis(100);
    Duration to = Duration.ofSeconds(1);
    Backoff longest = new Backoff(from, to, () -> 1.0);
    Backoff shortest = new Backoff(from, to, () -> 0.0);

    assertThat(longest.after(1)).isEqualTo(from);
    assertThat(longest.after(3)).isEqualTo(Duration.ofMillis(400));
    assertThat(longest.after(1_000)).isEqualTo(to);
    assertThat(shortest.after(3)).isEqualTo(Duration.ofMillis(200));
  }
}
