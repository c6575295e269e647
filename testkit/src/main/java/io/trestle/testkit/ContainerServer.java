package io.trestle.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A server in a container. */
record ContainerServer(PostgreSQLContainer container) implements PostgresServer {

  static ContainerServer start(String version, Map<String, String> settings) {
    List<String> command = new ArrayList<>(List.of("postgres", "-c", "fsync=off"));
    settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    PostgreSQLContainer container =
        new PostgreSQLContainer("postgres:" + version)
            .withUsername("postgres")
            .withDatabaseName("postgres")
            .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
            .withEnv("POSTGRES_INITDB_ARGS", "--locale=C.UTF-8 --encoding=UTF8")
            .withStartupTimeout(Duration.ofSeconds(60))
            .withCommand(command.toArray(String[]::new));
    container.start();
    return new ContainerServer(container);
  }

  @Override
  public String host() {
    return container.getHost();
  }

  @Override
  public int port() {
    return container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
  }

  @Override
  public void close() {
    container.stop();
  }
}
