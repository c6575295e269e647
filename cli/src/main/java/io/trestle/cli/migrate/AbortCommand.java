package io.trestle.cli.migrate;

import io.trestle.migrator.Migrations;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trestle migrate abort}. */
@Command(
    name = "abort",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Takes a migration back altogether: what it made is dropped, its rules are withdrawn.")
final class AbortCommand implements Callable<Integer> {

  @Mixin private StoreDatabase database = new StoreDatabase();
  @Mixin private NamedMigration migration = new NamedMigration();

  @Option(
      names = "--lose-values",
      description = "Also where services have written values that are lost with the column.")
  private boolean loseValues;

  @Mixin private IgnoredReplicas ignored = new IgnoredReplicas();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Migrations migrations = database.migrations(ignored.names());
    PrintWriter out = spec.commandLine().getOut();
    String name = StoreDatabase.attempt(() -> migrations.named(migration.given()));
    return Walk.run(out, name, (events, stop) -> migrations.abort(name, loseValues, events, stop));
  }
}
