package io.trestle.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A disk of a few kilobytes, in memory; a test that may not mount it is skipped. */
final class SmallDisk implements AutoCloseable {

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  static SmallDisk mount(Path parent, int kilobytes) throws IOException, InterruptedException {
    Path folder = Files.createDirectory(parent.resolve("small"));
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "none", folder.toString());
    assumeTrue(mounted, "a small disk has to be mounted, which only root may");
    Files.createDirectory(folder.resolve("data"));
    return new SmallDisk(folder);
  }

  /** For CREATE TABLESPACE. */
  String tablespace() {
    return "small LOCATION '" + folder.resolve("data") + "'";
  }

  void grow(int kilobytes) throws IOException, InterruptedException {
    assertThat(run("mount", "-o", "remount,size=" + kilobytes + "k", folder.toString())).isTrue();
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    assertThat(run("umount", "--lazy", folder.toString())).isTrue();
  }
}
