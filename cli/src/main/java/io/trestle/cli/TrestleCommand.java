package io.trestle.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code trestle} without a command: says which ones there are. */
@Command(
    name = "trestle",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Carries the queries of running services across adding a column to a table.",
    footerHeading = "%n",
    footer = {
      "Start with @|bold trestle demo|@: it needs nothing but this program.",
      "Every command explains itself: @|bold trestle COMMAND --help|@.",
      "Each option can be set in the environment: --listen as TRESTLE_LISTEN, and so on.",
      "With TRESTLE_DEBUG=1 an error comes with its stack trace.",
      "",
      "Exit codes: 0 done, 1 failed, 2 bad usage or input."
    })
final class TrestleCommand implements Runnable {

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  TrestleCommand() {}

  @Override
  public void run() {
    CommandLine commandLine = spec.commandLine();
    throw new ParameterException(commandLine, "no command given");
  }
}
