package io.trestle.oracle;

import io.trestle.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The references of a scenario, each asked only once. */
final class References implements AutoCloseable {

  private final TestPostgres postgres;
  private final Scenario scenario;
  private final Map<String, Reference> references = new HashMap<>();

  References(TestPostgres postgres, Scenario scenario) {
    this.postgres = postgres;
    this.scenario = scenario;
  }

  Scenario scenario() {
    return scenario;
  }

  Reference of(String database, Mode mode) throws SQLException {
    String key = database + "/" + mode;
    Reference known = references.get(key);
    if (known == null) {
      known = new Reference(postgres, database, scenario, mode);
      references.put(key, known);
    }
    return known;
  }

  @Override
  public void close() throws SQLException {
    for (Reference reference : references.values()) {
      reference.close();
    }
  }
}
