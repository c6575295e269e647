package io.trestle.migrator.plan;

import io.trestle.migrator.plan.PlanStep.Kind;
import io.trestle.migrator.plan.PlanStep.Lock;
import io.trestle.migrator.plan.PlanStep.Reads;
import io.trestle.rules.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step in the making: locks nothing, reads nothing and takes an unknown time until told
 * otherwise. Not thread-safe.
 */
final class StepDraft {
  private final String id;
  private final Kind kind;
  private final Phase phase;
  private List<String> sql = List.of();
  private @Nullable String doneWhen;
  private List<String> undo = List.of();
  private Lock lock = Lock.NONE;
  private Reads reads = Reads.NOTHING;
  private long expected = Estimates.UNKNOWN;
  private String why = "";

  StepDraft(String id, Kind kind, Phase phase) {
    this.id = id;
    this.kind = kind;
    this.phase = phase;
  }

  StepDraft sql(List<String> statements) {
    sql = statements;
    return this;
  }

  StepDraft done(@Nullable String condition) {
    doneWhen = condition == null ? null : CatalogConditions.query(condition);
    return this;
  }

  StepDraft undo(List<String> statements) {
    undo = statements;
    return this;
  }

  StepDraft takes(Lock strongest, Reads touched, long milliseconds) {
    lock = strongest;
    reads = touched;
    expected = milliseconds;
    return this;
  }

  StepDraft why(String sentence) {
    why = sentence;
    return this;
  }

  PlanStep build() {
    return new PlanStep(id, kind, phase, sql, doneWhen, undo, lock, reads, expected, why);
  }
}
