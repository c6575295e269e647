package io.trestle.cli.demo;

import io.trestle.cli.workload.Course;
import io.trestle.cli.workload.Tally;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;

/** The stage the demo is in, and a tally for each. Thread-safe. */
final class Scoreboard {

  private final Map<Stage, Tally> tallies = new EnumMap<>(Stage.class);
  private final Course course;
  private volatile Stage stage = Stage.WITHOUT_TRESTLE;
  private volatile String step = "";
  private final AtomicInteger services = new AtomicInteger();
  private volatile long filled;
  private volatile long toFill;

  Scoreboard() {
    for (Stage each : Stage.values()) {
      tallies.put(each, new Tally());
    }
    course = new Course(stage.moment(), tally(stage));
  }

  Stage stage() {
    return stage;
  }

  /** What services know of the stage. */
  Course course() {
    return course;
  }

  void enter(Stage next) {
    course.enter(next.moment(), tally(next));
    stage = next;
    step = "";
  }

  void serviceStarted() {
    services.incrementAndGet();
  }

  void serviceStopped() {
    services.decrementAndGet();
  }

  /** Whether there is anything to be told of services. */
  boolean servicesRun() {
    return services.get() > 0;
  }

  /** What the operator is doing, in a few words. */
  String step() {
    return step;
  }

  void step(String words) {
    step = words;
  }

  void backfill(long rowsDone, long rowsToDo) {
    filled = rowsDone;
    toFill = rowsToDo;
  }

  /** How much of the backfill is done, 0 to 1. */
  double backfilled() {
    return toFill == 0 ? 0 : Math.min(1, (double) filled / toFill);
  }

  boolean backfillStarted() {
    return toFill > 0;
  }

  Tally tally(Stage of) {
    return tallies.get(of);
  }

  /** All statements up to now, those without Trestle too. */
  long allStatements() {
    return tallies.values().stream().mapToLong(Tally::statements).sum();
  }

  long errors() {
    return sum(Tally::errors);
  }

  long wrongAnswers() {
    return sum(Tally::wrongAnswers);
  }

  long statements() {
    return sum(Tally::statements);
  }

  private long sum(ToLongFunction<Tally> what) {
    return tallies.entrySet().stream()
        .filter(entry -> entry.getKey().counts())
        .mapToLong(entry -> what.applyAsLong(entry.getValue()))
        .sum();
  }
}
