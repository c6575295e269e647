package io.trestle.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A running PostgreSQL for tests: superuser {@code postgres} without a password, UTF8, 200
 * connections.
 *
 * <p>System properties choose which: {@code it.postgres} is {@code embedded}, {@code docker} or
 * {@code auto} (the default: a container where a Docker engine shows itself, embedded binaries
 * otherwise); {@code it.postgres.version} is the version of {@link #shared()}: {@value #OLDEST} or
 * {@value #NEWEST} (the default). Thread-safe.
 */
public final class TestPostgres implements AutoCloseable {

  /** The oldest major version that Trestle supports. */
  public static final String OLDEST = "14";

  /** The newest major version that Trestle supports. */
  public static final String NEWEST = "18";

  private static final String SUPERUSER = "postgres";

  private static final int VALIDATION_SECONDS = 5;

  private final PostgresServer server;
  private final String version;

  /** Sessions that make and drop databases, kept for the next: a backend is dear. */
  private final Queue<Connection> administrators = new ConcurrentLinkedQueue<>();

  TestPostgres(PostgresServer server, String version) {
    this.server = server;
    this.version = version;
  }

  /**
   * The server that the tests of this JVM share: started at the first call, stopped when the JVM
   * ends.
   */
  public static TestPostgres shared() {
    return Shared.INSTANCE;
  }

  /**
   * Starts a server of its own.
   *
   * @param version the major version, {@link #OLDEST} or {@link #NEWEST}
   * @param serverConfig settings of {@code postgresql.conf}; they win over the defaults of this
   *     class
   */
  public static TestPostgres start(String version, Map<String, String> serverConfig) {
    return start(version, serverConfig, List.of());
  }

  /**
   * Starts a server of its own that authenticates as told.
   *
   * @param hostBasedAuthentication lines of {@code pg_hba.conf}. A line before them lets {@code
   *     postgres} in without a password; who is met by none of them is rejected. Empty: everybody
   *     is let in
   */
  public static TestPostgres start(
      String version, Map<String, String> serverConfig, List<String> hostBasedAuthentication) {
    Map<String, String> settings = settings(version, serverConfig);
    PostgresServer server =
        DockerEngine.chosen()
            ? ContainerServer.start(version, settings)
            : EmbeddedServer.start(version, settings);
    TestPostgres postgres = new TestPostgres(server, version);
    if (!hostBasedAuthentication.isEmpty()) {
      HostBasedAuthentication.install(postgres, hostBasedAuthentication);
    }
    return postgres;
  }

  /** The defaults of this class, and what is wanted beside or in place of them. */
  static Map<String, String> settings(String version, Map<String, String> serverConfig) {
    if (!List.of(OLDEST, NEWEST).contains(version)) {
      throw new IllegalArgumentException(
          "PostgreSQL version "
              + version
              + " is not offered; expected "
              + OLDEST
              + " or "
              + NEWEST);
    }
    Map<String, String> settings =
        new TreeMap<>(Map.of("max_connections", "200", "max_wal_senders", "4"));
    if (version.equals(NEWEST)) {
      settings.put("io_method", "sync");
    }
    settings.putAll(serverConfig);
    return settings;
  }

  /** The major version. */
  public String version() {
    return version;
  }

  /** The host to connect to. */
  public String host() {
    return server.host();
  }

  /** The TCP port to connect to. */
  public int port() {
    return server.port();
  }

  /** A URL for the superuser. */
  public String jdbcUrl(String database) {
    return jdbcUrl(host(), port(), database);
  }

  /** A URL for the superuser over a proxy that stands before a server like this. */
  public static String jdbcUrl(String host, int port, String database) {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?user=" + SUPERUSER;
  }

  /** Connects as superuser. */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database));
  }

  /** Runs statements as superuser. */
  public void execute(String database, String sql) throws SQLException {
    execute(database, List.of(sql));
  }

  /** Runs texts of statements one after the other in a session, as superuser. */
  public void execute(String database, List<String> texts) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : texts) {
        statement.execute(sql);
      }
    }
  }

  /** Creates an empty database. */
  public void createDatabase(String name) throws SQLException {
    administer(List.of("CREATE DATABASE " + quoted(name)));
  }

  /**
   * Creates a database with the content and the OIDs of another, on which nobody may be. It takes
   * the place of one of that name.
   */
  public void cloneDatabase(String template, String name) throws SQLException {
    String quickest = version.equals(OLDEST) ? "" : " STRATEGY file_copy";
    administer(
        List.of(
            drop(name),
            "CREATE DATABASE " + quoted(name) + " TEMPLATE " + quoted(template) + quickest));
  }

  /** Drops a database if there is one, with the sessions that are on it. */
  public void dropDatabase(String name) throws SQLException {
    dropDatabases(List.of(name));
  }

  /** Drops those databases that there are, with the sessions that are on them. */
  public void dropDatabases(Collection<String> names) throws SQLException {
    administer(names.stream().map(TestPostgres::drop).toList());
  }

  private void administer(List<String> texts) throws SQLException {
    Connection connection = administrator();
    try (Statement statement = connection.createStatement()) {
      for (String sql : texts) {
        statement.execute(sql);
      }
    } catch (SQLException failed) {
      connection.close();
      throw failed;
    }
    administrators.add(connection);
  }

  private Connection administrator() throws SQLException {
    Connection kept = administrators.poll();
    if (kept == null) {
      return connect(SUPERUSER);
    }
    if (kept.isValid(VALIDATION_SECONDS)) {
      return kept;
    }
    kept.close();
    return connect(SUPERUSER);
  }

  private static String drop(String name) {
    return "DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)";
  }

  /** Stops the server and removes its data. */
  @Override
  public void close() {
    for (Connection kept = administrators.poll(); kept != null; kept = administrators.poll()) {
      try {
        kept.close();
      } catch (SQLException broken) {
        // the server stops anyway
      }
    }
    server.close();
  }

  private static String quoted(String identifier) {
    return '"' + Objects.requireNonNull(identifier).replace("\"", "\"\"") + '"';
  }

  private static final class Shared {
    static final TestPostgres INSTANCE = begin();

    private static TestPostgres begin() {
      TestPostgres postgres = start(System.getProperty("it.postgres.version", NEWEST), Map.of());
      Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "stop-postgres"));
      return postgres;
    }
  }
}
