package io.trestle.bench.migration;

import io.trestle.cli.workload.Course;
import io.trestle.cli.workload.Moment;
import io.trestle.cli.workload.Tally;
import io.trestle.migrator.Events;
import io.trestle.migrator.backfill.Progress;
import io.trestle.migrator.plan.PlanStep;
import io.trestle.rules.Phase;
import io.trestle.rules.store.Publisher.Laggard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Tells services each moment of a migration as the migrator goes, and writes down what happened in
 * it. Used by the thread that runs the migration.
 */
final class Journal implements Events {

  /** How long a flip is to take at most, and a statement meanwhile. */
  private static final double FLIP_AIM_MILLIS = 200;

  private static final double STALL_AIM_MILLIS = 50;

  private final Tally whole = new Tally();
  private final List<Entry> entries = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private final Course course;
  private Phase phase = Phase.ABSENT;
  private boolean emptying;
  private long filledBefore;
  private long filled;

  /** What happened in one moment. */
  private record Entry(String label, boolean flip, Tally tally, long began) {}

  Journal() {
    Tally tally = new Tally(whole);
    Moment first = Moment.in(phase);
    course = new Course(first, tally);
    entries.add(new Entry(phase.label(), false, tally, System.nanoTime()));
  }

  Course course() {
    return course;
  }

  Tally whole() {
    return whole;
  }

  private void enter(Moment moment, String label, boolean flip) {
    Tally tally = new Tally(whole);
    course.enter(moment, tally);
    entries.add(new Entry(label, flip, tally, System.nanoTime()));
  }

  /** What services have written may be lost from here on, until all nodes are in absent. */
  void empties() {
    emptying = true;
    enter(Moment.in(phase).emptying(), phase.label() + ", emptied", false);
  }

  @Override
  public void begins(PlanStep step, boolean back) {
    if (step.kind() == PlanStep.Kind.BACKFILL) {
      filledBefore = filled;
    } else if (step.kind() == PlanStep.Kind.PUBLISH && step.phase() != phase) {
      Moment flip = Moment.between(phase, step.phase());
      enter(
          emptying ? flip.emptying() : flip,
          "%s to %s".formatted(phase.label(), step.phase().label()),
          true);
    }
  }

  @Override
  public void done(PlanStep step, boolean back, Duration took) {
    if (step.kind() == PlanStep.Kind.PUBLISH && step.phase() != phase) {
      phase = step.phase();
      emptying = false;
      enter(Moment.in(phase), phase.label(), false);
    } else if (step.kind() == PlanStep.Kind.BACKFILL && !back) {
      long rows = filled - filledBefore;
      remarks.add(
          "filled: %,d rows in %.2f s, %,.0f rows/s"
              .formatted(rows, took.toMillis() / 1e3, rows / (took.toNanos() / 1e9)));
    }
  }

  @Override
  public void fills(Progress progress) {
    filled = progress.rowsDone();
  }

  @Override
  public void waitsFor(List<Laggard> members) {}

  @Override
  public void blocked(String step, String why, List<String> blockers, Duration pause) {
    remarks.add("blocked: %s, by %s".formatted(step, String.join(", ", blockers)));
  }

  @Override
  public void brakes(String brake, String reason) {
    String remark = "braked: " + reason;
    if (remarks.isEmpty() || !remark.equals(remarks.get(remarks.size() - 1))) {
      remarks.add(remark); // told once a second while it lasts
    }
  }

  @Override
  public void says(String what) {}

  /** The table, a line for each moment in which services did anything; to be read at the end. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-30s %9s %11s %7s %7s %8s %8s %8s"
            .formatted("", "took", "statements", "errors", "wrong", "p50 ms", "p99 ms", "longest"));
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).tally().statements() > 0 || entries.get(i).flip()) {
        lines.add(line(entries.get(i).label(), millis(i), entries.get(i).tally()));
      }
    }
    lines.add(line("all", (System.nanoTime() - entries.get(0).began()) / 1e6, whole));
    lines.addAll(remarks);
    lines.add(flips());
    whole.firstError().ifPresent(text -> lines.add("first error: " + text));
    whole.firstWrongAnswer().ifPresent(text -> lines.add("first wrong answer: " + text));
    return lines;
  }

  private double millis(int entry) {
    long end = entry + 1 < entries.size() ? entries.get(entry + 1).began() : System.nanoTime();
    return (end - entries.get(entry).began()) / 1e6;
  }

  private static String line(String what, double millis, Tally tally) {
    return String.format(
        Locale.ROOT,
        "%-30s %6.0f ms %,11d %,7d %,7d %8.2f %8.2f %8.2f",
        what,
        millis,
        tally.statements(),
        tally.errors(),
        tally.wrongAnswers(),
        tally.p50Micros() / 1e3,
        tally.p99Micros() / 1e3,
        tally.longestMillis());
  }

  private String flips() {
    List<Double> flips = new ArrayList<>();
    double stall = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).flip()) {
        flips.add(millis(i));
        stall = Math.max(stall, entries.get(i).tally().longestMillis());
      }
    }
    Collections.sort(flips);
    double slowest = flips.get(flips.size() - 1);
    return String.format(
        Locale.ROOT,
        "%d flips: half took no longer than %.0f ms, the slowest %.0f (aim: %.0f, %s), the longest"
            + " statement in one %.0f ms (aim: %.0f, %s)",
        flips.size(),
        flips.get((flips.size() - 1) / 2),
        slowest,
        FLIP_AIM_MILLIS,
        held(slowest <= FLIP_AIM_MILLIS),
        stall,
        STALL_AIM_MILLIS,
        held(stall <= STALL_AIM_MILLIS));
  }

  private static String held(boolean is) {
    return is ? "held" : "missed";
  }
}
