package io.trestle.cli.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A PostgreSQL for one demo, in a folder of its own. */
final class DemoServer implements AutoCloseable {

  static final String HOST = "127.0.0.1";
  private static final String USER = "postgres";
  static final String DATABASE = "shop";

  private static final Duration START_DEADLINE = Duration.ofSeconds(60);

  private final EmbeddedPostgres server;

  private DemoServer(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Unpacks and starts a server with an empty database. */
  static DemoServer start(Workspace workspace) throws IOException, SQLException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(workspace.programs().toFile())
            .setDataDirectory(workspace.data())
            .setPGStartupWait(START_DEADLINE)
            .setRegisterShutdownHook(false)
            .setServerConfig("shared_buffers", "128MB")
            .setServerConfig("max_wal_size", "1GB")
            .start();
    DemoServer demoServer = new DemoServer(server);
    try (Connection connection = DriverManager.getConnection(url(demoServer.port(), "postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + DATABASE);
    }
    return demoServer;
  }

  int port() {
    return server.getPort();
  }

  /** The URL of the demo's database, straight at the server. */
  String url() {
    return url(port(), DATABASE);
  }

  /** The URL of a database at some port of this machine. */
  static String url(int port, String database) {
    return "jdbc:postgresql://%s:%d/%s?user=%s".formatted(HOST, port, database, USER);
  }

  /** A connection of the operator. Each statement is planned for its own values. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url() + "&ApplicationName=demo-operator&prepareThreshold=0");
  }

  String version() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SHOW server_version")) {
      result.next();
      return result.getString(1);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
