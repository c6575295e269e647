package io.trestle.cli.migrate;

import io.trestle.migrator.plan.Plan;
import io.trestle.migrator.plan.PlanText;
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
    Plan plan =
        StoreDatabase.attempt(
            () -> database.migrations().plan(statement.statement(), statement.options()));
    spec.commandLine().getOut().print(PlanText.of(watch.in(plan)));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
