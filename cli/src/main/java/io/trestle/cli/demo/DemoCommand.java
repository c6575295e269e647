package io.trestle.cli.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.trestle.cli.CommandFailedException;
import io.trestle.cli.Messages;
import io.trestle.cli.workload.Closer;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code trestle demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows the whole thing on this machine, without anything to set up.",
      "",
      "Starts a PostgreSQL of its own with a table orders, and runs two services against it:"
          + " version 1 does not know the column fulfillment_status, version 2 reads, filters, groups by"
          + " and writes it. First version 2 runs straight at the database, and fails. Then both run"
          + " through Trestle, and `trestle migrate` walks ALTER TABLE orders ADD COLUMN"
          + " fulfillment_status TEXT NOT NULL, with a value computed from each row, through all phases"
          + " beneath them; while it fills rows it is killed (kill -9), and goes on where it stood. Each"
          + " service checks every answer against a model of the table that it keeps.",
      "",
      "Ends with a table and a verdict: exit code 0 only where Trestle gave no error and no wrong"
          + " answer. Leaves nothing behind.",
      ""
    })
public final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--rows",
      paramLabel = "NUMBER",
      defaultValue = "200000",
      description = "How many orders the table starts with. Default: ${DEFAULT-VALUE}.")
  private int rows;

  @Option(
      names = "--seconds-per-phase",
      paramLabel = "NUMBER",
      defaultValue = "5",
      description = "How long the services run in each phase, at least. Default: ${DEFAULT-VALUE}.")
  private int secondsPerPhase;

  @Option(
      names = "--threads",
      paramLabel = "NUMBER",
      defaultValue = "2",
      description = "How many things each service does at once. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--json",
      description =
          "Print the result as JSON to standard output; the course goes to standard error.")
  private boolean json;

  /** For picocli. */
  public DemoCommand() {}

  @Override
  public Integer call() throws Exception {
    DemoSettings settings = settings();
    quietLog();
    PrintStream course = json ? System.err : System.out;
    Scoreboard scoreboard = new Scoreboard();
    Closer closer = new Closer();
    Thread ending = endWithTheJvm(closer, Thread.currentThread());
    try (closer) {
      Display display =
          closer.open(
              () -> TickingDisplay.start(course, !json && Terminal.isInteractive(), scoreboard));
      Report report = new Demo(settings, closer, scoreboard, display).run();
      closer.closeNow(display);
      print(report);
      return report.passed() ? 0 : CommandFailedException.FAILED;
    } catch (IOException | SQLException | IllegalStateException failure) {
      if (closer.isClosing()) {
        return CommandFailedException.FAILED; // told to end: nothing to explain
      }
      throw CommandFailedException.failed("the demo broke off: " + Messages.of(failure), failure);
    } finally {
      forget(ending);
    }
  }

  /** The course of the demo tells what there is to tell. */
  private static void quietLog() {
    if (LoggerFactory.getLogger("io.trestle") instanceof Logger logger) {
      logger.setLevel(Level.WARN);
    }
  }

  private DemoSettings settings() throws CommandFailedException {
    try {
      return new DemoSettings(rows, secondsPerPhase, threads);
    } catch (IllegalArgumentException wrong) {
      throw CommandFailedException.badInput(Messages.of(wrong), wrong);
    }
  }

  private void print(Report report) {
    if (json) {
      System.out.println(report.json());
      return;
    }
    System.out.println();
    report.lines().forEach(System.out::println);
  }

  /** Ctrl-C and SIGTERM: wakes the demo where it waits, then closes all. */
  private static Thread endWithTheJvm(Closer closer, Thread demo) {
    Thread ending =
        new Thread(
            () -> {
              demo.interrupt();
              closer.close();
            },
            "demo-ending");
    Runtime.getRuntime().addShutdownHook(ending);
    return ending;
  }

  private static void forget(Thread ending) {
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException alreadyEnding) {
      return;
    }
  }
}
