package io.trestle.cli.migrate;

import io.trestle.migrator.Migrations;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code trestle migrate pause}. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Has a migration wait where it stands, until it is resumed.")
final class PauseCommand implements Callable<Integer> {

  @Mixin private StoreDatabase database = new StoreDatabase();
  @Mixin private NamedMigration migration = new NamedMigration();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Migrations migrations = database.migrations();
    PrintWriter out = spec.commandLine().getOut();
    String name = StoreDatabase.attempt(() -> migrations.named(migration.given()));
    boolean paused = StoreDatabase.attempt(() -> migrations.pause(name));
    out.println(name + (paused ? " is paused" : " does not run, or is paused already"));
    return 0;
  }
}
