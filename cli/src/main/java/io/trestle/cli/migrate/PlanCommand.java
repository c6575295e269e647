package io.trestle.cli.migrate;

import io.trestle.cli.config.MigrationFile;
import io.trestle.migrator.plan.Plan;
import io.trestle.migrator.plan.PlanText;
import io.trestle.migrator.plan.RuleOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code trestle migrate plan}. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Says what a migration would do, step by step: its SQL, the lock it takes, what it reads,"
            + " how long it takes. Changes nothing.")
final class PlanCommand implements Callable<Integer> {

  @Mixin private StoreDatabase database = new StoreDatabase();
  @Mixin private StatementOptions statement = new StatementOptions();
  @Mixin private WatchOption watch = new WatchOption();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    MigrationFile described = statement.described(spec, RuleOptions.DEFAULTS);
    Plan plan =
        StoreDatabase.attempt(
            () -> database.migrations().plan(described.statement(), described.plan()));
    spec.commandLine().getOut().print(PlanText.of(watch.in(plan)));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
