package io.trestle.migrator.plan;

import io.trestle.testkit.TestPostgres;
import java.util.List;
import java.util.Map;

/** The servers of the oldest and the newest version, started once for all tests of this package. */
final class Servers {

  private static final List<TestPostgres> ALL =
      List.of(start(TestPostgres.OLDEST), start(TestPostgres.NEWEST));

  private Servers() {}

  /** The oldest, then the newest. */
  static List<TestPostgres> all() {
    return ALL;
  }

  private static TestPostgres start(String version) {
    TestPostgres server = TestPostgres.start(version, Map.of("fsync", "off"));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-postgres-" + version));
    return server;
  }
}
