package io.trestle.cli.migrate;

import io.trestle.rules.store.RuleStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code trestle migrate init}. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Makes the rule store, schema trestle of the database, or upgrades it.")
final class InitCommand implements Callable<Integer> {

  @Mixin private StoreDatabase database = new StoreDatabase();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    int before = StoreDatabase.attempt(() -> database.migrations().init());
    spec.commandLine()
        .getOut()
        .println(
            before == RuleStore.VERSION
                ? "The rule store is there, in version " + before + "."
                : before == 0
                    ? "The rule store is made, in version " + RuleStore.VERSION + "."
                    : "The rule store is upgraded from version %d to %d."
                        .formatted(before, RuleStore.VERSION));
    return 0;
  }
}
