package io.trestle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code trestle migrate} as a process of its own, with what it says. */
final class MigratorProcess implements AutoCloseable {

  /** Options for JVMs that live for seconds. */
  static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final long DEADLINE_SECONDS = 120;

  /** A time, two spaces, the step; what belongs to it stands further in. */
  private static final Pattern STEP = Pattern.compile("^[\\d:]+  (\\S+) ");

  private final Process process;
  private final Thread reader = new Thread(this::read, "output of a migrator");
  private final List<String> lines = new ArrayList<>();
  private boolean over;

  private MigratorProcess(Process process) {
    this.process = process;
    reader.setDaemon(true);
    reader.start();
  }

  static MigratorProcess start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(QUICK_START);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "migrate"));
    command.addAll(arguments);
    return new MigratorProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private void read() {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        add(line, false);
      }
    } catch (IOException destroyed) {
      // then there is no more
    }
    add("", true);
  }

  private synchronized void add(String line, boolean last) {
    lines.add(line);
    over = last;
    notifyAll();
  }

  /** Waits until it has said so many lines, or has ended. */
  synchronized void awaitLines(int count) throws InterruptedException {
    await(() -> lines.size() >= count);
  }

  /** Waits until it has said a line in which that is found. */
  synchronized void awaitLine(String pattern) throws InterruptedException {
    await(() -> lines.stream().anyMatch(Pattern.compile(pattern).asPredicate()));
    if (lines.stream().noneMatch(Pattern.compile(pattern).asPredicate())) {
      throw new AssertionError("it has ended; said: " + lines);
    }
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!condition.getAsBoolean() && !over) {
      if (System.nanoTime() > until) {
        throw new AssertionError("not said in time; said: " + lines);
      }
      wait(100);
    }
  }

  synchronized String said() {
    return String.join("\n", lines);
  }

  /** The step that it is in, by what it has said; empty before the first. */
  synchronized String lastStep() {
    for (int i = lines.size() - 1; i >= 0; i--) {
      Matcher step = STEP.matcher(lines.get(i));
      if (step.find()) {
        return step.group(1);
      }
    }
    return "";
  }

  /** The exit code, once it has ended. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end; said: " + said());
    }
    return process.exitValue();
  }

  /** Ends it by SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
