package io.trestle.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.oracle.Oracle;
import io.trestle.oracle.OracleResult;
import io.trestle.oracle.Scenario;
import io.trestle.oracle.Scenarios;
import io.trestle.testkit.TestPostgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The driver's main test: the cases of the oracle over JDBC, compared with the PostgreSQL driver
 * alone before the reference.
 *
 * <p>Every build asks PostgreSQL 18 some scenarios; {@code -Doracle.driver=all} has all of them
 * asked on 14 and 18, {@code -Doracle.driver=14} on that one, {@code
 * -Doracle.scenarios=status_text,flag_boolean} those that are named, and {@code -Doracle.jdbc=all}
 * has every case run under all settings of the PostgreSQL driver, {@code pairs} under settings of
 * which every two meet.
 */
class OracleIT {

  /** How many of the cases may be refused, in percent. */
  private static final double MOST_REFUSED = 3.0;

  private static final int SHOWN_DIFFERENCES = 1_000;

  /** Each way of sending has sessions of its own, which are kept; what EXPLAIN says is to stay. */
  private static final Map<String, String> SERVER =
      Map.of("max_connections", "600", "autovacuum", "off");

  /** Short ones, for each kind of rule. */
  private static final List<String> OF_EVERY_BUILD =
      List.of("flag_boolean", "status_discarding", "status_switching", "derived_boolean");

  /** Empty, {@code all}, or the version that all scenarios are asked on. */
  private static final String WHERE = System.getProperty("oracle.driver", "");

  static List<String> versions() {
    return switch (WHERE) {
      case "" -> List.of(TestPostgres.NEWEST);
      case "all" -> List.of(TestPostgres.OLDEST, TestPostgres.NEWEST);
      default -> List.of(WHERE);
    };
  }

  @ParameterizedTest
  @MethodSource("versions")
  void answersOfTheDriverAreThoseOfTheReference(String version) throws Exception {
    OracleResult result;
    try (TestPostgres postgres = TestPostgres.start(version, SERVER)) {
      System.out.println("oracle, through the driver");
      result =
          new Oracle(postgres, scenarios(), System.out, SHOWN_DIFFERENCES).run(new DriverSubject());
    }

    assertThat(result.differences().size()).as("differences, listed above").isZero();
    assertThat(result.refusedPercent()).as("cases refused, in percent").isLessThan(MOST_REFUSED);
    assertThat(result.heldPercent()).as("held writes, in percent").isLessThan(MOST_REFUSED);
  }

  private static List<Scenario> scenarios() {
    String wanted = System.getProperty("oracle.scenarios", "");
    if (wanted.isEmpty() && !WHERE.isEmpty()) {
      return Scenarios.all();
    }
    List<String> names = wanted.isEmpty() ? OF_EVERY_BUILD : List.of(wanted.split(","));
    return Scenarios.all().stream().filter(scenario -> names.contains(scenario.name())).toList();
  }
}
