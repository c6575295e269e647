package io.trestle.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** A command of the operator's: a process of its own, whose output is shown as it comes. */
final class OperatorCommand implements AutoCloseable {

  private final Process process;
  private final Display display;
  private final Thread reader;

  private OperatorCommand(Process process, Display display) {
    this.process = process;
    this.display = display;
    this.reader = new Thread(this::show, "output of process " + process.pid());
  }

  /** Starts a process that has one stream for its output and its errors. */
  static OperatorCommand start(ProcessBuilder builder, Display display) throws IOException {
    OperatorCommand command =
        new OperatorCommand(builder.redirectErrorStream(true).start(), display);
    command.reader.setDaemon(true);
    command.reader.start();
    return command;
  }

  private void show() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(line -> display.say("  " + line));
    } catch (IOException | UncheckedIOException closed) {
      return; // it was killed in the middle of a line
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** Waits until it has ended and all its output is shown. Returns its exit code. */
  int await() throws SQLException {
    try {
      int exitCode = process.waitFor();
      reader.join();
      return exitCode;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", interrupted);
    }
  }

  /** Does what {@code kill -9} does, and returns when the process is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
