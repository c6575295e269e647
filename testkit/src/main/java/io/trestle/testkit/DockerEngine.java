package io.trestle.testkit;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether to run in a container. Testcontainers itself takes seconds to find out that there is no
 * engine, and logs an error; so this looks first for the signs of one.
 */
final class DockerEngine {

  private DockerEngine() {}

  static boolean chosen() {
    String choice = System.getProperty("it.postgres", "auto");
    return switch (choice) {
      case "embedded" -> false;
      case "docker" -> true;
      case "auto" -> showsItself();
      default ->
          throw new IllegalArgumentException(
              "it.postgres=" + choice + " is unknown; expected embedded, docker or auto");
    };
  }

  private static boolean showsItself() {
    String home = System.getProperty("user.home");
    return System.getenv("DOCKER_HOST") != null
        || Files.exists(Path.of(home, ".testcontainers.properties"))
        || sockets(home).stream().anyMatch(DockerEngine::accepts);
  }

  private static List<Path> sockets(String home) {
    @Nullable String runtimeFolder = System.getenv("XDG_RUNTIME_DIR");
    return List.of(
        Path.of("/var/run/docker.sock"),
        Path.of(home, ".docker", "run", "docker.sock"),
        Path.of(home, ".docker", "desktop", "docker.sock"),
        Path.of(runtimeFolder == null ? home : runtimeFolder, "docker.sock"));
  }

  private static boolean accepts(Path socket) {
    if (!Files.exists(socket)) {
      return false;
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException nobodyListens) {
      return false;
    }
  }
}
