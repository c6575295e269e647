package io.trestle.testkit;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A server from the embedded binaries. What they unpack to is kept in a folder per user below the
 * temporary folder, for the next start; the data goes when the server stops, or at the next start
 * where a JVM was killed.
 */
record EmbeddedServer(EmbeddedPostgres postgres) implements PostgresServer {

  private static final Duration START_DEADLINE = Duration.ofSeconds(60);
  private static final PgBinaryResolver OLDEST_BINARIES = EmbeddedServer::oldestBinaries;

  static EmbeddedServer start(String version, Map<String, String> settings) {
    try {
      return new EmbeddedServer(builder(version, settings).start());
    } catch (IOException failed) {
      throw new UncheckedIOException("PostgreSQL " + version + " did not start", failed);
    }
  }

  static EmbeddedPostgres.Builder builder(String version, Map<String, String> settings) {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setPGStartupWait(START_DEADLINE)
            .setOverrideWorkingDirectory(workingFolder().toFile())
            .setLocaleConfig("locale", "C.UTF-8")
            .setPgBinaryResolver(
                version.equals(TestPostgres.OLDEST)
                    ? OLDEST_BINARIES
                    : DefaultPostgresBinaryResolver.INSTANCE);
    settings.forEach(builder::setServerConfig);
    return builder;
  }

  private static Path workingFolder() {
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "trestle-postgres-" + System.getProperty("user.name"));
  }

  private static InputStream oldestBinaries(String system, String machine) throws IOException {
    String resource =
        "postgres-14/postgres-"
            + system.toLowerCase(java.util.Locale.ROOT)
            + "-"
            + machine
            + ".txz";
    InputStream binaries = EmbeddedServer.class.getResourceAsStream(resource);
    if (binaries == null) {
      throw new FileNotFoundException("no binaries of PostgreSQL 14 for this machine: " + resource);
    }
    return binaries;
  }

  @Override
  public String host() {
    return "localhost";
  }

  @Override
  public int port() {
    return postgres.getPort();
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException failed) {
      throw new UncheckedIOException("PostgreSQL did not stop", failed);
    }
  }
}
