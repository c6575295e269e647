package io.trestle.driver.suites;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.suites.AcceptedDifferences;
import io.trestle.testkit.suites.PgjdbcRun;
import io.trestle.testkit.suites.PgjdbcSuite;
import io.trestle.testkit.suites.SuiteComparison;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;

/**
 * pgjdbc's own tests by its own URL and by that of the driver around it, with the jar that services
 * get: the same ones fail, but for those of {@code suites/pgjdbc-driver-accepted.txt}. {@link
 * PgjdbcPatch} says what is changed in the tests; they are run changed on both ways.
 *
 * <p>{@code -Dpgjdbc.source=FOLDER} is the unpacked archive of the driver's sources; {@link
 * PgjdbcRun} has the other settings.
 */
@EnabledIfSystemProperty(named = "pgjdbc.source", matches = ".+")
@TestInstance(Lifecycle.PER_CLASS)
class PgjdbcSuiteIT {

  /** Some of the texts have 65,535 parameters, and the machine may have other work. */
  private static final List<String> FORCED =
      List.of("trestle.force-analysis=true", "trestle.analysis-deadline=60000");

  private PgjdbcSuite suite;
  private PgjdbcRun run;

  @BeforeAll
  void start() throws Exception {
    Path source = Path.of(System.getProperty("pgjdbc.source"));
    PgjdbcPatch.apply(source);
    suite = new PgjdbcSuite(source);
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
    failAlike(mode, "through the driver, no rule", List.of());
  }

  @ParameterizedTest
  @MethodSource("modes")
  void whereEveryStatementIsAnalysed(String mode) throws Exception {
    failAlike(mode, "through the driver, forced analysis", FORCED);
  }

  private void failAlike(String mode, String way, List<String> settings) throws Exception {
    int port = run.postgres().port();
    List<String> options =
        List.of(
            "-D" + PgjdbcPatch.PREFIX + "=jdbc:trestle:",
            "-Dmaven.test.additionalClasspath="
                + Path.of("target", "trestle-driver.jar").toAbsolutePath()
                + ","
                + placeOf(Logger.class));
    SuiteComparison.Found found =
        run.comparison()
            .compare(
                mode,
                way,
                AcceptedDifferences.read("pgjdbc-driver-accepted.txt", mode),
                (each, tests) -> suite.run(port, each, tests, settings, options));
    assertThat(found.outdated()).as("accepted differences that are none " + way).isEmpty();
    assertThat(found.differences()).as("tests that end in another way " + way).isEmpty();
  }

  private static Path placeOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
