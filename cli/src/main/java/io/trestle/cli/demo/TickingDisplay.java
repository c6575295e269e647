package io.trestle.cli.demo;

import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows the state now and then: on a terminal as one line that is drawn anew, elsewhere as lines
 * one after the other.
 */
final class TickingDisplay implements Display {

  private static final int LIVE_PERIOD_MILLIS = 250;
  private static final int PLAIN_PERIOD_MILLIS = 2_000;
  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean live;
  private final Scoreboard scoreboard;
  private final StatusLine status;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "display");
            thread.setDaemon(true);
            return thread;
          });

  private TickingDisplay(PrintStream out, boolean live, Scoreboard scoreboard) {
    this.out = out;
    this.live = live;
    this.scoreboard = scoreboard;
    this.status = new StatusLine(scoreboard);
  }

  /**
   * Starts to show.
   *
   * @param live whether {@code out} is a terminal
   */
  static TickingDisplay start(PrintStream out, boolean live, Scoreboard scoreboard) {
    TickingDisplay display = new TickingDisplay(out, live, scoreboard);
    int period = live ? LIVE_PERIOD_MILLIS : PLAIN_PERIOD_MILLIS;
    display.clock.scheduleAtFixedRate(display::tick, period, period, TimeUnit.MILLISECONDS);
    return display;
  }

  private synchronized void tick() {
    if (clock.isShutdown() || scoreboard.allStatements() == 0) {
      return;
    }
    String line = status.next();
    if (live) {
      out.print(CLEAR_LINE + cut(line + "  " + scoreboard.step()));
    } else if (scoreboard.servicesRun()) {
      out.println("  " + line);
    }
    out.flush();
  }

  /** A line that wraps could not be drawn anew. */
  private static String cut(String line) {
    int width = Terminal.columns() - 1;
    return line.length() <= width ? line : line.substring(0, width);
  }

  @Override
  public synchronized void say(String line) {
    out.println(live ? CLEAR_LINE + line : line);
    out.flush();
  }

  @Override
  public synchronized void close() {
    clock.shutdown();
    if (live) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }
}
