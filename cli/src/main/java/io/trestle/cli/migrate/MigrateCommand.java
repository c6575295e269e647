package io.trestle.cli.migrate;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code trestle migrate}: the commands of migrations. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = {
      "Runs migrations: a column is added, filled and proven while services go on, phase by phase,"
          + " each published to all proxies and drivers by the rule store of the database.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Example:",
      "  trestle migrate init --database \"jdbc:postgresql://localhost/shop?user=me\"",
      "  trestle migrate start --database … \"ALTER TABLE orders ADD COLUMN status text NOT NULL"
          + " DEFAULT 'pending'\"",
      "",
      "docs/migrations.md tells the whole story. Exit codes: 0 done, 1 failed, 2 bad usage or"
          + " input."
    })
public final class MigrateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  private MigrateCommand() {}

  /** The command with all that stand below it. */
  public static CommandLine commandLine() {
    return new CommandLine(new MigrateCommand())
        .addSubcommand(new InitCommand())
        .addSubcommand(new PlanCommand())
        .addSubcommand(new RehearseCommand())
        .addSubcommand(new StartCommand())
        .addSubcommand(new StatusCommand())
        .addSubcommand(new PauseCommand())
        .addSubcommand(new ResumeCommand())
        .addSubcommand(new AdvanceCommand())
        .addSubcommand(new BackCommand())
        .addSubcommand(new AbortCommand())
        .addSubcommand(new HistoryCommand());
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Missing required subcommand");
  }
}
