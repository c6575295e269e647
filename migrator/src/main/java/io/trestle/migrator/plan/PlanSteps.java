package io.trestle.migrator.plan;

import io.trestle.migrator.plan.Added.AddedConstraint;
import io.trestle.migrator.plan.Plan.Way;
import io.trestle.migrator.plan.PlanStep.Kind;
import io.trestle.migrator.plan.PlanStep.Lock;
import io.trestle.migrator.plan.PlanStep.Reads;
import io.trestle.rules.Phase;
import java.util.ArrayList;
import java.util.List;

/** Puts the steps of a plan into their order. Not thread-safe: one object, one plan. */
final class PlanSteps {

  private final TableFacts facts;
  private final Table table;
  private final List<ResolvedColumn> columns;
  private final List<ResolvedColumn> filled;
  private final Added added;
  private final Way way;
  private final Estimates estimates;
  private final CatalogConditions catalog;
  private final RowChecks checks;
  private final List<PlanStep> steps = new ArrayList<>();
  private final TargetSteps target;

  PlanSteps(TableFacts facts, List<ResolvedColumn> columns, Added added, Way way) {
    this.facts = facts;
    this.table = facts.table();
    this.columns = List.copyOf(columns);
    this.filled = columns.stream().filter(column -> !column.nullable()).toList();
    this.added = added;
    this.way = way;
    this.estimates = new Estimates(facts.rows(), facts.pages());
    this.catalog = new CatalogConditions(table);
    this.checks = new RowChecks(facts, columns, null);
    this.target = new TargetSteps(table, estimates, checks);
  }

  /** All steps. */
  List<PlanStep> build() {
    checkValues();
    publish(Phase.ABSENT, "services that know the column can be deployed from here on");
    add();
    publish(Phase.READABLE, "every node reads what any node may soon write");
    ownDefaults();
    fillTriggers();
    publish(Phase.WRITABLE, "services' values are stored from here on");
    if (way == Way.THREE_STEPS) {
      fill();
      notNull();
    }
    requireColumns();
    steps.addAll(target.build(added));
    steps.add(
        new StepDraft("fence", Kind.FENCE, Phase.WRITABLE)
            .why("no statement, transaction or snapshot is left from before the rows were filled")
            .build());
    publish(Phase.BACKFILLED, "the column is read as it stands");
    publish(Phase.COMPLETE, "the table is the target; the rule can be removed");
    return List.copyOf(steps);
  }

  private void publish(Phase phase, String why) {
    steps.add(new StepDraft("publish-" + phase.label(), Kind.PUBLISH, phase).why(why).build());
  }

  private void checkValues() {
    for (ResolvedColumn column : columns) {
      if (column.value() != null) {
        check(
            "check-value-" + column.name(),
            Phase.ABSENT,
            checks.value(column),
            "the value is computed for every row, before anything changes: never NULL, of the"
                + " column's type");
      }
    }
    for (AddedConstraint constraint : added.constraints()) {
      check(
          "check-constraint-" + constraint.name(),
          Phase.ABSENT,
          checks.constraint(constraint),
          "rows that would violate it once they are filled are found before anything changes");
    }
  }

  private void check(String id, Phase phase, String query, String why) {
    steps.add(
        new StepDraft(id, Kind.CHECK, phase)
            .sql(List.of(query))
            .takes(Lock.ACCESS_SHARE, Reads.SCANS_TABLE, estimates.scan())
            .why(why)
            .build());
  }

  private void add() {
    List<String> adds = new ArrayList<>();
    List<String> defaults = new ArrayList<>();
    List<String> undo = new ArrayList<>();
    for (ResolvedColumn column : columns) {
      String quoted = Table.quote(column.name());
      boolean defaulted = column.defaultSql() != null && !column.hasOwnDefault();
      if (column.existing() == null) {
        adds.add(
            "ADD COLUMN %s %s%s%s"
                .formatted(
                    quoted,
                    column.column().type(),
                    column.column().collation() == null
                        ? ""
                        : " COLLATE " + column.column().collation(),
                    isFilledAtOnce(column) ? filledAtOnce(column) : ""));
        undo.add("DROP COLUMN IF EXISTS " + quoted);
      } else if (defaulted && column.existing().defaultSql() == null) {
        undo.add("ALTER COLUMN " + quoted + " DROP DEFAULT");
      }
      if (defaulted && (!isFilledAtOnce(column) || column.existing() != null)) {
        defaults.add("ALTER COLUMN %s SET DEFAULT %s".formatted(quoted, column.defaultSql()));
      }
    }
    List<String> sql = new ArrayList<>();
    if (!adds.isEmpty()) {
      sql.add(SqlText.alter(table, adds));
    }
    if (!defaults.isEmpty()) {
      sql.add(SqlText.alter(table, defaults));
    }
    if (sql.isEmpty()) {
      return; // the columns are there
    }
    boolean rewrites =
        columns.stream()
            .anyMatch(column -> column.existing() == null && column.added().constrainedDomain());
    steps.add(
        new StepDraft(PlanStep.ADD, Kind.DDL, Phase.ABSENT)
            .sql(sql)
            .undo(back(undo))
            .takes(
                Lock.ACCESS_EXCLUSIVE,
                rewrites ? Reads.REWRITES_TABLE : Reads.NOTHING,
                rewrites ? estimates.rewrite() : Estimates.CATALOG)
            .why(
                way == Way.SHORT
                    ? "all rows that exist hold the value at once, out of the catalog"
                    : "nullable, so that no row is touched; a DEFAULT counts for new rows alone")
            .build());
  }

  private boolean isFilledAtOnce(ResolvedColumn column) {
    return way == Way.SHORT || column.nullable();
  }

  private static String filledAtOnce(ResolvedColumn column) {
    String value = column.defaultSql() == null ? "" : " DEFAULT " + column.defaultSql();
    return column.nullable() ? value : value + notNull(column);
  }

  private void ownDefaults() {
    List<ResolvedColumn> own = columns.stream().filter(ResolvedColumn::hasOwnDefault).toList();
    if (own.isEmpty()) {
      return;
    }
    steps.add(
        new StepDraft("default", Kind.DDL, Phase.READABLE)
            .sql(
                List.of(
                    SqlText.alter(
                        table,
                        each(
                            own,
                            column ->
                                "ALTER COLUMN %s SET DEFAULT %s"
                                    .formatted(Table.quote(column.name()), column.defaultSql())))))
            .undo(
                back(
                    each(
                        own,
                        column -> "ALTER COLUMN " + Table.quote(column.name()) + " DROP DEFAULT")))
            .takes(Lock.ACCESS_EXCLUSIVE, Reads.NOTHING, Estimates.CATALOG)
            .why(
                "the DEFAULT is not the value of rows that exist: it may count only when no node is"
                    + " left that knows the column missing")
            .build());
  }

  private void fillTriggers() {
    for (ResolvedColumn column : columns) {
      if (column.value() != null) {
        FillTrigger trigger = new FillTrigger(facts, column);
        steps.add(
            new StepDraft("fill-" + column.name(), Kind.DDL, Phase.READABLE)
                .sql(trigger.create())
                .undo(trigger.drop())
                .takes(Lock.SHARE_ROW_EXCLUSIVE, Reads.NOTHING, Estimates.CATALOG)
                .why("gives new rows their value; a DEFAULT cannot read other columns")
                .build());
      }
    }
  }

  private void fill() {
    steps.add(
        new StepDraft("backfill", Kind.BACKFILL, Phase.WRITABLE)
            .takes(Lock.ROW_EXCLUSIVE, Reads.WRITES_ROWS, estimates.fill())
            .why("rows that exist get the value, in small batches")
            .build());
    check(
        "check-filled",
        Phase.WRITABLE,
        checks.unfilled(),
        "a row that is still NULL, because of a trigger say, is named before NOT NULL fails on it");
  }

  /** NOT NULL by way of a CHECK, which is proven under a lock that lets reads and writes pass. */
  private void notNull() {
    steps.add(
        new StepDraft("not-null-check", Kind.DDL, Phase.WRITABLE)
            .sql(
                List.of(
                    SqlText.alter(
                        table,
                        each(
                            filled,
                            column ->
                                "ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID"
                                    .formatted(
                                        Table.quote(OwnNames.proof(column)),
                                        Table.quote(column.name()))))))
            .undo(back(each(filled, column -> dropConstraint(OwnNames.proof(column)))))
            .takes(Lock.ACCESS_EXCLUSIVE, Reads.NOTHING, Estimates.CATALOG)
            .why("no new row is NULL from here on; rows that exist are not looked at yet")
            .build());
    steps.add(
        new StepDraft("not-null-validate", Kind.DDL, Phase.WRITABLE)
            .sql(
                List.of(
                    SqlText.alter(
                        table,
                        each(
                            filled,
                            column ->
                                "VALIDATE CONSTRAINT " + Table.quote(OwnNames.proof(column))))))
            .takes(Lock.SHARE_UPDATE_EXCLUSIVE, Reads.SCANS_TABLE, estimates.scan())
            .why("the database itself proves that no row is NULL, while reads and writes go on")
            .build());
    List<String> set = each(filled, this::setNotNull);
    List<String> dropped = each(filled, column -> dropConstraint(OwnNames.proof(column)));
    steps.add(
        new StepDraft("not-null-set", Kind.DDL, Phase.WRITABLE)
            .sql(List.of(SqlText.alter(table, set), SqlText.alter(table, dropped)))
            .undo(
                back(
                    each(
                        filled,
                        column -> "ALTER COLUMN " + Table.quote(column.name()) + " DROP NOT NULL")))
            .takes(Lock.ACCESS_EXCLUSIVE, Reads.NOTHING, Estimates.CATALOG)
            .why("the proven CHECK spares it the scan, and has served its purpose")
            .build());
  }

  /** What the catalog is to show of the columns, whichever way they came to be. */
  private void requireColumns() {
    for (ResolvedColumn column : columns) {
      String name = column.name();
      String type = column.column().type();
      target.require(
          "there is no column %s of type %s".formatted(name, type),
          catalog.columnExists(name, type));
      if (!column.nullable()) {
        target.require("column " + name + " is not NOT NULL", catalog.columnIsNotNull(name));
      }
      if (column.defaultSql() != null && column.added().defaultSql() != null) {
        target.require("column " + name + " has no DEFAULT", catalog.columnHasDefault(name));
      }
      if (column.value() != null) {
        String trigger = new FillTrigger(facts, column).name();
        target.require(
            "trigger %s, which fills column %s, is missing or disabled".formatted(trigger, name),
            catalog.triggerFires(trigger));
      }
    }
  }

  /** One statement for each: of a column that is gone meanwhile nothing is to be taken back. */
  private List<String> back(List<String> actions) {
    return actions.stream().map(action -> SqlText.alterBack(table, action)).toList();
  }

  private static String notNull(ResolvedColumn column) {
    String name = column.added().notNullName();
    return name == null ? " NOT NULL" : " CONSTRAINT " + Table.quote(name) + " NOT NULL";
  }

  private String setNotNull(ResolvedColumn column) {
    String name = column.added().notNullName();
    String quoted = Table.quote(column.name());
    return name != null && facts.namesNotNull()
        ? "ADD CONSTRAINT %s NOT NULL %s".formatted(Table.quote(name), quoted)
        : "ALTER COLUMN " + quoted + " SET NOT NULL";
  }

  private static String dropConstraint(String name) {
    return "DROP CONSTRAINT IF EXISTS " + Table.quote(name);
  }

  private interface Text {
    String of(ResolvedColumn column);
  }

  private static List<String> each(List<ResolvedColumn> columns, Text text) {
    return columns.stream().map(text::of).toList();
  }
}
