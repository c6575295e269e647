package io.trestle.cli.demo;

/** What goes on at the moment, in words: made again and again from the {@link Scoreboard}. */
final class StatusLine {

  private static final int BAR_WIDTH = 30;

  private final Scoreboard scoreboard;
  private long statementsBefore;
  private long nanosBefore = System.nanoTime();

  StatusLine(Scoreboard scoreboard) {
    this.scoreboard = scoreboard;
  }

  /** The state now; the rate is that since the last call. */
  String next() {
    long statements = scoreboard.allStatements();
    long now = System.nanoTime();
    double seconds = Math.max(1, now - nanosBefore) / 1e9;
    long rate = Math.round((statements - statementsBefore) / seconds);
    statementsBefore = statements;
    nanosBefore = now;
    Stage stage = scoreboard.stage();
    long errors = stage.counts() ? scoreboard.errors() : scoreboard.tally(stage).errors();
    long wrong =
        stage.counts() ? scoreboard.wrongAnswers() : scoreboard.tally(stage).wrongAnswers();
    return "%-15s %,7d statements/s  %,d errors  %,d wrong answers%s"
        .formatted(stage.label(), rate, errors, wrong, backfill());
  }

  private String backfill() {
    if (!scoreboard.backfillStarted() || scoreboard.stage() != Stage.WRITABLE) {
      return "";
    }
    int full = (int) Math.round(scoreboard.backfilled() * BAR_WIDTH);
    return "  backfill [%s%s] %3.0f %%"
        .formatted("#".repeat(full), ".".repeat(BAR_WIDTH - full), scoreboard.backfilled() * 100);
  }
}
