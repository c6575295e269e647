package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.oracle.Oracle;
import io.trestle.oracle.OracleResult;
import io.trestle.oracle.Scenario;
import io.trestle.oracle.Scenarios;
import io.trestle.testkit.TestPostgres;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The project's main test: every case of the oracle through the proxy and the engine.
 *
 * <p>On the oldest PostgreSQL every second scenario is run, where all of them run on the newest;
 * with {@code -Doracle.oldest=all} all run on both. {@code
 * -Doracle.scenarios=status_text,flag_boolean} narrows it while working on something.
 */
@ExtendWith(NoLeaks.class)
class OracleIT {

  /** How many of the cases may be refused, in percent. */
  private static final double MOST_REFUSED = 3.0;

  private static final int SHOWN_DIFFERENCES = 1_000;

  /** Both versions at once: mostly answers are waited for. */
  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @ValueSource(strings = {TestPostgres.OLDEST, TestPostgres.NEWEST})
  void answersThroughTheProxyAreThoseOfTheReference(String version) throws Exception {
    OracleResult result;
    try (TestPostgres postgres = TestPostgres.start(version, Map.of())) {
      System.out.println("oracle, through the proxy");
      result =
          new Oracle(postgres, scenarios(version), System.out, SHOWN_DIFFERENCES)
              .run(new ProxySubject());
    }

    assertThat(result.cases()).as("cases that were run").isPositive();
    assertThat(result.differences().size()).as("differences, listed above").isZero();
    assertThat(result.refusedPercent()).as("cases refused, in percent").isLessThan(MOST_REFUSED);
    assertThat(result.heldPercent()).as("held writes, in percent").isLessThan(MOST_REFUSED);
  }

  private static List<Scenario> scenarios(String version) {
    String wanted = System.getProperty("oracle.scenarios", "");
    if (wanted.isEmpty()) {
      boolean sample =
          version.equals(TestPostgres.OLDEST)
              && !System.getProperty("oracle.oldest", "").equals("all");
      List<Scenario> all = Scenarios.all();
      return IntStream.iterate(0, i -> i < all.size(), i -> i + (sample ? 2 : 1))
          .mapToObj(all::get)
          .toList();
    }
    List<String> names = List.of(wanted.split(","));
    return Scenarios.all().stream().filter(scenario -> names.contains(scenario.name())).toList();
  }
}
