package io.trestle.cli.migrate;

import io.trestle.migrator.Rehearsal.Measured;
import io.trestle.migrator.Rehearsal.Report;
import io.trestle.migrator.plan.PlanText;
import java.util.Locale;

/** What a rehearsal has shown, for people. */
final class RehearsalText {

  private static final String UNITS = "kMGTP";
  private static final String LINE = "%-24s %11s %10s  %s%n";

  private RehearsalText() {}

  static String of(Report report) {
    StringBuilder text = new StringBuilder();
    text.append(LINE.formatted("on the clone", "took", "WAL", "in the database").stripTrailing());
    text.append('\n');
    long took = 0;
    long wal = 0;
    long expected = 0;
    for (Measured step : report.steps()) {
      took += step.took().toMillis();
      wal += step.wal();
      expected = expected < 0 || step.expected() < 0 ? -1 : expected + step.expected();
      text.append(line(step.step().id(), step.took().toMillis(), step.wal(), step.expected()));
    }
    text.append(line("in all", took, wal, expected));
    text.append(
        "table %s: %s before, %s after%n"
            .formatted(report.table(), bytes(report.bytesBefore()), bytes(report.bytesAfter())));
    text.append(
        report
            .longestLock()
            .map(
                step ->
                    String.format(
                        Locale.ROOT,
                        "longest lock that writers wait for: %s of %s, %,d ms%n",
                        step.step().lock().name().replace('_', ' '),
                        step.step().id(),
                        step.took().toMillis()))
            .orElse(""));
    if (report.stopped()) {
      text.append("stopped before its end\n");
    }
    return text.toString();
  }

  private static String line(String what, long took, long wal, long expected) {
    return LINE.formatted(
        what, String.format(Locale.ROOT, "%,d ms", took), bytes(wal), PlanText.duration(expected));
  }

  /** {@code 812 B}, {@code 1.2 MB}: 1,024 bytes are a kB, as PostgreSQL has it. */
  static String bytes(long bytes) {
    double value = bytes;
    int unit = -1;
    while (value >= 1024 && unit < UNITS.length() - 1) {
      value /= 1024;
      unit++;
    }
    return unit < 0
        ? bytes + " B"
        : String.format(Locale.ROOT, "%.1f %sB", value, UNITS.charAt(unit));
  }
}
