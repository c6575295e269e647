package io.trestle.testkit.suites;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The tests of a suite, run directly and through Trestle: the same ones are to fail. What differs
 * and is not accepted is run again on both ways, since some tests measure time. What came of each
 * run is printed.
 *
 * <p>Used by one thread.
 */
public final class SuiteComparison {

  /** Runs the tests on one way. */
  public interface Way {

    /**
     * Runs tests.
     *
     * @param mode the query mode
     * @param tests the classes, or all where there are none
     * @return what came of each, by {@code class#test}
     * @throws Exception when the suite itself cannot be run
     */
    Map<String, Result> run(String mode, List<String> tests) throws Exception;
  }

  /**
   * What was found.
   *
   * @param differences tests that end in another way through Trestle, twice, and are not accepted
   * @param outdated accepted tests that ran and do not differ, or not as their entries say
   */
  public record Found(Map<String, Difference> differences, List<String> outdated) {}

  private final Way directly;
  private final List<String> tests;
  private final Map<String, Map<String, Result>> direct = new HashMap<>();

  /**
   * @param tests the classes, or all where there are none
   */
  public SuiteComparison(Way directly, List<String> tests) {
    this.directly = directly;
    this.tests = List.copyOf(tests);
  }

  /**
   * Runs the tests through Trestle, and directly if that was not done in this mode yet.
   *
   * @param name of the way through Trestle, for people
   */
  public Found compare(String mode, String name, AcceptedDifferences accepted, Way through)
      throws Exception {
    Map<String, Result> one = direct(mode);
    Map<String, Result> other = through.run(mode, tests);
    print(mode, name, other);
    Map<String, Difference> all = Difference.between(one, other);
    List<String> outdated = accepted.outdated(all, one.keySet());
    Map<String, Difference> differences = accepted.othersThan(all);
    if (!differences.isEmpty()) {
      differences.forEach((test, what) -> System.out.println("  once more: " + test + " " + what));
      List<String> again =
          differences.keySet().stream()
              .map(test -> test.replaceFirst("#.*", ""))
              .distinct()
              .toList();
      Map<String, Difference> second =
          Difference.between(directly.run(mode, again), through.run(mode, again));
      second.keySet().retainAll(differences.keySet());
      differences = accepted.othersThan(second);
    }
    return new Found(differences, outdated);
  }

  private Map<String, Result> direct(String mode) throws Exception {
    Map<String, Result> known = direct.get(mode);
    if (known != null) {
      return known;
    }
    Map<String, Result> results = directly.run(mode, tests);
    print(mode, "directly", results);
    if (results.isEmpty()) {
      throw new IllegalStateException("no test has run");
    }
    direct.put(mode, results);
    return results;
  }

  private static void print(String mode, String way, Map<String, Result> results) {
    Map<Ending, Long> counts =
        results.values().stream()
            .collect(Collectors.groupingBy(Result::ending, Collectors.counting()));
    System.out.printf(
        "pgjdbc's tests, mode %s, %s: %d tests, %d passed, %d failed, %d skipped%n",
        mode,
        way,
        results.size(),
        counts.getOrDefault(Ending.PASSED, 0L),
        counts.getOrDefault(Ending.FAILED, 0L),
        counts.getOrDefault(Ending.SKIPPED, 0L));
    results.forEach(
        (test, result) -> {
          if (result.ending() == Ending.FAILED) {
            System.out.println("  failed: " + test + " " + result.message());
          }
        });
  }
}
