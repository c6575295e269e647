package io.trestle.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The demo, small: the whole chain of rules file, engine, proxy and PostgreSQL. */
final class DemoIT {

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  @Test
  void servicesSurviveAMissingColumn() throws Exception {
    Scoreboard scoreboard = new Scoreboard();
    Report report;
    try (Closer closer = new Closer()) {
      report = new Demo(new DemoSettings(5_000, 1, 2), closer, scoreboard, display()).run();
    }

    assertThat(report.passed()).as(() -> String.join("\n", report.lines())).isTrue();
    assertThat(scoreboard.tally(Stage.WITHOUT_TRESTLE).firstError())
        .hasValueSatisfying(text -> assertThat(text).contains("fulfillment_status"));
    assertThat(lines).anyMatch(line -> line.startsWith("backfill: "));
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
