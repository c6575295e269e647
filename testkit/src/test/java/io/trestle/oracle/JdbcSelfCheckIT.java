package io.trestle.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.TestPostgres;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Shows that the oracle is sound when it asks over JDBC, too: with some scenarios, of which none is
 * long, or with {@code -Doracle.self-check=all} with all of them; in the modes of {@code
 * -Doracle.jdbc}.
 */
class JdbcSelfCheckIT {

  @Test
  void aCopyOfTheReferenceShowsNoDifferenceOverJdbc() throws Exception {
    OracleResult result;
    try (TestPostgres postgres = TestPostgres.start(TestPostgres.NEWEST, Map.of())) {
      System.out.println("oracle, self-check over JDBC: the reference against a copy of itself");
      result =
          new Oracle(postgres, checked(), System.out, 100)
              .run(PlainSubject.copyOfReference().asked(JdbcMode.chosen()));
    }

    assertThat(result.differences()).isEmpty();
    assertThat(result.equal()).isEqualTo(result.cases());
  }

  private static List<Scenario> checked() {
    List<Scenario> all = Scenarios.all();
    if (System.getProperty("oracle.self-check", "").equals("all")) {
      return all;
    }
    return IntStream.range(0, all.size()).filter(i -> i % 8 == 2).mapToObj(all::get).toList();
  }
}
