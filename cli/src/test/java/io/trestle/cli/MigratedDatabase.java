package io.trestle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A database of its own under migration, with what works on it; all of it ends with this. */
final class MigratedDatabase implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final TestPostgres postgres;
  private final String name;
  private final List<AutoCloseable> open = new ArrayList<>();

  /** Creates it, with a rule store. */
  MigratedDatabase(TestPostgres postgres, String name, String tables) throws SQLException {
    this.postgres = postgres;
    this.name = name;
    postgres.createDatabase(name);
    postgres.execute(name, tables);
    assertDone(migrate("init"));
  }

  /** Has something closed before the database is gone. */
  <T extends AutoCloseable> T open(T closeable) {
    open.add(closeable);
    return closeable;
  }

  String name() {
    return name;
  }

  String url() {
    return postgres.jdbcUrl(name);
  }

  /** Over a proxy here. */
  String url(int port, String application) {
    return TestPostgres.jdbcUrl("127.0.0.1", port, name) + "&ApplicationName=" + application;
  }

  Connection connect() throws SQLException {
    return postgres.connect(name);
  }

  void execute(String sql) throws SQLException {
    postgres.execute(name, sql);
  }

  String ask(String sql) throws SQLException {
    try (Connection connection = connect()) {
      return ask(connection, sql);
    }
  }

  static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** A command in this JVM. */
  CommandRun migrate(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of("migrate", command, "--database", url()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  CommandRun migrate(String command, List<String> more) {
    return migrate(command, more.toArray(String[]::new));
  }

  /** A command as a process of its own. */
  MigratorProcess migrator(String command, List<String> more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command, "--database", url()));
    arguments.addAll(more);
    return open(MigratorProcess.start(arguments));
  }

  /** A proxy that looks the catalog up here. */
  ProxyProcess proxy(int port, String upstream, String store) throws Exception {
    return open(
        ProxyProcess.start(
            List.of(
                "--listen",
                "127.0.0.1:" + port,
                "--upstream",
                upstream,
                "--store",
                store,
                "--database",
                url())));
  }

  /** A proxy before this database, which follows its store. */
  ProxyProcess proxy(int port) throws Exception {
    return proxy(port, postgres.host() + ":" + postgres.port(), url());
  }

  static int port(ProxyProcess proxy) throws Exception {
    return Integer.parseInt(proxy.await("listening at [^ ]*:(\\d+)").group(1));
  }

  static void assertDone(CommandRun run) {
    assertThat(run.exitCode()).as("%s%n%s", run.out(), run.err()).isZero();
  }

  static void assertDone(MigratorProcess migrator) throws Exception {
    assertThat(migrator.exitCode()).as(migrator.said()).isZero();
  }

  static void eventually(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(5);
    }
  }

  /** Waits until the server knows that whoever ran a migration is gone. */
  void awaitNoRunner() throws Exception {
    eventually(
        "nobody runs it",
        () ->
            ask("SELECT count(*) FROM pg_stat_activity"
                    + " WHERE application_name = 'trestle-migrator'")
                .equals("0"));
  }

  @Override
  public void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    postgres.dropDatabase(name);
  }
}
