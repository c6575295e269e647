package io.trestle.cli.migrate;

import io.trestle.cli.config.MigrationFile;
import io.trestle.migrator.Rehearsal;
import io.trestle.migrator.Rehearsal.Report;
import io.trestle.migrator.plan.RuleOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code trestle migrate rehearse}. */
@Command(
    name = "rehearse",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs a migration on a clone of the database, from its beginning to its end, and says what"
          + " each step has taken there, and how long it may take in the database itself, which is"
          + " only asked for its plan.",
      ""
    })
final class RehearseCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  @Mixin private StoreDatabase database = new StoreDatabase();

  @Option(
      names = "--clone",
      required = true,
      paramLabel = "JDBC_URL",
      converter = StoreDatabase.Checked.class,
      description =
          "A clone of the database, that nobody else uses: a restored backup, say. What the"
              + " migration makes there stays.")
  private @Nullable String clone;

  @Mixin private StatementOptions statement = new StatementOptions();

  @Option(
      names = "--max-lock-millis",
      paramLabel = "MS",
      description = "Exit with 1 where writers would wait longer for one step's lock.")
  private @Nullable Long maxLockMillis;

  @Mixin private RunOptions run = new RunOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (maxLockMillis != null && maxLockMillis < 0) {
      throw new ParameterException(
          spec.commandLine(), "--max-lock-millis is " + maxLockMillis + "; expected 0 or more");
    }
    PrintWriter out = spec.commandLine().getOut();
    MigrationFile described = statement.described(spec, RuleOptions.DEFAULTS);
    Rehearsal rehearsal =
        new Rehearsal(
            StoreDatabase.source(String.valueOf(clone)),
            database.source(),
            run.settings(),
            run.brakes());
    BooleanSupplier stop = Walk.stopOnSignal(out);
    Report report =
        StoreDatabase.attempt(
            () ->
                rehearsal.run(
                    described.statement(), described.plan(), new ProgressLines(out), stop));
    out.println();
    out.print(RehearsalText.of(report));
    Long bound = maxLockMillis;
    boolean tooLong =
        bound != null
            && report.longestLock().filter(step -> step.took().toMillis() > bound).isPresent();
    if (tooLong) {
      out.println("that is more than --max-lock-millis " + bound);
    }
    out.flush();
    return report.stopped() || tooLong ? FAILED : 0;
  }
}
