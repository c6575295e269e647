package io.trestle.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that holds everything a demo writes. A lock says that its demo is alive; folders whose
 * lock is free were left by a demo that was killed, and are removed with the server and the
 * migrator that may still run in them.
 */
final class Workspace implements AutoCloseable {

  private static final String PREFIX = "trestle-demo-" + System.getProperty("user.name") + "-";
  private static final String LOCK = "lock";

  private final Path folder;
  private final FileChannel channel;

  private Workspace(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Removes what killed demos left, and makes a new folder in the one for temporary files. */
  static Workspace create() throws IOException {
    return create(Path.of(System.getProperty("java.io.tmpdir")));
  }

  static Workspace create(Path parent) throws IOException {
    removeAbandoned(parent);
    Path folder =
        Files.createTempDirectory(
            parent,
            PREFIX,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      throw new IOException(folder + ": somebody else has locked a new folder");
    }
    return new Workspace(folder, channel);
  }

  Path folder() {
    return folder;
  }

  /** Where the server's files go. */
  Path data() {
    return folder.resolve("data");
  }

  /** Where the server's programs go. */
  Path programs() {
    return folder.resolve("programs");
  }

  /** The first argument of JVMs that the demo starts: by it they are found when it was killed. */
  String markOfJvms() {
    return markOfJvms(folder);
  }

  private static String markOfJvms(Path folder) {
    return "-Djava.io.tmpdir=" + folder;
  }

  @Override
  public void close() throws IOException {
    // What is still starting in here would write while it is being removed.
    ProcessHandle.current()
        .descendants()
        .filter(process -> startedIn(process, folder))
        .toList()
        .forEach(Servers::end);
    remove(folder);
    channel.close();
  }

  private static void removeAbandoned(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path abandoned : folders) {
        removeIfAbandoned(abandoned);
      }
    }
  }

  private static void removeIfAbandoned(Path folder) throws IOException {
    Path lockFile = folder.resolve(LOCK);
    if (!Files.isWritable(lockFile)) {
      return; // another user's, or one that is just being made
    }
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        endJvms(folder);
        stopServer(folder);
        remove(folder);
      }
    } catch (java.nio.channels.OverlappingFileLockException aliveInThisJvm) {
      return;
    }
  }

  private static void endJvms(Path folder) {
    ProcessHandle.allProcesses()
        .filter(process -> hasArgument(process, markOfJvms(folder)))
        .forEach(Servers::end);
  }

  /**
   * Ends the server whose data folder lies in this one; its first line in postmaster.pid is its id.
   */
  private static void stopServer(Path folder) throws IOException {
    Path pidFile = folder.resolve("data").resolve("postmaster.pid");
    if (!Files.isReadable(pidFile)) {
      return;
    }
    List<String> lines = Files.readAllLines(pidFile);
    Optional<ProcessHandle> server =
        lines.isEmpty() || !lines.get(0).strip().matches("\\d{1,18}")
            ? Optional.empty()
            : ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
    server.filter(process -> startedIn(process, folder)).ifPresent(process -> Servers.end(process));
  }

  private static boolean startedIn(ProcessHandle process, Path folder) {
    return process
        .info()
        .commandLine()
        .filter(line -> line.contains(folder.toString()))
        .isPresent();
  }

  private static boolean hasArgument(ProcessHandle process, String argument) {
    return process.info().arguments().stream().flatMap(Arrays::stream).anyMatch(argument::equals);
  }

  /** Removes a folder, its lock last: what cannot be removed now is found by the next demo. */
  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Path lock = folder.resolve(LOCK);
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(folder) && !path.equals(lock)) {
          Files.deleteIfExists(path);
        }
      }
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
    Files.deleteIfExists(lock);
    Files.deleteIfExists(folder);
  }
}
