package io.trestle.proxy;

import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.proxy.admin.AdminConsole;
import io.trestle.proxy.admin.AdminHttp;
import io.trestle.proxy.admin.AdminUsers;
import io.trestle.proxy.admin.OperatedRules;
import io.trestle.proxy.auth.ScramVerifier;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A proxy with the real engine, a rules file, an admin address and a console, before a database of
 * its own: {@code public.orders.status} is readable, V {@code 'pending'}.
 */
final class OperatedProxy implements AutoCloseable {

  static final String PASSWORD = "correct horse";

  private static final TestPostgres POSTGRES = TestPostgres.shared();

  final String database;
  final Path rulesFile;
  final ProxyServer server;
  final FakeMigrations migrations = new FakeMigrations();
  private final FileRuleSource rules;
  private final RewritingEngines engines;
  private final AdminHttp http;
  private final HttpClient client = HttpClient.newHttpClient();

  private OperatedProxy(String database, Path folder, Security security) throws Exception {
    this.database = database;
    rulesFile = folder.resolve("rules.yaml");
    Files.writeString(rulesFile, yaml("readable"));
    Path users = folder.resolve("users");
    Files.writeString(users, line("anna", "operator") + line("bert", "viewer"));
    rules = FileRuleSource.open(rulesFile);
    engines =
        new RewritingEngines(
            rules,
            new JdbcCatalogSource(new CatalogDataSources(POSTGRES.jdbcUrl("postgres"))),
            Duration.ofHours(1));
    AdminUsers adminUsers = AdminUsers.open(users);
    server =
        ProxyServer.start(
            TestProxy.settings(POSTGRES).withSecurity(security),
            engines,
            operations ->
                new AdminConsole(operations, OperatedRules.of(rules), adminUsers, migrations));
    http = AdminHttp.start("127.0.0.1", 0, server.operations(), OperatedRules.of(rules));
  }

  private static String line(String name, String role) {
    return "\"%s\" \"%s\" %s\n".formatted(name, ScramVerifier.of(PASSWORD).encoded(), role);
  }

  static String yaml(String phase) {
    return """
        rules:
          - table: public.orders
            column: status
            type: text
            value: "'pending'"
            phase: %s
        """
        .formatted(phase);
  }

  static OperatedProxy start(String database, Path folder) throws Exception {
    return start(database, folder, Security.NONE);
  }

  static OperatedProxy start(String database, Path folder, Security security) throws Exception {
    POSTGRES.createDatabase(database);
    POSTGRES.execute(
        database, "CREATE TABLE orders (id int PRIMARY KEY, status text DEFAULT 'pending')");
    POSTGRES.execute(database, "INSERT INTO orders (id) VALUES (1), (2), (3)");
    return new OperatedProxy(database, folder, security);
  }

  /** Puts other rules into the file, in one step. */
  void write(String text) throws IOException {
    Path beside = Files.writeString(rulesFile.resolveSibling("rules.new"), text);
    Files.move(beside, rulesFile, StandardCopyOption.REPLACE_EXISTING);
  }

  void direct(String sql) throws SQLException {
    POSTGRES.execute(database, sql);
  }

  RawClient session() throws IOException {
    RawClient session = new RawClient(server.address().getPort());
    session.login("postgres", database);
    return session;
  }

  /** Connects to the console by JDBC. */
  Connection console(String user, String password, String parameters) throws SQLException {
    String url = TestPostgres.jdbcUrl("127.0.0.1", server.address().getPort(), "trestle");
    String plain = url.substring(0, url.indexOf('?') < 0 ? url.length() : url.indexOf('?'));
    String asked = parameters.contains("sslmode=") ? parameters : "&sslmode=disable" + parameters;
    return DriverManager.getConnection(plain + "?" + asked.substring(1), user, password);
  }

  Connection console(String user) throws SQLException {
    return console(user, PASSWORD, "");
  }

  HttpResponse<String> get(String path) throws Exception {
    return request("GET", path);
  }

  HttpResponse<String> request(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + http.address().getPort() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** The value of a line of /metrics. */
  double metric(String name) throws Exception {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  int adminPort() {
    return http.address().getPort();
  }

  @Override
  public void close() throws Exception {
    http.close();
    server.close();
    engines.close();
    POSTGRES.dropDatabase(database);
  }
}
