package io.trestle.migrator.plan;

import io.trestle.migrator.plan.Added.AddedConstraint;
import io.trestle.migrator.plan.Added.AddedIndex;
import io.trestle.migrator.plan.Added.ConstraintKind;
import io.trestle.migrator.plan.PlanStep.Kind;
import io.trestle.migrator.plan.PlanStep.Lock;
import io.trestle.migrator.plan.PlanStep.Reads;
import io.trestle.rules.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The steps that add constraints and indexes when all rows are filled, and the one that has the
 * catalog bear out that the table is the target. Not thread-safe: one object, one plan.
 */
final class TargetSteps {

  private final Table table;
  private final Estimates estimates;
  private final RowChecks checks;
  private final CatalogConditions catalog;
  private final List<PlanStep> steps = new ArrayList<>();
  private final Map<String, String> proof = new TreeMap<>();

  TargetSteps(Table table, Estimates estimates, RowChecks checks) {
    this.table = table;
    this.estimates = estimates;
    this.checks = checks;
    this.catalog = new CatalogConditions(table);
  }

  /**
   * Has the last step ask for something.
   *
   * @param otherwise what is said where it is not so
   * @param condition SQL that is true where it is
   */
  void require(String otherwise, String condition) {
    proof.put(otherwise, condition);
  }

  /** CHECK first, then foreign keys, UNIQUE, indexes, and the proof. */
  List<PlanStep> build(Added added) {
    added.constraints().stream()
        .sorted(Comparator.comparing(AddedConstraint::kind))
        .forEach(this::constraint);
    added.indexes().forEach(this::index);
    prove();
    return List.copyOf(steps);
  }

  private void constraint(AddedConstraint constraint) {
    if (constraint.kind() == ConstraintKind.UNIQUE) {
      unique(constraint);
      return;
    }
    String name = constraint.name();
    boolean check = constraint.kind() == ConstraintKind.CHECK;
    steps.add(
        new StepDraft("add-" + name, Kind.DDL, Phase.WRITABLE)
            .sql(
                List.of(
                    SqlText.alter(
                        table,
                        "ADD CONSTRAINT %s %s NOT VALID"
                            .formatted(Table.quote(name), constraint.definition()))))
            .undo(List.of(SqlText.alterBack(table, drop(name))))
            .takes(
                check ? Lock.ACCESS_EXCLUSIVE : Lock.SHARE_ROW_EXCLUSIVE,
                Reads.NOTHING,
                Estimates.CATALOG)
            .why(
                check
                    ? "holds for new rows from here on; rows that exist are not looked at yet"
                    : "holds for new rows from here on; locks the table referred to as well")
            .build());
    steps.add(
        new StepDraft("check-rows-" + name, Kind.CHECK, Phase.WRITABLE)
            .sql(List.of(checks.violating(constraint)))
            .takes(Lock.ACCESS_SHARE, Reads.SCANS_TABLE, estimates.scan())
            .why("rows that have come to violate it meanwhile are named before that fails on them")
            .build());
    steps.add(
        new StepDraft("validate-" + name, Kind.DDL, Phase.WRITABLE)
            .sql(List.of(SqlText.alter(table, "VALIDATE CONSTRAINT " + Table.quote(name))))
            .takes(Lock.SHARE_UPDATE_EXCLUSIVE, Reads.SCANS_TABLE, estimates.scan())
            .why("rows that exist are looked at, while reads and writes go on")
            .build());
    require("constraint " + name + " is missing or not valid", catalog.constraintIsValid(name));
  }

  private void unique(AddedConstraint constraint) {
    String name = constraint.name();
    concurrently(new IndexStatements(table, name, true, String.valueOf(constraint.index())));
    String definition = constraint.definition();
    String attributes = definition.substring(definition.lastIndexOf(')') + 1);
    steps.add(
        new StepDraft("add-" + name, Kind.DDL, Phase.WRITABLE)
            .sql(
                List.of(
                    SqlText.alter(
                        table,
                        "ADD CONSTRAINT %1$s UNIQUE USING INDEX %1$s%2$s"
                            .formatted(Table.quote(name), attributes))))
            .undo(List.of(SqlText.alterBack(table, drop(name))))
            .takes(Lock.ACCESS_EXCLUSIVE, Reads.NOTHING, Estimates.CATALOG)
            .why("takes the index that was built as it is")
            .build());
    require("constraint " + name + " is missing", catalog.constraintIsValid(name));
  }

  private void index(AddedIndex index) {
    IndexStatements statements =
        new IndexStatements(table, index.name(), false, index.definition());
    concurrently(statements);
    require("index " + index.name() + " is missing, not valid or another", statements.isThere());
  }

  /**
   * An index that was begun and not finished is dropped first; what somebody else has made is not.
   */
  private void concurrently(IndexStatements index) {
    steps.add(
        new StepDraft("index-" + index.name(), Kind.CONCURRENTLY, Phase.WRITABLE)
            .sql(index.create())
            .done(index.isThere())
            .undo(index.drop())
            .takes(Lock.SHARE_UPDATE_EXCLUSIVE, Reads.SCANS_TABLE, estimates.index())
            .why("reads and writes go on; an unfinished index of that name is dropped first")
            .build());
  }

  private void prove() {
    steps.add(
        new StepDraft(PlanStep.CHECK_TARGET, Kind.CHECK, Phase.WRITABLE)
            .sql(List.of(TargetCheck.query(proof)))
            .takes(Lock.NONE, Reads.NOTHING, Estimates.CATALOG)
            .why(
                "the catalog bears out that the table is what was planned; looked at again before"
                    + " each phase that follows")
            .build());
  }

  private static String drop(String name) {
    return "DROP CONSTRAINT IF EXISTS " + Table.quote(name);
  }
}
