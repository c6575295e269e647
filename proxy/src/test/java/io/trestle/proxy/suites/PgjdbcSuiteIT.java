package io.trestle.proxy.suites;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.engine.Engines;
import io.trestle.proxy.CatalogDataSources;
import io.trestle.proxy.ProxyServer;
import io.trestle.proxy.ProxySettings;
import io.trestle.proxy.suites.AcceptedDifferences.Difference;
import io.trestle.proxy.suites.PgjdbcSuite.Ending;
import io.trestle.proxy.suites.PgjdbcSuite.Result;
import io.trestle.rewrite.ForcedAnalysis;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.testkit.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * pgjdbc's own tests against PostgreSQL and through the proxy: the same ones fail, but for those of
 * {@code suites/pgjdbc-accepted.txt} under rules. What fails on one way only is run again on both,
 * since some of these tests measure time.
 *
 * <p>{@code -Dpgjdbc.source=FOLDER} is the unpacked archive of the driver's sources, {@code
 * -Dpgjdbc.mode=simple} another query mode, {@code -Dpgjdbc.mode=all} each of them, {@code
 * -Dpgjdbc.tests=A,B} only some classes.
 */
@EnabledIfSystemProperty(named = "pgjdbc.source", matches = ".+")
@TestInstance(Lifecycle.PER_CLASS)
class PgjdbcSuiteIT {

  private static final List<String> MODES =
      List.of("extended", "simple", "extendedForPrepared", "extendedCacheEverything");

  private static final String MODE = System.getProperty("pgjdbc.mode", "extended");
  private static final String TESTS = System.getProperty("pgjdbc.tests", "");

  /** Last columns of tables that many of the tests use; nothing in them is NULL. */
  private static final String RULES =
      """
      rules:
        - {table: public.rollbacktest, column: str, type: text, value: "'?'", phase: writable}
        - {table: public.testbatch, column: col2, type: int4, value: "-4711", phase: writable}
        - {table: public.test_fetch, column: value, type: int4, value: "-4711", phase: writable}
        - {table: public.testrs, column: id, type: int4, value: "-4711", phase: writable}
      """;

  private TestPostgres postgres;
  private PgjdbcSuite suite;
  private final Map<String, Map<String, Result>> direct = new HashMap<>();

  @BeforeAll
  void start() throws Exception {
    postgres =
        TestPostgres.start(
            TestPostgres.NEWEST,
            Map.of("max_prepared_transactions", "64", "wal_level", "logical"),
            List.of("host all all all scram-sha-256", "host replication all all scram-sha-256"));
    postgres.execute("postgres", "CREATE ROLE test SUPERUSER LOGIN PASSWORD 'test'");
    postgres.createDatabase("test");
    suite = new PgjdbcSuite(Path.of(System.getProperty("pgjdbc.source")));
    suite.compile();
  }

  @AfterAll
  void stop() {
    if (postgres != null) {
      postgres.close();
    }
  }

  private static List<String> tests() {
    return TESTS.isEmpty() ? List.of() : List.of(TESTS.split(","));
  }

  static List<String> modes() {
    return MODE.equals("all") ? MODES : List.of(MODE);
  }

  @ParameterizedTest
  @MethodSource("modes")
  void withoutARule(String mode) throws Exception {
    failAlike(mode, "through the proxy, no rule", "rules: []\n", false, AcceptedDifferences.none());
  }

  @ParameterizedTest
  @MethodSource("modes")
  void whereEveryStatementIsAnalysed(String mode) throws Exception {
    failAlike(
        mode,
        "through the proxy, forced analysis",
        "rules: []\n",
        true,
        AcceptedDifferences.none());
  }

  @ParameterizedTest
  @MethodSource("modes")
  void withRules(String mode) throws Exception {
    failAlike(
        mode,
        "through the proxy, with rules",
        RULES,
        false,
        AcceptedDifferences.read("pgjdbc-accepted.txt", mode));
  }

  private Map<String, Result> direct(String mode) throws Exception {
    Map<String, Result> known = direct.get(mode);
    if (known != null) {
      return known;
    }
    Map<String, Result> results = suite.run(postgres.port(), mode, tests());
    print(mode, "directly", results);
    assertThat(results).as("results of tests").isNotEmpty();
    direct.put(mode, results);
    return results;
  }

  private void failAlike(
      String mode, String way, String rules, boolean forced, AcceptedDifferences accepted)
      throws Exception {
    Map<String, Result> direct = direct(mode);
    Path file = Files.createTempFile("pgjdbc-rules", ".yaml");
    Files.writeString(file, rules);
    CatalogDataSources sources = new CatalogDataSources(postgres.jdbcUrl("postgres"));
    Engines plain = new RewritingEngines(FileRuleSource.open(file), new JdbcCatalogSource(sources));
    try (sources;
        Engines engines = forced ? ForcedAnalysis.of(plain) : plain;
        ProxyServer proxy =
            ProxyServer.start(
                ProxySettings.of("localhost", 0, postgres.host(), postgres.port()), engines)) {
      int port = proxy.address().getPort();
      Map<String, Result> through = suite.run(port, mode, tests());
      print(mode, way, through);
      Map<String, Difference> all = differences(direct, through);
      assertThat(accepted.outdated(all, direct.keySet()))
          .as("accepted differences that are none " + way)
          .isEmpty();
      Map<String, Difference> differences = accepted.othersThan(all);
      if (!differences.isEmpty()) {
        List<String> again =
            differences.keySet().stream()
                .map(name -> name.replaceFirst("#.*", ""))
                .distinct()
                .toList();
        differences.forEach(
            (test, what) -> System.out.println("  once more: " + test + " " + what));
        Map<String, Difference> second =
            differences(suite.run(postgres.port(), mode, again), suite.run(port, mode, again));
        second.keySet().retainAll(differences.keySet());
        differences = accepted.othersThan(second);
      }
      assertThat(differences).as("tests that end in another way " + way).isEmpty();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Map<String, Difference> differences(
      Map<String, Result> direct, Map<String, Result> through) {
    Map<String, Difference> differences = new TreeMap<>();
    for (String test : new TreeSet<>(both(direct, through))) {
      Result one = direct.get(test);
      Result other = through.get(test);
      if (one == null || other == null || one.ending() != other.ending()) {
        differences.put(test, new Difference(one, other));
      }
    }
    return differences;
  }

  private static List<String> both(Map<String, Result> one, Map<String, Result> other) {
    List<String> names = new ArrayList<>(one.keySet());
    names.addAll(other.keySet());
    return names;
  }

  private static void print(String mode, String way, Map<String, Result> results) {
    System.out.printf(
        "pgjdbc's tests, mode %s, %s: %d tests, %d passed, %d failed, %d skipped%n",
        mode,
        way,
        results.size(),
        count(results, Ending.PASSED),
        count(results, Ending.FAILED),
        count(results, Ending.SKIPPED));
    results.forEach(
        (test, result) -> {
          if (result.ending() == Ending.FAILED) {
            System.out.println("  failed: " + test + " " + result.message());
          }
        });
  }

  private static long count(Map<String, Result> results, Ending wanted) {
    return results.values().stream().filter(result -> result.ending() == wanted).count();
  }
}
