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
  private final Map<String, Opened> opened = new HashMap<>();

  private record Asked(String database, Manner manner) {}

  private record Opened(Connector connector, TableReset reset) {}

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
      Opened open = open(database);
      known = new Reference(open.connector(), manner, open.reset(), scenario.table());
      references.put(key, known);
    }
    return known;
  }

  private Opened open(String database) throws SQLException {
    Opened known = opened.get(database);
    if (known == null) {
      known =
          new Opened(
              new Connector(PlainSubject.endpoint(postgres, database), scenario.audience()),
              new TableReset(databases.session(database)));
      opened.put(database, known);
    }
    return known;
  }

  @Override
  public void close() {
    references.values().forEach(Reference::close);
    opened.values().forEach(open -> open.connector().close());
  }
}
