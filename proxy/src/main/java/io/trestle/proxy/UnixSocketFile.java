package io.trestle.proxy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file of a unix socket that is listened at. It is bound in a folder that nobody else can look
 * into, given its permissions, and then moved to its place, so that at no moment anybody may
 * connect who may not.
 */
final class UnixSocketFile {

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private final Path file;
  private final Path folder;
  private @Nullable Object key;

  private UnixSocketFile(Path file, Path folder) {
    this.file = file;
    this.folder = folder;
  }

  /**
   * Makes room for a socket.
   *
   * @throws IOException when somebody listens there, when something else than a socket lies there,
   *     or when nothing can be written there
   */
  static UnixSocketFile prepare(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      if (!attributes(file).isOther()) {
        throw new IOException("there is a file that is no socket");
      }
      if (isListenedAt(file)) {
        throw new IOException("address already in use: somebody listens there");
      }
    }
    Path folder =
        Files.createTempDirectory(
            file.getParent(), ".s", PosixFilePermissions.asFileAttribute(PRIVATE));
    return new UnixSocketFile(file, folder);
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isListenedAt(Path file) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(file));
      return true;
    } catch (IOException refused) {
      // EAGAIN means a backlog that is full; the JDK tells it by its text alone.
      return !String.valueOf(refused.getMessage()).contains("refused");
    }
  }

  /** Where to bind the socket. */
  Path toBind() {
    return folder.resolve("s");
  }

  /** Puts the socket, which is bound and listens, in its place. A dead one there is replaced. */
  void publish(int mode) throws IOException {
    Files.setPosixFilePermissions(toBind(), permissions(mode));
    key = attributes(toBind()).fileKey();
    Files.move(toBind(), file, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(folder);
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] fromTheLeft = PosixFilePermission.values();
    for (int bit = 0; bit < fromTheLeft.length; bit++) {
      if ((mode & 0400 >> bit) != 0) {
        permissions.add(fromTheLeft[bit]);
      }
    }
    return permissions;
  }

  /** Removes what was made; a socket that another process has put in the place since stays. */
  void remove() throws IOException {
    Files.deleteIfExists(toBind());
    Files.deleteIfExists(folder);
    try {
      if (key != null && key.equals(attributes(file).fileKey())) {
        Files.delete(file);
      }
    } catch (NoSuchFileException gone) {
      return;
    }
  }
}
