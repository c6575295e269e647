package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.oracle.Difference;
import io.trestle.oracle.Oracle;
import io.trestle.oracle.Scenario;
import io.trestle.oracle.Scenarios;
import io.trestle.oracle.Stage;
import io.trestle.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the oracle notices mistakes: breaks the engine in one way after the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(NoLeaks.class)
class MutationIT {

  private final Map<String, Oracle> oracles = new HashMap<>();

  static List<Mutation> mutations() {
    return Mutations.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutations")
  void theOracleNoticesThat(Mutation mutation) throws Exception {
    ProxySubject broken =
        new ProxySubject(
            engines -> new MutatedEngines(engines, mutation), mutation::rules, stages(mutation));

    Optional<Difference> noticed = oracle(mutation).firstDifference(broken);

    assertThat(mutation.applied()).as("statements with something to break").isPositive();
    assertThat(noticed).as("the difference that the oracle finds").isPresent();
    System.out.printf("mutation \"%s\" is noticed at %s%n", mutation, noticed.get().origin());
  }

  @AfterAll
  void closeOracles() throws SQLException {
    for (Oracle oracle : oracles.values()) {
      oracle.close();
    }
  }

  /** One for each scenario: it keeps databases and the reference's answers. */
  private Oracle oracle(Mutation mutation) throws Exception {
    Oracle known = oracles.get(mutation.scenario());
    if (known == null) {
      known = new Oracle(TestPostgres.shared(), scenarios(mutation), System.out, 0);
      oracles.put(mutation.scenario(), known);
    }
    return known;
  }

  private static List<Scenario> scenarios(Mutation mutation) {
    List<Scenario> found =
        Scenarios.all().stream().filter(each -> each.name().equals(mutation.scenario())).toList();
    assertThat(found).hasSize(1);
    return found;
  }

  private static List<Stage> stages(Mutation mutation) {
    List<Stage> found =
        Stage.ALL.stream().filter(each -> each.label().equals(mutation.stage())).toList();
    assertThat(found).hasSize(1);
    return found;
  }
}
