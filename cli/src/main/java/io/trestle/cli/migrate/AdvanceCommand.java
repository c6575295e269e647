package io.trestle.cli.migrate;

import io.trestle.migrator.Migrations;
import io.trestle.rules.Phase;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code trestle migrate advance}. */
@Command(
    name = "advance",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Takes a migration one phase further; one that is complete is ended, its rules are withdrawn. A way back that was stopped is finished.")
final class AdvanceCommand implements Callable<Integer> {

  @Mixin private StoreDatabase database = new StoreDatabase();
  @Mixin private NamedMigration migration = new NamedMigration();
  @Mixin private RunOptions run = new RunOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Migrations migrations =
        database.migrations(run.settings(), run.brakes(), run.ignoredReplicas());
    PrintWriter out = spec.commandLine().getOut();
    String name = StoreDatabase.attempt(() -> migrations.named(migration.given()));
    if (StoreDatabase.attempt(() -> migrations.isGoingBack(name))) {
      return Walk.run(out, name, (events, stop) -> migrations.finishBack(name, events, stop));
    }
    Phase phase = StoreDatabase.attempt(() -> migrations.phase(name));
    if (phase == Phase.COMPLETE) {
      return Walk.run(out, name, (events, stop) -> migrations.withdraw(name, events, stop));
    }
    Phase next = phase == null ? Phase.ABSENT : Phase.values()[phase.ordinal() + 1];
    return Walk.run(out, name, (events, stop) -> migrations.forward(name, next, events, stop));
  }
}
