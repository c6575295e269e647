package io.trestle.cli;

import io.trestle.cli.demo.DemoCommand;
import io.trestle.cli.migrate.MigrateCommand;
import java.io.InputStream;
import java.util.Map;
import picocli.CommandLine;

/** The entry point of the runnable jar. */
public final class Main {

  private Main() {}

  /** Runs a command and ends the JVM with its exit code: 0 done, 1 failed, 2 bad usage or input. */
  public static void main(String[] arguments) {
    System.exit(commandLine(System.getenv()).execute(arguments));
  }

  /**
   * The commands, ready to be executed.
   *
   * @param environment where settings come from that the command line does not give
   */
  public static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(environment, System.in);
  }

  /** The same, with another standard input. */
  static CommandLine commandLine(Map<String, String> environment, InputStream stdin) {
    CommandLine commandLine =
        new CommandLine(new TrestleCommand())
            .addSubcommand(new ProxyCommand(environment))
            .addSubcommand(new CheckCommand(environment, stdin))
            .addSubcommand(new ExplainCommand(environment, stdin))
            .addSubcommand(new HashPasswordCommand(stdin))
            .addSubcommand(MigrateCommand.commandLine())
            .addSubcommand(new DemoCommand())
            .addSubcommand(new CommandLine.HelpCommand());
    ErrorReporter errors = new ErrorReporter(environment);
    return commandLine
        .setDefaultValueProvider(new EnvironmentDefaults(environment))
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }
}
