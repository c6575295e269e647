package io.trestle.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkspaceTest {

  @TempDir private Path parent = Path.of("");

  @Test
  void closingRemovesEverything() throws IOException {
    try (Workspace workspace = Workspace.create(parent)) {
      Files.createDirectories(workspace.data().resolve("base"));
      Files.writeString(workspace.data().resolve("base").resolve("1"), "x");
    }

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void whatAKilledDemoLeftIsRemoved() throws IOException {
    Path left;
    try (Workspace workspace = Workspace.create(parent)) {
      left = workspace.folder().resolveSibling(workspace.folder().getFileName() + "-left");
    }
    Files.createDirectories(left.resolve("data"));
    Files.writeString(left.resolve("lock"), "");
    Files.writeString(left.resolve("data").resolve("postmaster.pid"), "999999999\n");

    Workspace.create(parent).close();

    assertThat(left).doesNotExist();
  }

  @Test
  void aJvmThatAKilledDemoLeftIsEnded() throws IOException {
    Path left;
    String mark;
    try (Workspace workspace = Workspace.create(parent)) {
      left = workspace.folder();
      mark = workspace.markOfJvms();
    }
    Files.createDirectories(left);
    Files.writeString(left.resolve("lock"), "");
    // They wait for their input.
    Process jvm = new ProcessBuilder("cat", "--", "-", mark).start();
    Process other = new ProcessBuilder("cat", "--", "-", mark + "-other").start();
    try {
      Workspace.create(parent).close();

      assertThat(jvm.isAlive()).isFalse();
      assertThat(other.isAlive()).isTrue();
    } finally {
      jvm.destroyForcibly();
      other.destroyForcibly();
    }
  }

  @Test
  void whatALiveDemoUsesStays() throws IOException {
    try (Workspace alive = Workspace.create(parent);
        Workspace other = Workspace.create(parent)) {
      assertThat(alive.folder()).isDirectory();
      assertThat(other.folder()).isDirectory().isNotEqualTo(alive.folder());
    }
  }

  @Test
  void foldersOfOthersStay() throws IOException {
    Path unrelated = Files.createDirectory(parent.resolve("other"));

    Workspace.create(parent).close();

    assertThat(unrelated).isDirectory();
  }
}
