package io.trestle.cli.demo;

import io.trestle.cli.workload.Closer;
import io.trestle.cli.workload.FinalCheck;
import io.trestle.cli.workload.NewService;
import io.trestle.cli.workload.OldService;
import io.trestle.cli.workload.OrderBook;
import io.trestle.cli.workload.OrdersTable;
import io.trestle.cli.workload.RunningService;
import io.trestle.cli.workload.Service;
import io.trestle.cli.workload.StoreProxy;
import io.trestle.cli.workload.Tally;
import io.trestle.cli.workload.Value;
import io.trestle.rules.InvalidRulesException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** The story of the demo, from an empty folder to a verdict. */
final class Demo {

  /** V. */
  static final Value VALUE = Value.DERIVED;

  private static final Duration TIME_WITHOUT_TRESTLE = Duration.ofSeconds(3);

  private final DemoSettings settings;
  private final Closer closer;
  private final Scoreboard scoreboard;
  private final Display display;
  private final OrderBook book;

  Demo(DemoSettings settings, Closer closer, Scoreboard scoreboard, Display display) {
    this.settings = settings;
    this.closer = closer;
    this.scoreboard = scoreboard;
    this.display = display;
    this.book = new OrderBook(settings.rows(), VALUE);
  }

  /**
   * Runs it. What it opens is left to the {@link Closer}.
   *
   * @throws IOException when the server or the proxy cannot be started
   * @throws SQLException when a step of the operator fails
   */
  Report run() throws IOException, SQLException, InvalidRulesException {
    long start = System.nanoTime();
    Workspace workspace = closer.open(Workspace::create);
    display.say("Starting a PostgreSQL for this demo ...");
    DemoServer server = closer.open(() -> DemoServer.start(workspace));
    Connection operator = closer.open(server::connect);
    OrdersTable.create(operator, settings.rows());
    display.say(
        "PostgreSQL %s at port %d: table orders with %,d rows"
            .formatted(server.version(), server.port(), settings.rows()));

    showFailure(server);

    display.say("");
    display.say("With Trestle. An operator has TRESTLE_DATABASE set, and types:");
    OperatorShell shell = new OperatorShell(workspace, server.url(), closer, scoreboard, display);
    Migration migration =
        new Migration(shell, new StoredMigration(operator), scoreboard, display, settings);
    migration.init();
    StoreProxy proxy =
        closer.open(() -> StoreProxy.start(DemoServer.HOST, server.port(), server.url()));
    display.say("Trestle's proxy follows that store, at port %d".formatted(proxy.port()));
    migration.start();

    display.say("");
    display.say("Version 1 and version 2 start, both at port %d".formatted(proxy.port()));
    String url = DemoServer.url(proxy.port(), DemoServer.DATABASE);
    RunningService oldService = closer.open(() -> start(new OldService(), url));
    RunningService newService = closer.open(() -> start(new NewService(), url));
    migration.walk();

    display.say("");
    display.say("Version 1 is switched off");
    stop(oldService);
    migration.withdraw();
    stop(newService);

    scoreboard.step("comparing the table with the model");
    long rows =
        FinalCheck.run(operator, book, scoreboard.course(), scoreboard.tally(Stage.WITHDRAWN));
    return new Report(scoreboard, rows, (System.nanoTime() - start) / 1e9);
  }

  /** What happens today: the new version is deployed, and the column is not there. */
  private void showFailure(DemoServer server)
      throws IOException, SQLException, InvalidRulesException {
    display.say("");
    display.say("Without Trestle: version 2 straight at the database, before the column is there");
    String url = server.url();
    RunningService doomed = closer.open(() -> start(new NewService(), url));
    Waiting.pause(TIME_WITHOUT_TRESTLE);
    stop(doomed);
    Tally tally = scoreboard.tally(Stage.WITHOUT_TRESTLE);
    display.say(
        "%,d statements, %,d errors, %,d wrong answers"
            .formatted(tally.statements(), tally.errors(), tally.wrongAnswers()));
    tally.firstError().ifPresent(text -> display.say("the first error: " + text));
  }

  private RunningService start(Service service, String url) {
    RunningService running =
        RunningService.start(service, book, scoreboard.course(), url, settings.threads());
    scoreboard.serviceStarted();
    return running;
  }

  private void stop(RunningService service) {
    scoreboard.serviceStopped();
    closer.closeNow(service);
  }
}
