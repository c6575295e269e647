package io.trestle.proxy.suites;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.engine.Engines;
import io.trestle.proxy.CatalogDataSources;
import io.trestle.proxy.ProxyServer;
import io.trestle.proxy.ProxySettings;
import io.trestle.rewrite.ForcedAnalysis;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.testkit.TestPostgres;
import io.trestle.testkit.suites.AcceptedDifferences;
import io.trestle.testkit.suites.PgjdbcRun;
import io.trestle.testkit.suites.PgjdbcSuite;
import io.trestle.testkit.suites.SuiteComparison;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * pgjdbc's own tests against PostgreSQL and through the proxy: the same ones fail, but for those of
 * {@code suites/pgjdbc-accepted.txt} under rules.
 *
 * <p>{@code -Dpgjdbc.source=FOLDER} is the unpacked archive of the driver's sources; {@link
 * PgjdbcRun} has the other settings.
 */
@EnabledIfSystemProperty(named = "pgjdbc.source", matches = ".+")
@TestInstance(Lifecycle.PER_CLASS)
class PgjdbcSuiteIT {

  /** Last columns of tables that many of the tests use; nothing in them is NULL. */
  private static final String RULES =
      """
      rules:
        - {table: public.rollbacktest, column: str, type: text, value: "'?'", phase: writable}
        - {table: public.testbatch, column: col2, type: int4, value: "-4711", phase: writable}
        - {table: public.test_fetch, column: value, type: int4, value: "-4711", phase: writable}
        - {table: public.testrs, column: id, type: int4, value: "-4711", phase: writable}
      """;

  private PgjdbcSuite suite;
  private PgjdbcRun run;

  @BeforeAll
  void start() throws Exception {
    suite = new PgjdbcSuite(Path.of(System.getProperty("pgjdbc.source")));
    run = PgjdbcRun.start(suite);
  }

  @AfterAll
  void stop() {
    if (run != null) {
      run.close();
    }
  }

  static List<String> modes() {
    return PgjdbcRun.modes();
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

  private void failAlike(
      String mode, String way, String rules, boolean forced, AcceptedDifferences accepted)
      throws Exception {
    Path file = Files.createTempFile("pgjdbc-rules", ".yaml");
    Files.writeString(file, rules);
    TestPostgres postgres = run.postgres();
    CatalogDataSources sources = new CatalogDataSources(postgres.jdbcUrl("postgres"));
    Engines plain = new RewritingEngines(FileRuleSource.open(file), new JdbcCatalogSource(sources));
    try (sources;
        Engines engines = forced ? ForcedAnalysis.of(plain) : plain;
        ProxyServer proxy =
            ProxyServer.start(
                ProxySettings.of("localhost", 0, postgres.host(), postgres.port()), engines)) {
      int port = proxy.address().getPort();
      SuiteComparison.Found found =
          run.comparison()
              .compare(mode, way, accepted, (each, tests) -> suite.run(port, each, tests));
      assertThat(found.outdated()).as("accepted differences that are none " + way).isEmpty();
      assertThat(found.differences()).as("tests that end in another way " + way).isEmpty();
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
