package io.trestle.cli.demo;

import io.trestle.migrator.backfill.Progress;
import io.trestle.rules.InvalidRulesException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The operator: has the migrator walk the column through all phases, and kills it once while it
 * fills rows.
 */
final class Migration {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final Duration CONNECTIONS_END = Duration.ofSeconds(30);

  /** The share of rows at which the migrator is killed. */
  private static final double KILLED_AT = 0.3;

  /** Divided by the number of rows: how gently they are filled, so that it takes some seconds. */
  private static final double NICENESS = 200_000;

  /** So many active sessions the migrator bears by itself: with more it would wait for ever. */
  private static final int MAX_ACTIVE = 64;

  private final OperatorShell shell;
  private final StoredMigration stored;
  private final Scoreboard scoreboard;
  private final Display display;
  private final DemoSettings settings;
  private long entered;

  Migration(
      OperatorShell shell,
      StoredMigration stored,
      Scoreboard scoreboard,
      Display display,
      DemoSettings settings) {
    this.shell = shell;
    this.stored = stored;
    this.scoreboard = scoreboard;
    this.display = display;
    this.settings = settings;
  }

  /** Makes the rule store. */
  void init() throws IOException, SQLException, InvalidRulesException {
    shell.finish(shell.start(List.of("init")));
  }

  /** Publishes the rule, so that services can be started that know the column. */
  void start() throws IOException, SQLException, InvalidRulesException {
    run(
        "start",
        Demo.VALUE.statement(),
        "--value",
        Demo.VALUE.sql(),
        "--known-by",
        "application-name=orders-v2*",
        "--yes",
        "--to",
        "absent");
  }

  /** Walks from {@code absent}, in which services have just been started, to {@code complete}. */
  void walk() throws IOException, SQLException, InvalidRulesException {
    entered = System.nanoTime();
    letServicesWork();
    run("resume", "--to", "readable");
    letServicesWork();
    fill();
    letServicesWork();
    run("resume", "--to", "backfilled");
    letServicesWork();
    run("resume", "--to", "complete");
    letServicesWork();
  }

  /** Withdraws the rule: no service is left that does not know the column. */
  void withdraw() throws IOException, SQLException, InvalidRulesException {
    run("advance");
    enter(Stage.WITHDRAWN);
    letServicesWork();
  }

  private void run(String... arguments) throws IOException, SQLException, InvalidRulesException {
    follow(shell.start(List.of(arguments)));
  }

  /** Keeps the scoreboard up to date until a command has ended. */
  private void follow(OperatorCommand command) throws IOException, SQLException {
    while (command.isRunning()) {
      look();
      Waiting.pause(BETWEEN_LOOKS);
    }
    shell.finish(command);
    look();
  }

  /** A phase counts when all nodes have acknowledged it. */
  private Optional<Progress> look() throws SQLException {
    Optional<Stage> stage = stored.phase().map(Stage::of);
    if (stage.isPresent() && stage.get() != scoreboard.stage()) {
      enter(stage.get());
    }
    Optional<Progress> progress = stored.progress();
    progress.ifPresent(now -> scoreboard.backfill(now.rowsDone(), expected(now)));
    return progress;
  }

  private void enter(Stage stage) {
    scoreboard.enter(stage);
    entered = System.nanoTime();
  }

  private static long expected(Progress progress) {
    return Math.max(progress.rowsExpected(), progress.rowsDone());
  }

  /** Fills the rows; the migrator is killed on the way, and a second one goes on. */
  private void fill() throws IOException, SQLException, InvalidRulesException {
    List<String> command = gentle();
    OperatorCommand first = shell.start(command);
    while (first.isRunning() && !isTimeToKill()) {
      Waiting.pause(BETWEEN_LOOKS);
    }
    if (!first.isRunning()) {
      shell.finish(first);
      look();
      display.say("the rows were filled before the migrator could be killed");
      return;
    }
    shell.kill(first);
    Waiting.until(
        "the killed migrator's connections to end", CONNECTIONS_END, () -> !stored.isRun());
    long before = sayKilled(first.pid());
    follow(shell.start(command));
    long all = look().map(Progress::rowsDone).orElse(0L);
    display.say(
        "backfill: %,d rows, %,d before the kill and %,d after it"
            .formatted(all, before, all - before));
  }

  private boolean isTimeToKill() throws SQLException {
    return look().filter(now -> now.rowsDone() >= KILLED_AT * expected(now)).isPresent();
  }

  /** Returns how many rows were filled. */
  private long sayKilled(long pid) throws SQLException {
    Progress progress =
        look().orElseThrow(() -> new IllegalStateException("the backfill had not begun"));
    long done = progress.rowsDone();
    long expected = expected(progress);
    display.say("");
    display.say("$ kill -9 " + pid);
    display.say(
        "  the migrator is gone %s, at %.0f %%: it goes on from %,d of %,d rows"
            .formatted(
                stored.isFilled() ? "just after the backfill" : "amid the backfill",
                expected == 0 ? 100.0 : 100.0 * done / expected,
                done,
                expected));
    return done;
  }

  private List<String> gentle() {
    long nice = Math.min(100, Math.round(NICENESS / settings.rows()));
    List<String> command =
        new ArrayList<>(List.of("resume", "--to", "writable", "--batch-millis", "20"));
    command.addAll(List.of("--nice", Long.toString(nice)));
    int sessions = 2 * settings.threads();
    if (sessions > MAX_ACTIVE / 2) {
      command.addAll(List.of("--max-active", Integer.toString(MAX_ACTIVE + sessions)));
    }
    return command;
  }

  /** Waits for what is left of a phase's time. */
  private void letServicesWork() throws SQLException {
    Duration gone = Duration.ofNanos(System.nanoTime() - entered);
    Duration left = Duration.ofSeconds(settings.secondsPerPhase()).minus(gone);
    if (!left.isNegative()) {
      Waiting.pause(left);
    }
  }
}
