package io.trestle.cli.migrate;

import io.trestle.cli.Json;
import io.trestle.migrator.Migrations;
import io.trestle.migrator.Status;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trestle migrate status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Says where migrations stand: phases, steps, rows, what is waited for, and the nodes that"
            + " follow.")
final class StatusCommand implements Callable<Integer> {

  private static final long EVERY_MILLIS = 1_000;
  private static final String TO_THE_TOP = "\033[H\033[J";

  @Mixin private StoreDatabase database = new StoreDatabase();

  @Option(names = "--json", description = "As one JSON object.")
  private boolean json;

  @Option(names = "--all", description = "Also migrations that have ended.")
  private boolean all;

  @Option(names = "--live", description = "Shown again every second, until Ctrl-C.")
  private boolean live;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Migrations migrations = database.migrations();
    PrintWriter out = spec.commandLine().getOut();
    do {
      Status status = StoreDatabase.attempt(migrations::status);
      if (live && !json) {
        out.print(TO_THE_TOP);
      }
      out.println(json ? Json.write(StatusText.members(status, all)) : StatusText.of(status, all));
      out.flush();
      if (live) {
        Thread.sleep(EVERY_MILLIS);
      }
    } while (live);
    return 0;
  }
}
