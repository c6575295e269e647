package io.trestle.testkit.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AcceptedDifferencesTest {

  private static final Result PASSED = new Result(Ending.PASSED, "");

  private final AcceptedDifferences accepted;

  AcceptedDifferencesTest() throws Exception {
    accepted = AcceptedDifferences.read("accepted-sample.txt", "simple");
  }

  private static Difference failing(String message) {
    return new Difference(PASSED, new Result(Ending.FAILED, message));
  }

  @Test
  void acceptsATestThatFailsAsItsEntrySays() {
    Map<String, Difference> differences =
        Map.of("a.B#one", failing("it says this"), "a.B#two", failing("it says this"));

    assertThat(accepted.othersThan(differences)).containsOnlyKeys("a.B#two");
  }

  @Test
  void anEntryHoldsInItsModesOnly() throws Exception {
    Map<String, Difference> differences = Map.of("a.B#one", failing("it says this"));

    assertThat(AcceptedDifferences.read("accepted-sample.txt", "extended").othersThan(differences))
        .hasSize(1);
  }

  @Test
  void doesNotAcceptAnotherFailure() {
    Map<String, Difference> differences = Map.of("a.B#one", failing("something else"));

    assertThat(accepted.othersThan(differences)).containsOnlyKeys("a.B#one");
    assertThat(accepted.outdated(differences, Set.of("a.B#one"))).containsExactly("a.B#one");
  }

  @Test
  void acceptsThatAClassDoesNotRunOnlyWhereItsSetUpFailsAsTheEntrySays() {
    Difference notRun = new Difference(PASSED, null);

    assertThat(accepted.othersThan(Map.of("a.C#one", notRun))).hasSize(1);
    assertThat(accepted.othersThan(Map.of("a.C#one", notRun, "a.C#a.C", failing("or that"))))
        .isEmpty();
  }

  @Test
  void anEntryIsOutdatedWhereItsTestsRanAndDoNotDiffer() {
    assertThat(accepted.outdated(Map.of(), Set.of("a.B#one", "a.D#one")))
        .containsExactly("a.B#one");
  }
}
