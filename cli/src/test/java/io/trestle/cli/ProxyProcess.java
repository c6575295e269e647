package io.trestle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code trestle proxy} as a process of its own, with its log and its signals. */
final class ProxyProcess implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** No line of a log. */
  private static final String END = "\0";

  private final Process process;
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

  private ProxyProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "log of a proxy");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts one with these options, to live for seconds. */
  static ProxyProcess start(List<String> options) throws IOException {
    return start(MigratorProcess.QUICK_START, options);
  }

  /** The same, with options for its JVM. */
  static ProxyProcess start(List<String> jvm, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "proxy"));
    command.addAll(options);
    return new ProxyProcess(
        new ProcessBuilder(command).redirectOutput(new File("/dev/null")).start());
  }

  private void read() {
    try (BufferedReader lines = process.errorReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
      }
    } catch (IOException destroyed) {
      // then there is no more
    }
    log.add(END);
  }

  /** The next line of the log in which that is found; those before it are gone. */
  Matcher await(Pattern pattern) throws InterruptedException {
    List<String> seen = new ArrayList<>();
    while (true) {
      String line = log.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      assertThat(line).as("within %s: %s, behind %s", DEADLINE, pattern, seen).isNotNull();
      assertThat(line).as("before the end: %s, behind %s", pattern, seen).isNotEqualTo(END);
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        return matcher;
      }
      seen.add(line);
    }
  }

  Matcher await(String pattern) throws InterruptedException {
    return await(Pattern.compile(pattern));
  }

  /** What is left of the log of one that ends by itself. */
  String rest() throws InterruptedException {
    exitCode();
    StringBuilder text = new StringBuilder();
    for (String line = log.take(); !line.equals(END); line = log.take()) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  /** The exit code, once it has ended. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void signal(String name) throws Exception {
    assumeFalse(name.equals("HUP") && ignoresHangUp(), "SIGHUP is ignored here, as under nohup");
    Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Whether processes that are started here inherit that the signal is ignored. */
  private static boolean ignoresHangUp() {
    Path status = Path.of("/proc/self/status");
    try {
      return Files.exists(status)
          && Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) == 1);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Kills it, if it has not ended. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
