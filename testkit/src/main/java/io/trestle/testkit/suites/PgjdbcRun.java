package io.trestle.testkit.suites;

import io.trestle.testkit.TestPostgres;
import java.util.List;
import java.util.Map;

/**
 * pgjdbc's tests with a PostgreSQL for them, as the build's system properties say: {@code
 * -Dpgjdbc.mode=simple} takes another query mode than {@code extended}, {@code -Dpgjdbc.mode=all}
 * each of them, {@code -Dpgjdbc.tests=A,B} only some classes.
 */
public final class PgjdbcRun implements AutoCloseable {

  private static final List<String> MODES =
      List.of("extended", "simple", "extendedForPrepared", "extendedCacheEverything");

  private final TestPostgres postgres;
  private final SuiteComparison comparison;

  private PgjdbcRun(TestPostgres postgres, SuiteComparison comparison) {
    this.postgres = postgres;
    this.comparison = comparison;
  }

  /**
   * Compiles the tests and starts a server for them.
   *
   * @throws Exception when the tests do not compile, or the server does not start
   */
  public static PgjdbcRun start(PgjdbcSuite suite) throws Exception {
    suite.compile();
    TestPostgres postgres =
        TestPostgres.start(
            TestPostgres.NEWEST,
            Map.of("max_prepared_transactions", "64", "wal_level", "logical"),
            List.of("host all all all scram-sha-256", "host replication all all scram-sha-256"));
    try {
      postgres.execute("postgres", "CREATE ROLE test SUPERUSER LOGIN PASSWORD 'test'");
      postgres.createDatabase("test");
    } catch (Exception failure) {
      postgres.close();
      throw failure;
    }
    return new PgjdbcRun(
        postgres,
        new SuiteComparison((mode, tests) -> suite.run(postgres.port(), mode, tests), tests()));
  }

  /** The query modes to run the tests in. */
  public static List<String> modes() {
    String mode = System.getProperty("pgjdbc.mode", "extended");
    return mode.equals("all") ? MODES : List.of(mode);
  }

  private static List<String> tests() {
    String tests = System.getProperty("pgjdbc.tests", "");
    return tests.isEmpty() ? List.of() : List.of(tests.split(","));
  }

  /** The server that the tests are run against. */
  public TestPostgres postgres() {
    return postgres;
  }

  /** Of the tests on this server. */
  public SuiteComparison comparison() {
    return comparison;
  }

  @Override
  public void close() {
    postgres.close();
  }
}
