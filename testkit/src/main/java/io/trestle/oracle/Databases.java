package io.trestle.oracle;

import io.trestle.oracle.Stage.Content;
import io.trestle.oracle.Stage.Presence;
import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds the databases of a scenario. All are clones of one, so that OIDs of user-defined types
 * agree. Each is made by the statements that a migration would use; {@link TableReset} is installed
 * in all where cases commit.
 */
final class Databases implements AutoCloseable {

  private final TestPostgres postgres;
  private final Scenario scenario;
  private final boolean commits;
  private final String base;
  private final Map<String, Connection> built = new LinkedHashMap<>();

  /**
   * @param commits whether there are cases that commit what they write
   */
  Databases(TestPostgres postgres, Scenario scenario, boolean commits) throws SQLException {
    this.postgres = postgres;
    this.scenario = scenario;
    this.commits = commits;
    this.base = "oracle_" + scenario.name();
    postgres.dropDatabase(base);
    postgres.createDatabase(base);
    postgres.execute(base, scenario.schemaFiles().stream().map(CaseFile::resource).toList());
  }

  /** A column as it is to be found in a database. */
  private record Found(
      String table,
      String column,
      String definition,
      String type,
      String value,
      @Nullable String defaultValue,
      List<String> others,
      Presence presence,
      Content content,
      boolean nullable,
      @Nullable Derivation derivation) {}

  /** The database as it is in a stage; its name. */
  String inStage(Stage stage) throws SQLException {
    List<Found> columns = new ArrayList<>();
    columns.add(own(stage, stage.column()));
    for (Companion companion : scenario.companions()) {
      Stage its = companion.stage(stage);
      columns.add(companion(companion, its.column(), its.content()));
    }
    // The further a migration is, the earlier its column was added.
    columns.sort(Comparator.comparing(Found::presence).reversed());
    return build("stage_" + suffix(stage), columns, false);
  }

  private static String suffix(Stage stage) {
    return stage.label().replaceAll("\\W+", "_");
  }

  /**
   * What answers are compared with, in a stage; its name.
   *
   * @param copy distinguishes several builds of the same
   */
  String reference(Stage stage, String copy) throws SQLException {
    List<Found> columns = new ArrayList<>();
    boolean unaware = scenario.audience() == Audience.UNAWARE;
    if (!unaware) {
      columns.add(own(stage, Presence.NOT_NULL));
    }
    for (Companion companion : scenario.companions()) {
      if (companion.known()) {
        columns.add(companion(companion, Presence.NOT_NULL, companion.stage(stage).content()));
      }
    }
    String content = stage.content() == Content.MIXED ? "mixed_" : "uniform_";
    String shape = unaware ? "without_column_" : "target_" + content;
    boolean same = scenario.companions().isEmpty() && !scenario.isDerived();
    String different = same ? "" : suffix(stage) + "_";
    return build(shape + different + copy, columns, true);
  }

  private Found own(Stage stage, Presence presence) {
    String collate =
        scenario.collation() == null ? "" : " COLLATE \"" + scenario.collation() + "\"";
    return new Found(
        scenario.table(),
        scenario.column(),
        scenario.column() + " " + scenario.type() + collate,
        scenario.type(),
        scenario.value(),
        scenario.defaultIn(stage),
        scenario.others(),
        presence,
        stage.content(),
        scenario.isNullable(),
        scenario.isDerived() ? new Derivation(scenario, stage) : null);
  }

  private static Found companion(Companion companion, Presence presence, Content content) {
    return new Found(
        companion.table(),
        companion.column(),
        companion.column() + " " + companion.type(),
        companion.type(),
        companion.value(),
        companion.value(),
        companion.others(),
        presence,
        content,
        false,
        null);
  }

  private String build(String suffix, List<Found> columns, boolean reference) throws SQLException {
    String name = base + "_" + suffix;
    if (built.containsKey(name)) {
      return name;
    }
    postgres.cloneDatabase(base, name);
    Connection session = postgres.connect(name);
    built.put(name, session);
    List<String> statements = new ArrayList<>();
    for (Found column : columns) {
      if (column.nullable() && column.presence() != Presence.MISSING) {
        addAtOnce(statements, column);
        continue;
      }
      switch (column.presence()) {
        case MISSING -> {}
        case NULLABLE -> addNullable(statements, column);
        case NOT_NULL -> addFilled(statements, column, reference);
      }
    }
    if (commits) {
      statements.add(TableReset.INSTALL);
    }
    try (Statement statement = session.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    return name;
  }

  /** The session that has built a database, for other work behind the subject's back. */
  Connection session(String name) {
    return Objects.requireNonNull(built.get(name), name);
  }

  /** A column that allows NULL: all rows hold V from the start; NULL is a value like others. */
  private void addAtOnce(List<String> statements, Found column) {
    alter(statements, column, "ADD COLUMN " + column.definition() + " DEFAULT " + column.value());
    if (column.content() == Content.MIXED) {
      mix(statements, column, "NULL");
    }
  }

  private void addNullable(List<String> statements, Found column) {
    alter(statements, column, "ADD COLUMN " + column.definition());
    if (column.derivation() == null) {
      setDefault(statements, column);
    }
    if (column.content() == Content.MIXED) {
      mix(statements, column, "NULL");
    } else {
      fillSome(statements, column);
    }
    if (column.derivation() != null && column.derivation().fills()) {
      statements.add(column.derivation().fill());
    }
  }

  private void setDefault(List<String> statements, Found column) {
    if (column.defaultValue() != null) {
      alter(
          statements,
          column,
          "ALTER COLUMN " + column.column() + " SET DEFAULT " + column.defaultValue());
    }
  }

  /** As rows are that were inserted after the default was set. */
  private void fillSome(List<String> statements, Found column) {
    statements.add(
        "UPDATE %s SET %s = %s WHERE id %% 3 = 0"
            .formatted(column.table(), column.column(), column.value()));
  }

  private void addFilled(List<String> statements, Found column, boolean reference) {
    if (column.derivation() != null && reference) {
      addDerived(statements, column, column.derivation());
      return;
    }
    String filled = column.definition() + " NOT NULL DEFAULT " + column.value();
    if (reference) {
      alter(statements, column, "ADD COLUMN " + filled);
      setDefault(statements, column);
    } else {
      addNullable(statements, column);
    }
    if (column.content() == Content.MIXED) {
      mix(statements, column, column.value());
    }
    if (!reference) {
      statements.add(
          "UPDATE %1$s SET %2$s = %3$s WHERE %2$s IS NULL"
              .formatted(column.table(), column.column(), column.value()));
      alter(statements, column, "ALTER COLUMN " + column.column() + " SET NOT NULL");
    }
  }

  private void addDerived(List<String> statements, Found column, Derivation derivation) {
    alter(statements, column, "ADD COLUMN " + column.definition());
    statements.add(
        "UPDATE %s SET %s = %s".formatted(column.table(), column.column(), column.value()));
    if (column.content() == Content.MIXED) {
      mix(statements, column, column.value());
    }
    alter(statements, column, "ALTER COLUMN " + column.column() + " SET NOT NULL");
    statements.add(derivation.fill());
    if (derivation.follows()) {
      statements.add(derivation.follow());
    }
  }

  private void alter(List<String> statements, Found column, String action) {
    statements.add("ALTER TABLE " + column.table() + " " + action);
  }

  private void mix(List<String> statements, Found column, String unfilled) {
    statements.add(
        """
        UPDATE %1$s SET %2$s = CASE id %% 4
          WHEN 1 THEN CAST(%4$s AS %3$s) WHEN 2 THEN %5$s WHEN 3 THEN %6$s ELSE %7$s END
        """
            .formatted(
                column.table(),
                column.column(),
                column.type(),
                column.others().get(0),
                column.others().get(1),
                column.value(),
                unfilled));
  }

  @Override
  public void close() throws SQLException {
    List<String> names = new ArrayList<>(built.keySet());
    names.add(base);
    try {
      for (Connection session : built.values()) {
        session.close();
      }
    } finally {
      postgres.dropDatabases(names);
    }
  }
}
