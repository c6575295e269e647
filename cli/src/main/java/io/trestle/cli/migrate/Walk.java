package io.trestle.cli.migrate;

import io.trestle.cli.CommandFailedException;
import io.trestle.cli.Signals;
import io.trestle.migrator.Events;
import io.trestle.migrator.MigrationException;
import io.trestle.migrator.Migrations.Result;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** A migration that runs in the foreground: shown as it goes, stopped safely by Ctrl-C. */
final class Walk {

  private static final int STOPPED = 1;

  private Walk() {}

  /** A part of a migration. */
  @FunctionalInterface
  interface Part {
    Result run(Events events, BooleanSupplier stop) throws SQLException, MigrationException;
  }

  /** Returns the exit code: 0 where the part is done, 1 where it was stopped. */
  static int run(PrintWriter out, String name, Part part) throws CommandFailedException {
    BooleanSupplier stop = stopOnSignal(out);
    Result result = StoreDatabase.attempt(() -> part.run(new ProgressLines(out), stop));
    switch (result) {
      case REACHED -> out.println("done: " + name);
      case ENDED -> out.println("done: " + name + " has ended, its rules are withdrawn");
      case STOPPED ->
          out.println("stopped: `trestle migrate resume " + name + "` goes on where it stands");
    }
    out.flush();
    return result == Result.STOPPED ? STOPPED : 0;
  }

  /** Becomes true at Ctrl-C or SIGTERM, which is told. */
  static BooleanSupplier stopOnSignal(PrintWriter out) {
    AtomicBoolean stop = new AtomicBoolean();
    Signals.install()
        .onEnd(
            () -> {
              out.println("stopping safely; once more ends at once");
              out.flush();
              stop.set(true);
            });
    return stop::get;
  }
}
