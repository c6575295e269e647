package io.trestle.migrator.backfill;

import io.trestle.testkit.TestPostgres;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On the oldest PostgreSQL. */
class Fault14IT extends FaultCases {

  private static @Nullable TestPostgres oldest;

  @BeforeAll
  static void start() {
    oldest = TestPostgres.start(TestPostgres.OLDEST, Map.of());
  }

  @AfterAll
  static void stop() {
    Objects.requireNonNull(oldest).close();
  }

  @Override
  TestPostgres postgres() {
    return Objects.requireNonNull(oldest);
  }
}
