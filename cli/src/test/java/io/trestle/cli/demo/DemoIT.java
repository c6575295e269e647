package io.trestle.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.cli.workload.Closer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The demo, small: the whole chain of migrator, rule store, proxy and PostgreSQL. */
final class DemoIT {

  private static final int ROWS = 5_000;
  private static final Pattern KILLED =
      Pattern.compile(
          "  the migrator is gone amid the backfill, at (\\d+) %: it goes on from ([\\d,]+) of .*");
  private static final Pattern FILLED =
      Pattern.compile("backfill: [\\d,]+ rows, ([\\d,]+) before the kill and ([\\d,]+) after it");

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  @Test
  void servicesSurviveAMissingColumnAndAMigratorThatIsKilled() throws Exception {
    Scoreboard scoreboard = new Scoreboard();
    Report report;
    try (Closer closer = new Closer()) {
      report = new Demo(new DemoSettings(ROWS, 1, 2), closer, scoreboard, display()).run();
    } catch (IOException failure) {
      throw new AssertionError(String.join("\n", lines), failure); // what a command has said
    }

    assertThat(report.passed()).as(() -> String.join("\n", report.lines())).isTrue();
    assertThat(scoreboard.tally(Stage.WITHOUT_TRESTLE).firstError())
        .hasValueSatisfying(text -> assertThat(text).contains("fulfillment_status"));
    Matcher killed = line(KILLED);
    Matcher filled = line(FILLED);
    assertThat(Integer.parseInt(killed.group(1))).isBetween(30, 99);
    assertThat(filled.group(1)).isEqualTo(killed.group(2));
    assertThat(number(filled.group(2))).isPositive();
    assertThat(lines)
        .containsSubsequence(
            "$ ./trestle migrate init",
            "$ ./trestle migrate resume --to readable",
            "$ ./trestle migrate resume --to backfilled",
            "$ ./trestle migrate resume --to complete",
            "$ ./trestle migrate advance",
            "  done: public.orders.fulfillment_status has ended, its rules are withdrawn");
  }

  /** The only line of this form. */
  private Matcher line(Pattern form) {
    List<Matcher> found = lines.stream().map(form::matcher).filter(Matcher::matches).toList();
    assertThat(found).as(() -> String.join("\n", lines)).hasSize(1);
    return found.get(0);
  }

  private static long number(String text) {
    return Long.parseLong(text.replace(",", ""));
  }

  private Display display() {
    return new Display() {
      @Override
      public void say(String line) {
        lines.add(line);
      }

      @Override
      public void close() {}
    };
  }
}
