package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.engine.Engines;
import io.trestle.proxy.auth.Authentication;
import io.trestle.testkit.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several databases, on two servers, behind one proxy. */
@ExtendWith(NoLeaks.class)
class DatabasesIT {

  private static final int CANCEL_REQUEST = 80877102;
  private static final TestPostgres NEW = TestPostgres.shared();
  private static TestPostgres old;

  private final FakeEngines plain = new FakeEngines();
  private final FakeEngines ruled = new FakeEngines();
  private ProxyServer proxy;

  @BeforeAll
  static void startOther() {
    old = TestPostgres.start(TestPostgres.OLDEST, Map.of());
  }

  @AfterAll
  static void stopOther() {
    old.close();
  }

  @BeforeEach
  void start() throws IOException {
    ruled.rewrite("SELECT 'ruled'", "SELECT 'rewritten'");
    proxy = ProxyServer.start(settings(database("postgres", "new", null), renamed()), engines());
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  private Function<DatabaseSettings, Engines> engines() {
    return database -> database.name().equals("shop") ? ruled : plain;
  }

  private static DatabaseSettings database(String name, String upstream, String atServer) {
    return new DatabaseSettings(name, upstream, atServer, DatabaseSettings.MAX_SESSIONS);
  }

  private static DatabaseSettings renamed() {
    return database("shop", "old", "postgres");
  }

  private static ProxySettings settings(DatabaseSettings... databases) {
    ProxySettings one = TestProxy.settings(NEW);
    return new ProxySettings(
        one.listeners(),
        List.of(
            new UpstreamSettings("new", new Endpoint(NEW.host(), NEW.port())),
            new UpstreamSettings("old", new Endpoint(old.host(), old.port()))),
        List.of(databases),
        one.limits(),
        one.eventLoopThreads(),
        one.transport(),
        one.security());
  }

  private RawClient connect() throws IOException {
    return new RawClient(proxy.address().getPort());
  }

  private RawClient login(String database) throws IOException {
    RawClient client = connect();
    client.login("postgres", database);
    return client;
  }

  private static String value(RawClient client, String sql) throws IOException {
    byte[] row = client.query(sql).send().until('Z').get(1).body();
    return new String(row, 6, row.length - 6, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String version(RawClient client) throws IOException {
    return value(client, "SELECT split_part(current_setting('server_version'), '.', 1)");
  }

  private RawClient.Message refusal(String database) throws IOException {
    try (RawClient client = connect()) {
      List<RawClient.Message> messages = client.startup("postgres", database).send().untilEnd();
      assertThat(messages).hasSize(1);
      return messages.get(0);
    }
  }

  @Test
  void eachDatabaseIsWhereItsEntrySays() throws Exception {
    try (RawClient one = login("postgres");
        RawClient other = login("shop")) {
      assertThat(version(one)).isEqualTo(NEW.version());
      assertThat(version(other)).isEqualTo(old.version());
      assertThat(value(other, "SELECT current_database()")).isEqualTo("postgres");
    }
  }

  @Test
  void eachDatabaseHasRulesOfItsOwn() throws Exception {
    try (RawClient one = login("postgres");
        RawClient other = login("shop")) {
      assertThat(value(one, "SELECT 'ruled'")).isEqualTo("ruled");
      assertThat(value(other, "SELECT 'ruled'")).isEqualTo("rewritten");
    }
  }

  @Test
  void aDatabaseWithoutAnEntryDoesNotExist() throws Exception {
    RawClient.Message refusal = refusal("template1");

    assertThat(refusal.field('S')).isEqualTo("FATAL");
    assertThat(refusal.field('C')).isEqualTo("3D000");
    assertThat(refusal.field('M')).isEqualTo("database \"template1\" does not exist");
  }

  @Test
  void theStarIsForAllOthers() throws Exception {
    proxy.reload(settings(renamed(), database("*", "new", null)), engines());

    try (RawClient other = login("shop");
        RawClient any = login("template1")) {
      assertThat(version(other)).isEqualTo(old.version());
      assertThat(version(any)).isEqualTo(NEW.version());
      assertThat(value(any, "SELECT current_database()")).isEqualTo("template1");
    }
  }

  @Test
  void theDatabaseDefaultsToTheUserHereToo() throws Exception {
    try (RawClient client = connect()) {
      client.bytes(startup("user\0postgres\0application_name\0mine\0\0")).send().until('Z');

      assertThat(value(client, "SELECT current_setting('application_name')")).isEqualTo("mine");
    }
  }

  @Test
  void aRenamedDatabaseKeepsTheOtherParameters() throws Exception {
    try (RawClient client = connect()) {
      client
          .bytes(
              startup(
                  "database\0shop\0user\0postgres\0options\0-c work_mem=123kB\0"
                      + "application_name\0m\u00e4ine\0\0"))
          .send()
          .until('Z');

      assertThat(value(client, "SELECT current_setting('work_mem')")).isEqualTo("123kB");
      assertThat(value(client, "SELECT current_database()")).isEqualTo("postgres");
    }
  }

  private static byte[] startup(String parameters) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bytes);
    byte[] body = parameters.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    data.writeInt(8 + body.length);
    data.writeInt(3 << 16);
    data.write(body);
    return bytes.toByteArray();
  }

  @Test
  void aCancelRequestGoesToTheServerOfItsSession() throws Exception {
    for (String database : List.of("postgres", "shop")) {
      try (RawClient client = login(database);
          RawClient cancel = connect()) {
        TestPostgres server = database.equals("shop") ? old : NEW;
        client.query("SELECT pg_sleep(60)").send();
        TestProxy.eventually("it sleeps", () -> sleeps(server, client.processId));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeInt(12 + client.secret.length);
        data.writeInt(CANCEL_REQUEST);
        data.writeInt(client.processId);
        data.write(client.secret);
        cancel.bytes(bytes.toByteArray()).send();

        assertThat(cancel.untilEnd()).isEmpty();
        assertThat(client.answers(1)).endsWith("E(57014) Z");
      }
    }
  }

  private static boolean sleeps(TestPostgres server, int pid) throws Exception {
    try (var connection = server.connect("postgres");
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND pid = " + pid)) {
      return rows.next();
    }
  }

  @Test
  void theClientsOfADatabaseAreBounded() throws Exception {
    proxy.reload(
        settings(
            database("postgres", "new", null), new DatabaseSettings("shop", "old", "postgres", 1)),
        engines());

    try (RawClient first = login("shop");
        RawClient other = login("postgres")) {
      RawClient.Message refusal = refusal("shop");
      assertThat(refusal.field('C')).isEqualTo("53300");
      assertThat(refusal.field('M')).isEqualTo("too many connections for database \"shop\"");
      assertThat(version(first)).isEqualTo(old.version());
      assertThat(version(other)).isEqualTo(NEW.version());
    }
    TestProxy.eventually(
        "there is room again",
        () -> {
          try (RawClient next = connect()) {
            return next.startup("postgres", "shop").send().next().type() == 'R';
          }
        });
  }

  @Test
  void aReloadIsForNewSessions() throws Exception {
    try (RawClient before = login("shop")) {
      FakeEngines next = new FakeEngines();
      List<String> later =
          proxy.reload(settings(database("shop", "new", "template1")), database -> next);

      assertThat(later).isEmpty();
      assertThat(version(before)).isEqualTo(old.version());
      assertThat(value(before, "SELECT 'ruled'")).isEqualTo("rewritten");
      assertThat(proxy.uses(ruled)).isTrue();
      assertThat(proxy.uses(plain)).isFalse();
      assertThat(proxy.uses(next)).isTrue();
      try (RawClient after = login("shop")) {
        assertThat(version(after)).isEqualTo(NEW.version());
        assertThat(value(after, "SELECT current_database()")).isEqualTo("template1");
      }
      assertThat(refusal("postgres").field('C')).isEqualTo("3D000");
    }
    TestProxy.eventually("the old engines are in no use", () -> !proxy.uses(ruled));
  }

  @Test
  void whatTakesANewStartIsNamed() throws Exception {
    ProxySettings now = settings(renamed());
    Limits limits = Limit.shared(5, 7, Limits.DEFAULTS.loginDeadline());
    Authentication mixed = Authentication.DEFAULTS.withSecretsOverMixedLegs(true);
    ProxySettings next =
        now.withLimits(limits)
            .withTransport(Transport.NIO)
            .withListeners(List.of(Listener.at("127.0.0.1", 1)))
            .withSecurity(now.security().withAuthentication(mixed));

    assertThat(proxy.reload(next, engines()))
        .containsExactly("listen", "transport", "auth", "limits.max-queued-analyses");
    assertThat(proxy.settings().limits().maxSessions()).isEqualTo(5);
    assertThat(proxy.settings().listeners()).isEqualTo(now.listeners());
  }
}
