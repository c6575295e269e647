package io.trestle.cli.migrate;

import io.trestle.cli.CommandFailedException;
import io.trestle.cli.PhaseConverter;
import io.trestle.migrator.Migrations;
import io.trestle.rules.Phase;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trestle migrate back}. */
@Command(
    name = "back",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Takes a migration one phase back, or to a phase; what was done since is taken back.")
final class BackCommand implements Callable<Integer> {

  @Mixin private StoreDatabase database = new StoreDatabase();
  @Mixin private NamedMigration migration = new NamedMigration();

  @Option(
      names = "--to",
      paramLabel = "PHASE",
      converter = PhaseConverter.class,
      description = "To that phase. Default: the one before.")
  private @Nullable Phase target;

  @Option(
      names = "--lose-values",
      description = "To absent: also where services have written values that are lost by that.")
  private boolean loseValues;

  @Mixin private IgnoredReplicas ignored = new IgnoredReplicas();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Migrations migrations = database.migrations(ignored.names());
    PrintWriter out = spec.commandLine().getOut();
    String name = StoreDatabase.attempt(() -> migrations.named(migration.given()));
    Phase phase = StoreDatabase.attempt(() -> migrations.phase(name));
    if (phase == null || phase == Phase.ABSENT) {
      throw CommandFailedException.failed(
          name + " is in its first phase; `trestle migrate abort` takes it back altogether", null);
    }
    Phase to = target != null ? target : Phase.values()[phase.ordinal() - 1];
    if (to.compareTo(phase) >= 0) {
      throw CommandFailedException.badInput(
          "--to %s: %s is in phase %s; expected an earlier one"
              .formatted(to.label(), name, phase.label()),
          null);
    }
    return Walk.run(
        out, name, (events, stop) -> migrations.back(name, to, loseValues, events, stop));
  }
}
