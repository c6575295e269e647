package io.trestle.cli.migrate;

import io.trestle.migrator.Status;
import io.trestle.migrator.Status.Member;
import io.trestle.migrator.Status.Migration;
import io.trestle.migrator.Status.Step;
import io.trestle.migrator.backfill.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of migrations, for people and for programs. */
final class StatusText {

  private static final int BAR = 30;

  private StatusText() {}

  /**
   * For people.
   *
   * @param all whether those that have ended are shown
   */
  static String of(Status status, boolean all) {
    StringBuilder text = new StringBuilder();
    List<Migration> shown = shown(status, all);
    if (shown.isEmpty()) {
      text.append("no migration is under way\n");
    }
    shown.forEach(migration -> append(text, migration));
    text.append("nodes (epoch %d)%n".formatted(status.epoch()));
    if (status.members().isEmpty()) {
      text.append(
          "  none follow the rule store: proxies do with --store, drivers with trestle.store\n");
    }
    status.members().forEach(member -> text.append(line(member, status.epoch())));
    return text.toString().stripTrailing();
  }

  private static List<Migration> shown(Status status, boolean all) {
    return status.migrations().stream().filter(each -> all || each.ended() == null).toList();
  }

  private static void append(StringBuilder text, Migration migration) {
    text.append(
        "%s  %s%s%n"
            .formatted(
                migration.name(),
                migration.state(),
                migration.phase() == null ? "" : ", phase " + migration.phase().label()));
    text.append("  statement  ").append(migration.statement()).append('\n');
    text.append(
        "  runs at    %s%n"
            .formatted(
                migration.runner() != null
                    ? migration.runner()
                    : migration.ended() != null ? "nobody, it has ended" : "nobody"));
    if (migration.message() != null) {
      text.append("  message    ").append(migration.message()).append('\n');
    }
    if (migration.watchesUntil() != null) {
      text.append("  watches    until ")
          .append(migration.watchesUntil().truncatedTo(ChronoUnit.SECONDS))
          .append(", then goes on to complete; `trestle migrate back` takes it back")
          .append(migration.runner() != null ? " once its runner is stopped\n" : "\n");
    }
    migration.steps().forEach(step -> text.append(line(step)));
    if (migration.progress() != null) {
      append(text, migration.progress());
    }
    text.append('\n');
  }

  private static String line(Step step) {
    String mark = step.finished() != null ? "x" : step.started() != null ? ">" : " ";
    return "  [%s] %-28s %s%n".formatted(mark, step.id(), time(step));
  }

  private static String time(Step step) {
    if (step.started() == null) {
      return "";
    } else if (step.finished() == null) {
      return "for " + Duration.between(step.started(), Instant.now()).toSeconds() + " s";
    }
    return "%s, in %d ms"
        .formatted(
            step.finished().truncatedTo(ChronoUnit.SECONDS),
            Duration.between(step.started(), step.finished()).toMillis());
  }

  private static void append(StringBuilder text, Progress progress) {
    long expected = Math.max(1, Math.max(progress.rowsExpected(), progress.rowsDone()));
    int filled = (int) (BAR * progress.rowsDone() / expected);
    text.append(
        "  [%s%s] %s%n"
            .formatted("#".repeat(filled), ".".repeat(BAR - filled), ProgressLines.text(progress)));
    if (progress.relation() != null) {
      text.append(
          "  fills %s (%d of %d tables are filled)%n"
              .formatted(progress.relation(), progress.relationsFilled(), progress.relations()));
    }
    if (progress.brake() != null) {
      text.append("  waits (%s): %s%n".formatted(progress.brake(), progress.reason()));
    }
  }

  private static String line(Member member, long epoch) {
    String lag =
        member.acknowledged() >= epoch
            ? "acknowledged"
            : "at epoch %d%s"
                .formatted(
                    member.acknowledged(),
                    member.waitsFor() == null ? "" : ", waits for " + member.waitsFor());
    String lease =
        member.leaseSeconds() < 0
            ? "lease ended %.0f s ago".formatted(-member.leaseSeconds())
            : "lease %.0f s".formatted(member.leaseSeconds());
    return "  %s %s  %s, %s%n".formatted(member.kind(), member.name(), lag, lease);
  }

  /** For programs. */
  static Map<String, @Nullable Object> members(Status status, boolean all) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("epoch", status.epoch());
    members.put("migrations", shown(status, all).stream().map(StatusText::members).toList());
    members.put("nodes", status.members().stream().map(StatusText::members).toList());
    return members;
  }

  private static Map<String, @Nullable Object> members(Migration migration) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("name", migration.name());
    members.put("statement", migration.statement());
    members.put("way", migration.way());
    members.put("state", migration.state());
    members.put("phase", migration.phase() == null ? null : migration.phase().label());
    members.put("message", migration.message());
    members.put("runner", migration.runner());
    members.put("started", migration.started().toString());
    members.put("ended", migration.ended() == null ? null : migration.ended().toString());
    members.put("steps", migration.steps().stream().map(StatusText::members).toList());
    members.put(
        "watchesUntil",
        migration.watchesUntil() == null ? null : migration.watchesUntil().toString());
    members.put("progress", migration.progress() == null ? null : members(migration.progress()));
    return members;
  }

  private static Map<String, @Nullable Object> members(Step step) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("id", step.id());
    members.put("kind", step.kind());
    members.put("phase", step.phase());
    members.put("started", step.started() == null ? null : step.started().toString());
    members.put("finished", step.finished() == null ? null : step.finished().toString());
    return members;
  }

  private static Map<String, @Nullable Object> members(Progress progress) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("relation", progress.relation());
    members.put("relations", progress.relations());
    members.put("relationsFilled", progress.relationsFilled());
    members.put("rowsDone", progress.rowsDone());
    members.put("rowsExpected", progress.rowsExpected());
    members.put("batchRows", progress.batchRows());
    members.put("rowsPerSecond", progress.rowsPerSecond());
    members.put("secondsLeftFrom", seconds(progress.leftFrom()));
    members.put("secondsLeftTo", seconds(progress.leftTo()));
    members.put("brake", progress.brake());
    members.put("reason", progress.reason());
    return members;
  }

  private static @Nullable Double seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis() / 1_000.0;
  }

  private static Map<String, @Nullable Object> members(Member member) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("kind", member.kind());
    members.put("name", member.name());
    members.put("version", member.version());
    members.put("acknowledged", member.acknowledged());
    members.put("waitsFor", member.waitsFor());
    members.put("leaseSeconds", member.leaseSeconds());
    return members;
  }
}
