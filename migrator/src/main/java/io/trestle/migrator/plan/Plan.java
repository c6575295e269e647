package io.trestle.migrator.plan;

import io.trestle.migrator.plan.PlanStep.Kind;
import io.trestle.migrator.plan.PlanStep.Lock;
import io.trestle.migrator.plan.PlanStep.Reads;
import io.trestle.rules.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a migration will do.
 *
 * @param table the table under migration
 * @param columns the columns that are added, in the order of the statement
 * @param statement the ALTER TABLE that it was made from
 * @param way which way it takes
 * @param whyWay a sentence that says why it takes that way
 * @param steps in their order: checks that change nothing, then what publishes {@code absent}; the
 *     last publishes {@code complete}. Their SQL means the same under any search_path that does not
 *     put another schema before pg_catalog
 * @param warnings what an operator has to know before it starts
 */
public record Plan(
    Table table,
    List<NewColumn> columns,
    String statement,
    Way way,
    String whyWay,
    List<PlanStep> steps,
    List<String> warnings) {

  /** How the rows are filled. */
  public enum Way {
    /** One ADD COLUMN with a constant default fills all rows at once. */
    SHORT("short"),
    /** Added empty, filled in batches, then proven. */
    THREE_STEPS("three-steps");

    private final String label;

    Way(String label) {
      this.label = label;
    }

    /** The name as the store and messages have it. */
    public String label() {
      return label;
    }
  }

  public Plan {
    columns = List.copyOf(columns);
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
  }

  /** The same, with {@code backfilled} watched for so long before {@code complete} is published. */
  public Plan withWatch(Duration watch) {
    List<PlanStep> more = new ArrayList<>(steps);
    more.add(
        steps.size() - 1,
        new StepDraft("watch", Kind.WATCH, Phase.BACKFILLED)
            .takes(Lock.NONE, Reads.NOTHING, watch.toMillis())
            .why("nothing is done, so that services can be watched while going back costs little")
            .build());
    return new Plan(table, columns, statement, way, whyWay, more, warnings);
  }
}
