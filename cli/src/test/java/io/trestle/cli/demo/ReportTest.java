package io.trestle.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReportTest {

  private final Scoreboard scoreboard = new Scoreboard();

  @BeforeEach
  void oneStatementInEachStage() {
    for (Stage stage : Stage.values()) {
      scoreboard.tally(stage).statement(1_000_000);
    }
  }

  @Test
  void passesWithoutErrorsAndWrongAnswers() {
    assertThat(report().passed()).isTrue();
    assertThat(report().lines())
        .last()
        .asString()
        .startsWith("PASSED: 6 statements through Trestle");
  }

  @Test
  void whatHappensWithoutTrestleDoesNotCount() {
    scoreboard.tally(Stage.WITHOUT_TRESTLE).error("column does not exist");

    assertThat(report().passed()).isTrue();
  }

  @Test
  void anErrorFails() {
    scoreboard.tally(Stage.READABLE).error("boom");

    assertThat(report().passed()).isFalse();
    assertThat(report().lines()).contains("first error, readable: boom");
  }

  @Test
  void aWrongAnswerFails() {
    scoreboard.tally(Stage.COMPLETE).wrongAnswer("1, expected 2");

    assertThat(report().passed()).isFalse();
    assertThat(report().json()).contains("\"wrong_answers\":1").contains("1, expected 2");
  }

  @Test
  void aStageInWhichNothingRanFails() {
    assertThat(new Report(new Scoreboard(), 0, 0).passed()).isFalse();
  }

  private Report report() {
    return new Report(scoreboard, 10, 1);
  }
}
