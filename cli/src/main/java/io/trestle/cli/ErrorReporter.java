package io.trestle.cli;

import io.trestle.rules.InvalidRulesException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns exceptions into a clear line on standard error and an exit code. */
final class ErrorReporter implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private final boolean withStackTrace;

  ErrorReporter(Map<String, String> environment) {
    withStackTrace = "1".equals(environment.get("TRESTLE_DEBUG"));
  }

  @Override
  public int handleParseException(ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    err.println(name + ": " + exception.getMessage());
    UnmatchedArgumentException.printSuggestions(exception, err);
    err.println("See '" + name + " --help'.");
    trace(exception, err);
    return CommandFailedException.BAD_INPUT;
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine command, ParseResult parseResult) {
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    trace(exception, err);
    if (exception instanceof InvalidRulesException invalid) {
      invalid.problems().forEach(err::println);
      return CommandFailedException.BAD_INPUT;
    }
    if (exception instanceof CommandFailedException failed) {
      err.println(name + ": " + failed.getMessage());
      return failed.exitCode();
    }
    err.println(name + ": " + Messages.of(exception));
    return CommandFailedException.FAILED;
  }

  private void trace(Exception exception, PrintWriter err) {
    if (withStackTrace) {
      exception.printStackTrace(err);
    }
  }
}
