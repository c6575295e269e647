package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.proxy.admin.AdminUsers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HashPasswordCommandTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void printsALineThatTheProxyReads() throws Exception {
    CommandRun run = CommandRun.withInput("secret\n", "hash-password", "an \"operator\"");
    Path file = Files.writeString(folder.resolve("users"), run.out());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .matches("\"an \"\"operator\"\"\" \"SCRAM-SHA-256\\$4096:[^\"]+\" viewer\\R")
        .doesNotContain("secret");
    assertThat(AdminUsers.open(file).size()).isEqualTo(1);
  }

  @Test
  void anEmptyPasswordIsNone() {
    CommandRun run = CommandRun.withInput("\n", "hash-password", "anna");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }
}
