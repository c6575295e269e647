package io.trestle.cli.migrate;

import io.trestle.cli.PhaseConverter;
import io.trestle.migrator.Migrations;
import io.trestle.rules.Phase;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trestle migrate resume}. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Has a paused migration go on, forward or back; where nobody runs it any more, runs it here.")
final class ResumeCommand implements Callable<Integer> {

  @Mixin private StoreDatabase database = new StoreDatabase();
  @Mixin private NamedMigration migration = new NamedMigration();

  @Option(
      names = "--to",
      paramLabel = "PHASE",
      converter = PhaseConverter.class,
      defaultValue = "complete",
      description = "How far, where it is run here (${DEFAULT-VALUE}).")
  private Phase target = Phase.COMPLETE;

  @Mixin private RunOptions run = new RunOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Migrations migrations =
        database.migrations(run.settings(), run.brakes(), run.ignoredReplicas());
    PrintWriter out = spec.commandLine().getOut();
    String name = StoreDatabase.attempt(() -> migrations.named(migration.given()));
    if (StoreDatabase.attempt(() -> migrations.resume(name))) {
      out.println(name + " goes on, where it runs");
      return 0;
    }
    if (StoreDatabase.attempt(() -> migrations.isGoingBack(name))) {
      return Walk.run(out, name, (events, stop) -> migrations.finishBack(name, events, stop));
    }
    return Walk.run(out, name, (events, stop) -> migrations.forward(name, target, events, stop));
  }
}
