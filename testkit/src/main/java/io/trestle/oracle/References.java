package io.trestle.oracle;

import io.trestle.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The references of a scenario, each asked only once. */
final class References implements AutoCloseable {

  private final TestPostgres postgres;
  private final Databases databases;
  private final Scenario scenario;
  private final Map<Asked, Reference> references = new HashMap<>();
  private final Map<String, TableReset> resets = new HashMap<>();

  private record Asked(String database, Manner manner) {}

  References(TestPostgres postgres, Databases databases, Scenario scenario) {
    this.postgres = postgres;
    this.databases = databases;
    this.scenario = scenario;
  }

  Scenario scenario() {
    return scenario;
  }

  Reference of(String database, Manner manner) throws SQLException {
    Asked key = new Asked(database, manner);
    Reference known = references.get(key);
    if (known == null) {
      known = new Reference(postgres, database, scenario, manner, reset(database));
      references.put(key, known);
    }
    return known;
  }

  private TableReset reset(String database) throws SQLException {
    TableReset known = resets.get(database);
    if (known == null) {
      known = new TableReset(databases.session(database));
      resets.put(database, known);
    }
    return known;
  }

  @Override
  public void close() {
    references.values().forEach(Reference::close);
  }
}
