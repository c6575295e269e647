package io.trestle.migrator.plan;

import io.trestle.migrator.plan.Added.AddedColumn;
import io.trestle.migrator.plan.Added.AddedConstraint;
import io.trestle.migrator.plan.Added.ConstraintKind;
import io.trestle.migrator.plan.Plan.Way;
import io.trestle.migrator.plan.TableFacts.ExistingColumn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plan of a migration from the text of an ALTER TABLE, and changes nothing: what it tries
 * it tries on temporary tables, which it rolls back. Not thread-safe: one object, one plan.
 */
public final class Planner {

  private static final int SAMPLE = 1_000;

  private static final String HERE = "SET datestyle = 'ISO, MDY'; SET timezone = 'UTC'";

  /** Dates and times that are not written out mean others there. */
  private static final String ELSEWHERE =
      "SET datestyle = 'ISO, DMY'; SET timezone = 'Asia/Kathmandu'";

  /** A table that is written anew is locked as long: longer than that it is refused. */
  private static final long LONGEST_REWRITE = 1_000;

  private static final int FOREIGN_KEYS_NOT_VALID_ON_PARTITIONED = 180000;

  private final Connection connection;
  private final AddColumns parsed;
  private final PlanOptions options;
  private final List<String> warnings = new ArrayList<>();

  private Planner(Connection connection, AddColumns parsed, PlanOptions options) {
    this.connection = connection;
    this.parsed = parsed;
    this.options = options;
  }

  /**
   * Plans a migration. The plan is to be kept: what it says of the table holds for the moment at
   * which it was made, so that the same statement gives another one when a part is done.
   *
   * @param connection to the primary, as the role that will run the migration, in no transaction;
   *     unqualified names mean what they mean in this session, dates and times must mean the same
   *     in all. It is left as it was
   * @param statement an ALTER TABLE that adds columns and does nothing else
   * @throws UnplannableException when it cannot be done safely; the message says why, and the way
   *     out
   * @throws SQLException when the database cannot be asked
   */
  public static Plan plan(Connection connection, String statement, PlanOptions options)
      throws UnplannableException, SQLException {
    Planner planner = new Planner(connection, AddColumnsReader.read(statement), options);
    FormCheck.require(planner.parsed, options);
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(true);
    SessionSettings settings = SessionSettings.read(connection);
    try {
      return planner.plan(statement);
    } finally {
      if (!connection.isClosed()) {
        if (!connection.getAutoCommit()) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
        settings.restore(connection);
        connection.setAutoCommit(autoCommit);
      }
    }
  }

  private Plan plan(String statement) throws UnplannableException, SQLException {
    connection.setAutoCommit(false);
    TableReader reader = new TableReader(connection, warnings);
    TableFacts facts = reader.read(parsed);
    connection.rollback();
    Added elsewhere = understood(facts, ELSEWHERE);
    Added added = understood(facts, HERE);
    connection.setAutoCommit(true);
    requireShape(facts, added);
    List<NewColumn> columnsElsewhere =
        resolved(facts, elsewhere, ELSEWHERE).stream().map(ResolvedColumn::column).toList();
    List<ResolvedColumn> columns = resolved(facts, added, HERE);
    requireSame(added, elsewhere);
    requireSame(columns.stream().map(ResolvedColumn::column).toList(), columnsElsewhere);
    OtherMigrations.requireApart(connection, facts, columns);
    requireExisting(columns);
    requireUnique(columns, added);
    String whyLong = whyLong(columns);
    Way way = whyLong == null ? Way.SHORT : Way.THREE_STEPS;
    requireQuick(facts, columns);
    if (way == Way.THREE_STEPS) {
      LongWay.require(connection, facts, columns);
    }
    OwnNames.requireFree(connection, facts, columns, way);
    requireRights(facts, columns, added);
    trySample(facts, columns, added);
    reader.warn(facts, parsed.columns());
    columns.forEach(column -> warn(facts, column));
    return new Plan(
        facts.table(),
        columns.stream().map(ResolvedColumn::column).toList(),
        statement,
        way,
        whyLong == null
            ? "the value is a constant and the DEFAULT: one ADD COLUMN fills all rows at once, out of the catalog"
            : whyLong,
        new PlanSteps(facts, columns, added, way).build(),
        warnings);
  }

  /** What the statement means to a session with these settings. */
  private Added understood(TableFacts facts, String settings)
      throws UnplannableException, SQLException {
    Queries.execute(connection, settings);
    Added added = Twin.of(connection, facts, parsed, options.indexes());
    connection.rollback();
    return added;
  }

  /** The columns as a session with these settings understands their values. */
  private List<ResolvedColumn> resolved(TableFacts facts, Added added, String settings)
      throws UnplannableException, SQLException {
    Queries.execute(connection, settings);
    ColumnValues values = new ColumnValues(connection, facts, parsed, options);
    List<ResolvedColumn> columns = new ArrayList<>();
    for (int i = 0; i < parsed.columns().size(); i++) {
      columns.add(values.resolve(parsed.columns().get(i), added.columns().get(i)));
    }
    return columns;
  }

  /** The session that plans is not the one in which somebody would have run the statement. */
  private static void requireSame(Object here, Object elsewhere) throws UnplannableException {
    if (!here.equals(elsewhere)) {
      throw new UnplannableException(
          "a date or time is written so that it means something else under another DateStyle or"
              + " TimeZone; expected dates such as '2026-01-31', and times with time zone with"
              + " their offset: '2026-01-31 10:00+00'");
    }
  }

  /** What PostgreSQL would refuse, or do under a lock, of this table alone. */
  private void requireShape(TableFacts facts, Added added) throws UnplannableException {
    if (!facts.partitioned()) {
      return;
    }
    for (AddedConstraint constraint : added.constraints()) {
      String what = "constraint " + constraint.name() + " of " + facts.table();
      if (constraint.kind() == ConstraintKind.UNIQUE) {
        throw new UnplannableException(
            what
                + " is UNIQUE over a new column of a partitioned table, where a unique key must"
                + " have the partition key in it; expected the column without UNIQUE");
      } else if (constraint.kind() == ConstraintKind.FOREIGN_KEY
          && facts.serverVersion() < FOREIGN_KEYS_NOT_VALID_ON_PARTITIONED) {
        throw new UnplannableException(
            what
                + " is a foreign key of a partitioned table, which before PostgreSQL 18 cannot be"
                + " added without a scan under a lock; expected the column without REFERENCES;"
                + " add the key to each partition NOT VALID, validate it, then to the table");
      } else if (constraint.kind() == ConstraintKind.CHECK
          && constraint.definition().endsWith(" NO INHERIT")) {
        throw new UnplannableException(
            what + " is NO INHERIT on a partitioned table; expected it without NO INHERIT");
      }
    }
    if (!added.indexes().isEmpty()) {
      throw new UnplannableException(
          "index %s on %s, which is partitioned, so that it cannot be built CONCURRENTLY; expected none; when the migration is complete: CREATE INDEX ON ONLY the table, CREATE INDEX CONCURRENTLY on each partition, ALTER INDEX … ATTACH PARTITION"
              .formatted(added.indexes().get(0).name(), facts.table()));
    }
  }

  private static void requireExisting(List<ResolvedColumn> columns) throws UnplannableException {
    for (ResolvedColumn column : columns) {
      ExistingColumn existing = column.existing();
      if (existing == null) {
        continue;
      }
      AddedColumn wanted = column.added();
      String what = "column " + column.name() + " exists already and is ";
      if (column.nullable()) {
        throw new UnplannableException(
            what
                + "to allow NULL, so that what its rows hold cannot be told from what is to be"
                + " filled; expected NOT NULL, or nothing to be done");
      } else if (existing.generated()) {
        throw new UnplannableException(what + "generated; expected another name");
      } else if (!existing.type().equals(wanted.type())
          || !Objects.equals(existing.collation(), wanted.collation())) {
        throw new UnplannableException(
            what
                + "of type %s, not %s; expected the same type, or another name"
                    .formatted(
                        withCollation(existing.type(), existing.collation()),
                        withCollation(wanted.type(), wanted.collation())));
      } else if (existing.notNull()) {
        throw new UnplannableException(
            what + "NOT NULL, so that every row is filled; expected nothing to be done");
      } else if (existing.defaultSql() != null
          && !existing.defaultSql().equals(column.defaultSql())) {
        throw new UnplannableException(
            what
                + "given DEFAULT %s, not %s; expected the same, or none (ALTER TABLE … ALTER COLUMN %s DROP DEFAULT)"
                    .formatted(
                        existing.defaultSql(),
                        column.defaultSql() == null ? "none" : column.defaultSql(),
                        Table.quote(column.name())));
      } else if (existing.defaultSql() != null && column.hasOwnDefault()) {
        throw new UnplannableException(
            what
                + "given DEFAULT %s, which is not the value of its rows (%s), so that new rows would hold it before nodes know; expected none (ALTER TABLE … ALTER COLUMN %s DROP DEFAULT): the migration sets it"
                    .formatted(
                        existing.defaultSql(),
                        column.column().value(),
                        Table.quote(column.name())));
      }
    }
  }

  private static String withCollation(String type, @Nullable String own) {
    return own == null ? type : type + " COLLATE " + own;
  }

  private static void requireUnique(List<ResolvedColumn> columns, Added added)
      throws UnplannableException {
    for (AddedConstraint constraint : added.constraints()) {
      for (ResolvedColumn column : columns) {
        if (constraint.kind() == ConstraintKind.UNIQUE
            && constraint.columns().equals(List.of(column.name()))
            && column.value() == null
            && (column.defaultSql() != null || constraint.nullsAreEqual())) {
          throw new UnplannableException(
              "column %s is UNIQUE, and every row that exists would hold %s; expected a value that differs from row to row (--value over other columns), or no UNIQUE"
                  .formatted(column.name(), column.column().value()));
        }
      }
    }
  }

  /** Why the short way cannot be taken; null where it can. */
  private @Nullable String whyLong(List<ResolvedColumn> columns) {
    for (ResolvedColumn column : columns) {
      if (column.value() != null) {
        return "the value of %s is computed from the row, so that rows are filled one by one"
            .formatted(column.name());
      } else if (column.existing() != null) {
        return "%s exists already, and its rows hold NULL".formatted(column.name());
      } else if (column.hasOwnDefault()) {
        return "rows that exist hold %s in %s, new ones the DEFAULT %s: one ADD COLUMN cannot do both"
            .formatted(column.column().value(), column.name(), column.column().defaultValue());
      }
    }
    boolean fills = columns.stream().anyMatch(column -> !column.nullable());
    return options.threeSteps() && fills ? "the three steps were asked for" : null;
  }

  /** A domain with constraints has PostgreSQL write the table anew. */
  private void requireQuick(TableFacts facts, List<ResolvedColumn> columns)
      throws UnplannableException {
    for (ResolvedColumn column : columns) {
      if (!column.added().constrainedDomain() || column.existing() != null) {
        continue;
      }
      long expected = new Estimates(facts.rows(), facts.pages()).rewrite();
      if (expected > LONGEST_REWRITE) {
        throw new UnplannableException(
            "column %s is of domain %s, which has constraints: adding it writes the table anew under ACCESS EXCLUSIVE, for %d ms or more; expected the domain's type, with a CHECK"
                .formatted(column.name(), column.column().type(), expected));
      }
      warnings.add(
          "column %s is of domain %s, which has constraints: adding it writes the table anew under ACCESS EXCLUSIVE; it is small"
              .formatted(column.name(), column.column().type()));
    }
  }

  private static void requireRights(TableFacts facts, List<ResolvedColumn> columns, Added added)
      throws UnplannableException {
    boolean index =
        !added.indexes().isEmpty()
            || added.constraints().stream()
                .anyMatch(constraint -> constraint.kind() == ConstraintKind.UNIQUE);
    boolean function =
        columns.stream().anyMatch(column -> column.value() != null)
            && facts.functionSchema().equals(facts.table().schema());
    if (!facts.mayCreate() && (index || function)) {
      throw new UnplannableException(
          "the role may not create %s in schema %s; expected GRANT CREATE ON SCHEMA %s"
              .formatted(
                  index ? "an index" : "the trigger's function",
                  facts.table().schema(),
                  Table.quote(facts.table().schema())));
    }
  }

  /** What a few rows show to be wrong is said at once; all rows are looked at by CHECK steps. */
  private void trySample(TableFacts facts, List<ResolvedColumn> columns, Added added)
      throws UnplannableException, SQLException {
    RowChecks checks = new RowChecks(facts, columns, SAMPLE);
    for (ResolvedColumn column : columns) {
      if (column.value() != null) {
        trySample(
            "value %s of column %s".formatted(column.column().value(), column.name()),
            checks.value(column),
            "a value that is never NULL and fits type " + column.column().type());
      }
    }
    for (AddedConstraint constraint : added.constraints()) {
      trySample(
          "constraint " + constraint.name(),
          checks.constraint(constraint),
          "a value with which every row satisfies it, or other rows");
    }
  }

  private void trySample(String what, String query, String expected)
      throws UnplannableException, SQLException {
    List<String> rows;
    try {
      rows = Queries.list(connection, query, PlanText::row);
    } catch (SQLException e) {
      if (e.getSQLState() == null || e.getSQLState().startsWith("08")) {
        throw e;
      }
      throw new UnplannableException(
          "%s: %s; expected %s".formatted(what, Queries.message(e), expected), e);
    }
    if (!rows.isEmpty()) {
      throw new UnplannableException(
          "%s: %s; expected %s".formatted(what, String.join("; ", rows), expected));
    }
  }

  private void warn(TableFacts facts, ResolvedColumn column) {
    if (column.existing() != null) {
      warnings.add(
          "column %s exists: what rows hold in it is read from readable on, and is kept; going back does not drop it"
              .formatted(column.name()));
    }
    if (column.value() != null) {
      FillTrigger trigger = new FillTrigger(facts, column);
      warnings.add(
          "trigger %s stays when the migration is complete: an INSERT that leaves %s out relies on it. When every service gives %s: %s"
              .formatted(
                  trigger.name(), column.name(), column.name(), String.join("; ", trigger.drop())));
    } else if (column.added().defaultSql() == null && !column.nullable()) {
      warnings.add(
          "column %s has no DEFAULT in the statement and gets %s: an INSERT that leaves it out relies on it. When every service gives it: %s"
              .formatted(
                  column.name(),
                  column.column().value(),
                  SqlText.alter(
                      facts.table(),
                      "ALTER COLUMN " + Table.quote(column.name()) + " DROP DEFAULT")));
    }
  }
}
