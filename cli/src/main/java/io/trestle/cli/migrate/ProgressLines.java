package io.trestle.cli.migrate;

import io.trestle.migrator.Events;
import io.trestle.migrator.backfill.Progress;
import io.trestle.migrator.plan.PlanStep;
import io.trestle.rules.store.Publisher.Laggard;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What happens, a line each; progress and what is waited for are said from time to time. */
final class ProgressLines implements Events {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final Duration PROGRESS = Duration.ofSeconds(1);
  private static final Duration WAITING = Duration.ofSeconds(5);

  private final Consumer<String> lines;
  private final Duration progressEvery;
  private long saidProgress;
  private String saidBrake = "";
  private long saidWaiting = System.nanoTime() - WAITING.toNanos();

  /** At a terminal: with the time. */
  ProgressLines(PrintWriter out) {
    this(
        text -> {
          out.println(LocalTime.now().format(TIME) + "  " + text);
          out.flush();
        },
        PROGRESS);
  }

  /**
   * Elsewhere.
   *
   * @param progressEvery how much time is between two lines on rows that are filled
   */
  ProgressLines(Consumer<String> lines, Duration progressEvery) {
    this.lines = lines;
    this.progressEvery = progressEvery;
    saidProgress = System.nanoTime() - progressEvery.toNanos();
  }

  private void line(String text) {
    lines.accept(text);
  }

  @Override
  public void begins(PlanStep step, boolean back) {
    line(
        "%s%-24s %s"
            .formatted(back ? "back " : "", step.id(), back ? "" : step.why())
            .stripTrailing());
  }

  @Override
  public void done(PlanStep step, boolean back, Duration took) {
    line("  done in " + took.toMillis() + " ms");
  }

  @Override
  public void waitsFor(List<Laggard> members) {
    if (isDue(saidWaiting, WAITING)) {
      saidWaiting = System.nanoTime();
      for (Laggard member : members) {
        line(
            "  waits for %s %s, which has acknowledged epoch %d%s"
                .formatted(
                    member.kind(),
                    member.name(),
                    member.acknowledged(),
                    member.waitsFor() == null ? "" : " and waits for " + member.waitsFor()));
      }
    }
  }

  @Override
  public void blocked(String step, String why, List<String> blockers, Duration pause) {
    line("  %s; again in %d ms".formatted(why, pause.toMillis()));
    blockers.forEach(blocker -> line("    blocked by " + blocker));
  }

  @Override
  public void fills(Progress progress) {
    saidBrake = "";
    if (isDue(saidProgress, progressEvery)) {
      saidProgress = System.nanoTime();
      line("  " + text(progress));
    }
  }

  private static boolean isDue(long said, Duration every) {
    return System.nanoTime() - said >= every.toNanos();
  }

  /** {@code 12,000 of about 50,000 rows (24 %), 9,000 rows/s, 4 s to 6 s left}. */
  static String text(Progress progress) {
    long expected = Math.max(progress.rowsExpected(), progress.rowsDone());
    return String.format(
        Locale.ROOT,
        "%,d of about %,d rows (%d %%), %,.0f rows/s%s",
        progress.rowsDone(),
        expected,
        expected == 0 ? 100 : progress.rowsDone() * 100 / expected,
        progress.rowsPerSecond(),
        progress.leftFrom() == null || progress.leftTo() == null
            ? ""
            : ", %d s to %d s left"
                .formatted(progress.leftFrom().toSeconds(), progress.leftTo().toSeconds() + 1));
  }

  @Override
  public void brakes(String brake, String reason) {
    if (!brake.equals(saidBrake) || isDue(saidWaiting, WAITING)) {
      saidBrake = brake;
      saidWaiting = System.nanoTime();
      line("  waits (" + brake + "): " + reason);
    }
  }

  @Override
  public void says(String what) {
    line("  " + what);
  }
}
