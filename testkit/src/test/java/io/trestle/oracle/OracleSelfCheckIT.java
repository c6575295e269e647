package io.trestle.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.TestPostgres;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Shows that the oracle itself is sound, with every thirty-second scenario, and what it finds where
 * nothing stands in between, with every sixty-fourth; or with {@code -Doracle.self-check=all} with
 * all of them.
 */
class OracleSelfCheckIT {

  @ParameterizedTest
  @ValueSource(strings = {TestPostgres.OLDEST, TestPostgres.NEWEST})
  void aCopyOfTheReferenceShowsNoDifference(String version) throws Exception {
    OracleResult result;
    try (TestPostgres postgres = TestPostgres.start(version, Map.of())) {
      System.out.println("oracle, self-check: the reference against a copy of itself");
      result = new Oracle(postgres, every(32), System.out, 100).run(PlainSubject.copyOfReference());
    }

    assertThat(result.differences()).isEmpty();
    assertThat(result.equal()).isEqualTo(result.cases());
  }

  @ParameterizedTest
  @ValueSource(strings = TestPostgres.NEWEST)
  void withoutTrestleManyStatementsDiffer(String version) throws Exception {
    OracleResult result;
    try (TestPostgres postgres = TestPostgres.start(version, Map.of())) {
      System.out.println("oracle, without Trestle: the database in its phase, directly");
      result = new Oracle(postgres, every(64), System.out, 0).run(PlainSubject.withoutTrestle());
    }

    List<String> phases =
        result.differences().stream().map(d -> d.stage().phase()).distinct().toList();
    assertThat(phases).contains("absent", "readable", "writable");
    assertThat(result.differences()).hasSizeGreaterThan((int) result.cases() / 10);
  }

  private static List<Scenario> every(int ordinary) {
    List<Scenario> all = Scenarios.all();
    int step = System.getProperty("oracle.self-check", "").equals("all") ? 1 : ordinary;
    return IntStream.range(0, all.size()).filter(i -> i % step == 0).mapToObj(all::get).toList();
  }
}
