package io.trestle.cli.demo;

import io.trestle.cli.Main;
import io.trestle.cli.workload.Closer;
import io.trestle.rules.InvalidRulesException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Where the operator types {@code ./trestle migrate} commands. */
final class OperatorShell {

  private final Workspace workspace;
  private final String databaseUrl;
  private final Closer closer;
  private final Scoreboard scoreboard;
  private final Display display;

  /**
   * @param databaseUrl what TRESTLE_DATABASE is set to
   * @param closer ends a command that still runs when the demo ends
   */
  OperatorShell(
      Workspace workspace,
      String databaseUrl,
      Closer closer,
      Scoreboard scoreboard,
      Display display) {
    this.workspace = workspace;
    this.databaseUrl = databaseUrl;
    this.closer = closer;
    this.scoreboard = scoreboard;
    this.display = display;
  }

  /** Starts {@code trestle migrate} with these arguments, and shows the line as it is typed. */
  OperatorCommand start(List<String> arguments)
      throws IOException, SQLException, InvalidRulesException {
    String line = "./trestle migrate " + typed(arguments);
    display.say("");
    display.say("$ " + line);
    scoreboard.step(line);
    return closer.open(() -> OperatorCommand.start(process(arguments), display));
  }

  /**
   * Waits until a command has ended.
   *
   * @throws IOException when it failed
   */
  void finish(OperatorCommand command) throws IOException, SQLException {
    int exitCode = command.await();
    closer.closeNow(command);
    scoreboard.step("");
    if (exitCode != 0) {
      throw new IOException(
          "a command of the operator's ended with exit code %d; what it said stands above"
              .formatted(exitCode));
    }
  }

  /** Kills a command. */
  void kill(OperatorCommand command) {
    closer.closeNow(command);
    scoreboard.step("");
  }

  private ProcessBuilder process(List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add(workspace.markOfJvms());
    // Short-lived, beside busy services: quick to start, and without files of its own.
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    line.add("-Dstdout.encoding=" + StandardCharsets.UTF_8);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    line.add("migrate");
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("TRESTLE_"));
    environment.put("TRESTLE_DATABASE", databaseUrl);
    return builder;
  }

  private static String typed(List<String> arguments) {
    return arguments.stream()
        .map(argument -> argument.matches("[\\w.-]+") ? argument : '"' + argument + '"')
        .collect(Collectors.joining(" "));
  }
}
