package io.trestle.oracle;

import io.trestle.oracle.Stage.Content;
import io.trestle.oracle.Stage.Presence;
import io.trestle.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Builds the databases of a scenario. All are clones of one, so that OIDs of user-defined types
 * agree. Each is made by the statements that a migration would use; {@link TableReset} is installed
 * in all.
 */
final class Databases implements AutoCloseable {

  private final TestPostgres postgres;
  private final Scenario scenario;
  private final String base;
  private final Set<String> built = new LinkedHashSet<>();

  Databases(TestPostgres postgres, Scenario scenario) throws SQLException {
    this.postgres = postgres;
    this.scenario = scenario;
    this.base = "oracle_" + scenario.name();
    postgres.dropDatabase(base);
    postgres.createDatabase(base);
    built.add(base);
    for (String file : scenario.schemaFiles()) {
      postgres.execute(base, CaseFile.resource(file));
    }
  }

  /** The database as it is in a stage; its name. */
  String inStage(Stage stage) throws SQLException {
    String name = "stage_" + stage.label().replaceAll("\\W+", "_");
    return build(name, stage.column(), stage.content(), false);
  }

  /**
   * What answers are compared with, in a stage; its name.
   *
   * @param copy distinguishes several builds of the same
   */
  String reference(Stage stage, String copy) throws SQLException {
    if (scenario.audience() == Audience.UNAWARE) {
      return build("without_column_" + copy, Presence.MISSING, Content.UNIFORM, true);
    }
    String content = stage.content() == Content.MIXED ? "mixed_" : "uniform_";
    return build("target_" + content + copy, Presence.NOT_NULL, stage.content(), true);
  }

  private String build(String suffix, Presence presence, Content content, boolean reference)
      throws SQLException {
    String name = base + "_" + suffix;
    if (!built.add(name)) {
      return name;
    }
    postgres.dropDatabase(name);
    postgres.cloneDatabase(base, name);
    switch (presence) {
      case MISSING -> {}
      case NULLABLE -> addNullable(name, content);
      case NOT_NULL -> addFilled(name, content, reference);
    }
    postgres.execute(name, TableReset.INSTALL);
    return name;
  }

  private void addNullable(String database, Content content) throws SQLException {
    alter(database, "ADD COLUMN " + scenario.columnDefinition());
    alter(database, "ALTER COLUMN " + scenario.column() + " SET DEFAULT " + scenario.value());
    if (content == Content.MIXED) {
      mix(database, "NULL");
    } else {
      fillSome(database);
    }
  }

  /** As rows are that were inserted after the default was set. */
  private void fillSome(String database) throws SQLException {
    postgres.execute(
        database,
        "UPDATE %s SET %s = %s WHERE id %% 3 = 0"
            .formatted(scenario.table(), scenario.column(), scenario.value()));
  }

  private void addFilled(String database, Content content, boolean reference) throws SQLException {
    String filled = scenario.columnDefinition() + " NOT NULL DEFAULT " + scenario.value();
    if (reference) {
      alter(database, "ADD COLUMN " + filled);
    } else {
      addNullable(database, content);
    }
    if (content == Content.MIXED) {
      mix(database, scenario.value());
    }
    if (!reference) {
      alter(database, "ALTER COLUMN " + scenario.column() + " SET NOT NULL");
    }
  }

  private void alter(String database, String action) throws SQLException {
    postgres.execute(database, "ALTER TABLE " + scenario.table() + " " + action);
  }

  private void mix(String database, String unfilled) throws SQLException {
    postgres.execute(
        database,
        """
        UPDATE %1$s SET %2$s = CASE id %% 4
          WHEN 1 THEN CAST(%4$s AS %3$s) WHEN 2 THEN %5$s WHEN 3 THEN %6$s ELSE %7$s END
        """
            .formatted(
                scenario.table(),
                scenario.column(),
                scenario.type(),
                scenario.others().get(0),
                scenario.others().get(1),
                scenario.value(),
                unfilled));
  }

  @Override
  public void close() throws SQLException {
    for (String name : built) {
      postgres.dropDatabase(name);
    }
  }
}
