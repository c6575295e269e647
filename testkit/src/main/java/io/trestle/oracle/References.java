package io.trestle.oracle;

import io.trestle.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The references of a scenario, each asked only once. */
final class References implements AutoCloseable {

  private final TestPostgres postgres;
  private final Scenario scenario;
  private final Map<Asked, Reference> references = new HashMap<>();

  private record Asked(String database, Manner manner) {}

  References(TestPostgres postgres, Scenario scenario) {
    this.postgres = postgres;
    this.scenario = scenario;
  }

  Scenario scenario() {
    return scenario;
  }

  Reference of(String database, Manner manner) throws SQLException {
    Asked key = new Asked(database, manner);
    Reference known = references.get(key);
    if (known == null) {
      known = new Reference(postgres, database, scenario, manner);
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
