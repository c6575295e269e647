package io.trestle.bench.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.cli.workload.Value;
import io.trestle.testkit.TestPostgres;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The benchmark, small. */
final class SmallMigrationIT {

  @ParameterizedTest
  @EnumSource(names = {"CONSTANT", "CHANGING"})
  void servicesNoticeNothingForwardAndAltogetherBack(Value value) throws Exception {
    TestPostgres postgres = TestPostgres.shared();
    String database = "bench_migration_" + value.name().toLowerCase(Locale.ROOT);
    postgres.createDatabase(database);

    boolean passed =
        new MigrationUnderLoad(
                postgres.jdbcUrl(database),
                4_000,
                value,
                Duration.ofMillis(200),
                Duration.ofMillis(1))
            .run();

    assertThat(passed).isTrue();
  }
}
