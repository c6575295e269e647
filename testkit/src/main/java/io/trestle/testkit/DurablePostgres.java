package io.trestle.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL from the embedded binaries over a data folder that outlives its processes: it may be
 * killed and started again at the same port, and have a streaming replica. What it has answered to
 * a COMMIT is there after a kill. For one thread.
 */
public final class DurablePostgres implements AutoCloseable {

  /** A lock of whoever started the server; it outlives a kill. */
  private static final String STARTERS_LOCK = "epg-lock";

  private final String version;
  private final Path folder;
  private final Map<String, String> settings;
  private final TestPostgres postgres;
  private int port;
  private @Nullable EmbeddedPostgres running;

  private DurablePostgres(String version, Path folder, Map<String, String> settings) {
    this.version = version;
    this.folder = folder;
    this.settings = settings;
    this.postgres = new TestPostgres(new Server(), version);
    startAgain();
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-postgres"));
  }

  /**
   * Makes a server and starts it.
   *
   * @param version the major version, as for {@link TestPostgres}
   * @param folder for its data; empty, or not there
   * @param serverConfig settings of {@code postgresql.conf}
   */
  public static DurablePostgres start(
      String version, Path folder, Map<String, String> serverConfig) {
    Map<String, String> settings =
        new TreeMap<>(Map.of("synchronous_commit", "on", "wal_keep_size", "256MB"));
    settings.putAll(serverConfig);
    return new DurablePostgres(version, folder, TestPostgres.settings(version, settings));
  }

  /** What tests ask of any server. */
  public TestPostgres postgres() {
    return postgres;
  }

  /** Starts it where it does not run; waits until it lets clients in. */
  public void startAgain() {
    if (running == null) {
      try {
        Files.deleteIfExists(folder.resolve(STARTERS_LOCK));
        running =
            EmbeddedServer.builder(version, settings)
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .start();
        port = running.getPort();
      } catch (IOException failed) {
        throw new UncheckedIOException("PostgreSQL " + version + " did not start", failed);
      }
    }
  }

  /** Ends all its processes by SIGKILL; all are gone when this returns. */
  public void kill() {
    try {
      String pid = Files.readAllLines(folder.resolve("postmaster.pid")).get(0).strip();
      // One that is stopped starts no further process.
      new ProcessBuilder("kill", "-STOP", pid).start().waitFor();
      ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
      List<ProcessHandle> all =
          Stream.concat(postmaster.descendants(), Stream.of(postmaster)).toList();
      all.forEach(ProcessHandle::destroyForcibly);
      all.forEach(each -> each.onExit().join());
      running = null;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Stops it in good order; its data stays. Idempotent. */
  public synchronized void stop() {
    if (running != null) {
      try {
        running.close();
        running = null;
      } catch (IOException failed) {
        throw new UncheckedIOException("PostgreSQL did not stop", failed);
      }
    }
  }

  /**
   * Makes a streaming replica. This server is stopped and started again meanwhile.
   *
   * @param ofReplica its folder; not there
   * @param name its application_name
   */
  public DurablePostgres replica(Path ofReplica, String name) {
    stop();
    try {
      copy(folder, ofReplica);
      Files.createFile(ofReplica.resolve("standby.signal"));
      Files.writeString(
          ofReplica.resolve("postgresql.auto.conf"),
          """
          primary_conninfo = 'host=localhost port=%d user=postgres application_name=%s'
          wal_retrieve_retry_interval = '200ms'
          """
              .formatted(port, name),
          StandardOpenOption.APPEND);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    startAgain();
    return new DurablePostgres(version, ofReplica, settings);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path each : (Iterable<Path>) files::iterator) {
        Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** Stops it. */
  @Override
  public void close() {
    stop();
  }

  private final class Server implements PostgresServer {

    @Override
    public String host() {
      return "localhost";
    }

    @Override
    public int port() {
      return port;
    }

    @Override
    public void close() {
      stop();
    }
  }
}
