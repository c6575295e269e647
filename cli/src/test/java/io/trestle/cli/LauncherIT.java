package io.trestle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./trestle}, with the jar that this build made. */
final class LauncherIT {

  private static final Path LAUNCHER = Path.of("..", "trestle").toAbsolutePath().normalize();
  private static final int DEADLINE_SECONDS = 60;

  /** What the script calls, java and mvn left out. */
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "awk",
          "dirname",
          "readlink",
          "find",
          "head",
          "sed",
          "touch",
          "mkdir",
          "cat",
          "stty");

  @TempDir private Path folder = Path.of("");

  @Test
  void runsFromAnotherDirectory() throws Exception {
    Run run = run(LAUNCHER, Map.of(), "--version");

    assertThat(run.output()).contains("trestle 0").contains("java ");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void runsThroughLinks() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), LAUNCHER);
    Path linkToLink = Files.createSymbolicLink(folder.resolve("trestle"), Path.of("link"));
    assertThat(linkToLink).isSymbolicLink();

    assertThat(run(link, Map.of(), "--version").exitCode()).isZero();
    assertThat(run(linkToLink, Map.of(), "--version").exitCode()).isZero();
  }

  @Test
  void passesTheExitCodeOn() throws Exception {
    assertThat(run(LAUNCHER, Map.of(), "proxy").exitCode()).isEqualTo(2);
  }

  @Test
  void passesArgumentsWithBlanksOn() throws Exception {
    Run run = run(LAUNCHER, Map.of(), "check", "--rules", "no such file.yaml");

    assertThat(run.output()).contains("no such file.yaml: no such file");
  }

  @Test
  void saysSoWhereThereIsNoJava() throws Exception {
    Run run = run(LAUNCHER, Map.of("PATH", toolsOnly()), "--version");

    assertThat(run.output()).contains("no JDK 17 or newer found");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void saysWhichJavaIsTooOld() throws Exception {
    Path home = folder.resolve("jdk-11");
    Path java = home.resolve("bin").resolve("java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();

    Run run = run(LAUNCHER, Map.of("PATH", toolsOnly(), "JAVA_HOME", home.toString()), "--version");

    assertThat(run.output()).contains("no JDK 17 or newer found").contains(java + ": version 11");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void saysSoWhereItHasToBuildAndThereIsNoMaven() throws Exception {
    Path copy = Files.copy(LAUNCHER, folder.resolve("trestle"));
    Map<String, String> environment =
        Map.of("PATH", toolsOnly(), "JAVA_HOME", System.getProperty("java.home"));

    Run run = run(copy, environment, "--version");

    assertThat(run.output()).contains("there is no mvn in PATH");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  private String toolsOnly() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      Path program = find(tool);
      if (!Files.exists(tools.resolve(tool))) {
        Files.createSymbolicLink(tools.resolve(tool), program);
      }
    }
    return tools.toString();
  }

  private static Path find(String tool) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + tool + " in PATH"));
  }

  private Run run(Path script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(Stream.of(script.toString()), Stream.of(arguments)).toList())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TRESTLE_"));
    if (environment.containsKey("PATH")) {
      builder.environment().remove("JAVA_HOME");
    }
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the launcher does not end");
    }
    return new Run(process.exitValue(), Files.readString(folder.resolve("output"), UTF_8));
  }

  private record Run(int exitCode, String output) {}
}
