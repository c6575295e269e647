package io.trestle.cli.demo;

import io.trestle.rules.Phase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The operator: walks the column through all phases, the long way. Each step is what somebody would
 * do by hand with psql and an editor.
 */
final class Migration {

  private final Connection connection;
  private final Carrier carrier;
  private final Scoreboard scoreboard;
  private final Display display;
  private final Duration timePerPhase;
  private final Barrier barrier;

  Migration(
      Connection connection,
      Carrier carrier,
      Scoreboard scoreboard,
      Display display,
      Duration timePerPhase) {
    this.connection = connection;
    this.carrier = carrier;
    this.scoreboard = scoreboard;
    this.display = display;
    this.timePerPhase = timePerPhase;
    this.barrier = new Barrier(connection);
  }

  /** Walks from {@code absent}, which must be in force, to {@code complete}. */
  void run() throws IOException, SQLException {
    letServicesWork(timePerPhase.dividedBy(2));
    ddl(
        "ALTER TABLE orders ADD COLUMN fulfillment_status text",
        "ALTER TABLE orders ALTER COLUMN fulfillment_status SET DEFAULT 'pending'");
    letServicesWork(timePerPhase.dividedBy(2));

    flip(Phase.READABLE);
    letServicesWork(timePerPhase);

    flip(Phase.WRITABLE);
    letServicesWork(timePerPhase.dividedBy(2));
    backfill();
    proveFilled();

    flip(Phase.BACKFILLED);
    letServicesWork(timePerPhase);

    flip(Phase.COMPLETE);
    letServicesWork(timePerPhase);
  }

  private void flip(Phase phase) throws IOException, SQLException {
    scoreboard.step("flip to " + phase.label());
    long start = System.nanoTime();
    carrier.flip(phase);
    scoreboard.enter(Stage.of(phase));
    barrier.await();
    display.say("rules file: phase %s, in force after %s".formatted(phase.label(), since(start)));
  }

  private void backfill() throws SQLException {
    scoreboard.step("backfill");
    long start = System.nanoTime();
    long rows = new Backfill(connection, scoreboard).run();
    display.say("backfill: %,d rows in %s".formatted(rows, since(start)));
  }

  /** The proof that every row is filled is the database's own; SET NOT NULL then needs no scan. */
  private void proveFilled() throws SQLException {
    ddl(
        "ALTER TABLE orders ADD CONSTRAINT fulfillment_status_filled"
            + " CHECK (fulfillment_status IS NOT NULL) NOT VALID");
    ddl("ALTER TABLE orders VALIDATE CONSTRAINT fulfillment_status_filled");
    ddl(
        "ALTER TABLE orders ALTER COLUMN fulfillment_status SET NOT NULL",
        "ALTER TABLE orders DROP CONSTRAINT fulfillment_status_filled");
  }

  private void ddl(String... statements) throws SQLException {
    scoreboard.step(statements[0]);
    long start = System.nanoTime();
    int tries = LockedDdl.run(connection, statements);
    String needed = tries == 1 ? "" : ", %d tries for the lock".formatted(tries);
    display.say("%s (%s%s)".formatted(String.join("; ", statements), since(start), needed));
    scoreboard.step("");
  }

  private static void letServicesWork(Duration time) throws SQLException {
    Waiting.pause(time);
  }

  private static String since(long start) {
    return "%,d ms".formatted((System.nanoTime() - start) / 1_000_000);
  }
}
