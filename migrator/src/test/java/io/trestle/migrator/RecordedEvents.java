package io.trestle.migrator;

import io.trestle.migrator.backfill.Progress;
import io.trestle.migrator.plan.PlanStep;
import io.trestle.rules.store.Publisher.Laggard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Remembers what an operator is told, and does something at some of it. */
final class RecordedEvents implements Events {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final List<String> blockers = new CopyOnWriteArrayList<>();
  private volatile Runnable onFill = () -> {};
  private volatile Runnable onBlocked = () -> {};
  private volatile Consumer<String> onSaid = what -> {};

  void onFill(Runnable action) {
    onFill = action;
  }

  /** Is given all that is said, as it is said. */
  void onSaid(Consumer<String> action) {
    onSaid = action;
  }

  private void say(String what) {
    said.add(what);
    onSaid.accept(what);
  }

  void onBlocked(Runnable action) {
    onBlocked = action;
  }

  List<String> said() {
    return said;
  }

  List<String> blockers() {
    return blockers;
  }

  /** Waits until something like that has been said. */
  void await(Predicate<String> like) throws InterruptedException {
    long until = System.nanoTime() + DEADLINE.toNanos();
    while (said.stream().noneMatch(like)) {
      if (System.nanoTime() > until) {
        throw new AssertionError("not said within " + DEADLINE + "; said: " + said);
      }
      Thread.sleep(20);
    }
  }

  @Override
  public void begins(PlanStep step, boolean back) {
    say((back ? "back " : "") + step.id());
  }

  @Override
  public void done(PlanStep step, boolean back, Duration took) {}

  @Override
  public void waitsFor(List<Laggard> members) {
    said.add("waits for " + members);
  }

  @Override
  public void blocked(String step, String why, List<String> by, Duration pause) {
    blockers.addAll(by);
    onBlocked.run();
  }

  @Override
  public void fills(Progress progress) {
    onFill.run();
  }

  @Override
  public void brakes(String brake, String reason) {
    said.add(brake + ": " + reason);
  }

  @Override
  public void says(String what) {
    say(what);
  }
}
