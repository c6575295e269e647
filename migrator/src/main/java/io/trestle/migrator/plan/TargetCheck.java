package io.trestle.migrator.plan;

import io.trestle.migrator.plan.PlanStep.Kind;
import io.trestle.migrator.plan.PlanStep.Lock;
import io.trestle.migrator.plan.PlanStep.Reads;
import io.trestle.rules.Phase;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Has the catalog bear out what services are to rely on. Stateless. */
public final class TargetCheck {

  private static final String WRONG = "what is wrong";
  private static final String WITHDRAW = "withdraw";

  private TargetCheck() {}

  /**
   * The check before rules are withdrawn. Who reads and writes the columns as they stand relies on
   * no more than that they are there, and hold no NULL where they are not to; whatever else the
   * table's owner has changed since is theirs.
   */
  public static PlanStep ofWithdrawal(Table table, List<NewColumn> columns) {
    CatalogConditions catalog = new CatalogConditions(table);
    Map<String, String> conditions = new TreeMap<>();
    for (NewColumn column : columns) {
      String name = column.name();
      conditions.put("there is no column " + name, catalog.columnExists(name));
      if (!column.nullable()) {
        conditions.put("column " + name + " is not NOT NULL", catalog.columnIsNotNull(name));
      }
    }
    return new StepDraft(WITHDRAW, Kind.CHECK, Phase.COMPLETE)
        .sql(List.of(query(conditions)))
        .takes(Lock.NONE, Reads.NOTHING, Estimates.CATALOG)
        .why("services are to rely on it")
        .build();
  }

  /**
   * A query that gives a row for each condition that is not true.
   *
   * @param conditions in SQL, by what is said where they are not
   */
  static String query(Map<String, String> conditions) {
    return conditions.entrySet().stream()
        .map(
            entry ->
                "SELECT %s AS \"%s\" WHERE (%s) IS NOT TRUE"
                    .formatted(SqlText.literal(entry.getKey()), WRONG, entry.getValue()))
        .collect(Collectors.joining(" UNION ALL "));
  }

  /**
   * What an operator is told where a CHECK step gives rows.
   *
   * @param found each row as text: its columns, by their names
   */
  public static String message(PlanStep step, List<String> found) {
    String all =
        found.stream()
            .map(row -> row.startsWith(WRONG + " ") ? row.substring(WRONG.length() + 1) : row)
            .collect(Collectors.joining("; "));
    return switch (step.id()) {
      case PlanStep.CHECK_TARGET ->
          "%s: %s, so that the table is not what was planned; put it right, then `trestle migrate resume`, or take it back"
              .formatted(step.id(), all);
      case WITHDRAW ->
          "%s: %s, and %s; put it right, then `trestle migrate advance`"
              .formatted(step.id(), all, step.why());
      default ->
          "%s: %s; for example %s".formatted(step.id(), step.why(), String.join("; ", found));
    };
  }
}
