package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.catalog.jdbc.JdbcCatalogSource;
import io.trestle.engine.Engines;
import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.FileRuleSource;
import io.trestle.testkit.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an unqualified name means to a session, beyond what cases of the oracle can say: startup
 * settings, roles' settings, pipelines and prepared statements. Two schemas have a table {@code
 * orders}; only that in {@code public} is under a rule: its rows read {@code pending}, the other's
 * NULL.
 */
@ExtendWith(NoLeaks.class)
class NamesIT {

  private static final String DATABASE = "names_it";
  private static final String STATUS = "SELECT status FROM orders";
  private static final String RULES =
      """
      rules:
        - table: public.orders
          column: status
          type: text
          value: "'pending'"
          phase: readable
      """;

  private static final Map<String, TestPostgres> SERVERS = new HashMap<>();

  @TempDir private Path folder;
  private TestPostgres postgres;
  private CatalogDataSources sources;
  private Engines engines;
  private ProxyServer server;

  private void start(String version) throws Exception {
    postgres = SERVERS.computeIfAbsent(version, missing -> TestPostgres.start(missing, Map.of()));
    postgres.dropDatabase(DATABASE);
    postgres.createDatabase(DATABASE);
    postgres.execute(
        DATABASE,
        """
        CREATE SCHEMA legacy;
        CREATE TABLE public.orders (id int, status text);
        CREATE TABLE legacy.orders (id int, status text);
        INSERT INTO public.orders VALUES (1);
        INSERT INTO legacy.orders VALUES (1);
        """);
    Path rules = Files.writeString(folder.resolve("rules.yaml"), RULES);
    sources = new CatalogDataSources(postgres.jdbcUrl("postgres"));
    engines = new RewritingEngines(FileRuleSource.open(rules), new JdbcCatalogSource(sources));
    server =
        ProxyServer.start(
            ProxySettings.of("127.0.0.1", 0, postgres.host(), postgres.port()), engines);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    engines.close();
    sources.close();
  }

  @AfterAll
  static void stopServers() {
    SERVERS.values().forEach(TestPostgres::close);
    SERVERS.clear();
  }

  private @Nullable String statusWith(String parameters) throws SQLException {
    String url = TestPostgres.jdbcUrl("127.0.0.1", server.address().getPort(), DATABASE);
    try (Connection connection = DriverManager.getConnection(url + parameters);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(STATUS)) {
      row.next();
      return row.getString(1);
    }
  }

  /** False, too, while a session begins with a search_path that the engine has not read yet. */
  private boolean readsTheOther() throws SQLException {
    try {
      return statusWith("") == null;
    } catch (SQLException notKnown) {
      if (!"TR004".equals(notKnown.getSQLState())) {
        throw notKnown;
      }
      return false;
    }
  }

  private RawClient raw() throws Exception {
    RawClient client = new RawClient(server.address().getPort());
    client.login("postgres", DATABASE);
    return client;
  }

  /** The types of messages up to ReadyForQuery, with the SQLSTATE behind an error. */
  private static String answer(RawClient client) throws Exception {
    List<RawClient.Message> messages = client.until('Z');
    return messages.stream()
        .filter(message -> message.type() != 'S' && message.type() != 'N')
        .map(
            message ->
                switch (message.type()) {
                  case 'E' -> "E:" + message.field('C');
                  case 'D' -> message.text().contains("pending") ? "D:pending" : "D:other";
                  default -> String.valueOf(message.type());
                })
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {TestPostgres.OLDEST, TestPostgres.NEWEST})
  void theSearchPathOfTheStartupPacketCounts(String version) throws Exception {
    start(version);

    assertThat(statusWith("")).isEqualTo("pending");
    assertThat(statusWith("&currentSchema=legacy,public")).isNull();
    assertThat(statusWith("&options=-c%20search_path=legacy")).isNull();
    assertThat(statusWith("&options=-c%20search_path=public,%5C%20legacy")).isEqualTo("pending");
    assertThat(statusWith("&options=-c%20search_path=legacy&currentSchema=public"))
        .isEqualTo("pending");
  }

  @ParameterizedTest
  @ValueSource(strings = {TestPostgres.OLDEST, TestPostgres.NEWEST})
  void theSearchPathOfTheRoleCounts(String version) throws Exception {
    start(version);
    assertThat(statusWith("")).isEqualTo("pending");

    postgres.execute(
        DATABASE, "ALTER ROLE postgres IN DATABASE names_it SET search_path = legacy, public");

    TestProxy.eventually("the setting is seen", this::readsTheOther);
  }

  @ParameterizedTest
  @ValueSource(strings = {TestPostgres.OLDEST, TestPostgres.NEWEST})
  void whatIsSetInAPipelineIsNotGuessedBehindIt(String version) throws Exception {
    start(version);
    try (RawClient client = raw()) {
      client.parse("", "SET search_path = legacy").bind("", "").execute("");
      client.parse("", STATUS).bind("", "").execute("").sync().send();
      assertThat(answer(client)).isEqualTo("1 2 C E:TR004 Z");

      client.query(STATUS).send();
      assertThat(answer(client)).as("the SET was rolled back").isEqualTo("T D:pending C Z");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TestPostgres.OLDEST, TestPostgres.NEWEST})
  void theEndOfATransactionIsNotGuessedEither(String version) throws Exception {
    start(version);
    try (RawClient client = raw()) {
      client.query("BEGIN").query("SET LOCAL search_path = legacy").send();
      assertThat(answer(client)).isEqualTo("C Z");
      assertThat(answer(client)).isEqualTo("C Z");
      client.query(STATUS).send();
      assertThat(answer(client)).isEqualTo("T D:other C Z");

      client.query("COMMIT").query(STATUS).send();
      assertThat(answer(client)).isEqualTo("C Z");
      // The answer to the COMMIT may be there already when the second is looked at.
      assertThat(answer(client)).isIn("E:TR004 Z", "T D:pending C Z");

      client.query(STATUS).send();
      assertThat(answer(client)).isEqualTo("T D:pending C Z");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TestPostgres.OLDEST, TestPostgres.NEWEST})
  void whatIsLocalIsKnownInAPipelineThatEndsNoTransaction(String version) throws Exception {
    start(version);
    try (RawClient client = raw()) {
      client.query("BEGIN").query("SET LOCAL search_path = legacy").send();
      assertThat(answer(client)).isEqualTo("C Z");
      assertThat(answer(client)).isEqualTo("C Z");

      client.parse("", "SELECT 1").bind("", "").execute("");
      client.parse("", STATUS).bind("", "").execute("").sync();
      client.query(STATUS).send();
      assertThat(answer(client)).isEqualTo("1 2 D:other C 1 2 D:other C Z");
      assertThat(answer(client)).isEqualTo("T D:other C Z");

      client.parse("", "ROLLBACK").bind("", "").execute("");
      client.parse("", STATUS).bind("", "").execute("").sync().send();
      assertThat(answer(client)).isEqualTo("1 2 C E:TR004 Z");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TestPostgres.OLDEST, TestPostgres.NEWEST})
  void whatDoesNotConcernTheRulesIsNeverRefused(String version) throws Exception {
    start(version);
    try (RawClient client = raw()) {
      client.query("SET search_path = legacy").send();
      assertThat(answer(client)).isEqualTo("C Z");

      client.query("SELECT " + "(".repeat(300) + "1" + ")".repeat(300)).send();
      assertThat(answer(client)).isEqualTo("T D:other C Z");
      client.query(STATUS).send();
      assertThat(answer(client)).isEqualTo("T D:other C Z");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TestPostgres.OLDEST, TestPostgres.NEWEST})
  void aStatementPreparedInSqlThatSetsItCountsWhenAMessageExecutesIt(String version)
      throws Exception {
    start(version);
    try (RawClient client = raw()) {
      client.query("PREPARE sets AS SELECT set_config('search_path', 'legacy', false)").send();
      assertThat(answer(client)).isEqualTo("C Z");
      client.query(STATUS).send();
      assertThat(answer(client)).isEqualTo("T D:pending C Z");

      client.bind("", "sets").execute("").sync().send();
      assertThat(answer(client)).isEqualTo("2 D:other C Z");
      client.query(STATUS).send();
      boolean reported = version.equals(TestPostgres.NEWEST);
      assertThat(answer(client)).isEqualTo(reported ? "T D:other C Z" : "E:TR004 Z");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TestPostgres.OLDEST, TestPostgres.NEWEST})
  void aRoleThatSessionsStartWithIsNotTheOneThatLogsIn(String version) throws Exception {
    start(version);
    postgres.execute(
        DATABASE,
        "CREATE ROLE legacy SUPERUSER; ALTER ROLE postgres IN DATABASE names_it SET role = legacy");

    TestProxy.eventually(
        "the role is seen",
        () -> {
          try (RawClient client = raw()) {
            client.query(STATUS).send();
            return answer(client).equals("E:TR004 Z");
          }
        });
    postgres.execute(DATABASE, "ALTER ROLE postgres IN DATABASE names_it RESET role");
    postgres.execute(DATABASE, "DROP ROLE legacy");
  }

  @ParameterizedTest
  @ValueSource(strings = {TestPostgres.OLDEST, TestPostgres.NEWEST})
  void aPreparedSetCountsWhenItIsExecuted(String version) throws Exception {
    start(version);
    try (RawClient client = raw()) {
      client.parse("set", "SET search_path = legacy").parse("read", STATUS).sync().send();
      assertThat(answer(client)).isEqualTo("1 1 Z");
      client.bind("", "read").execute("").sync().send();
      assertThat(answer(client)).isEqualTo("2 D:pending C Z");

      client.bind("", "set").execute("").sync().send();
      assertThat(answer(client)).isEqualTo("2 C Z");
      client.bind("", "read").execute("").sync().send();
      assertThat(answer(client)).isEqualTo("2 D:other C Z");

      client.query("RESET search_path").send();
      assertThat(answer(client)).isEqualTo("C Z");
      client.bind("", "read").execute("").sync().send();
      assertThat(answer(client)).isEqualTo("2 D:pending C Z");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TestPostgres.OLDEST, TestPostgres.NEWEST})
  void copyDoesNotBringItOutOfStep(String version) throws Exception {
    start(version);
    try (RawClient client = raw()) {
      client.query("SET search_path = legacy").query("CREATE TEMP TABLE t (id int)").send();
      assertThat(answer(client)).isEqualTo("C Z");
      assertThat(answer(client)).isEqualTo("C Z");
      client.query("COPY t FROM STDIN").message('d', "1\n").message('c', "").send();
      assertThat(answer(client)).isEqualTo("G C Z");
      client.parse("", "COPY t FROM STDIN").bind("", "").execute("").sync();
      client.message('d', "2\n").message('c', "").sync().send();
      assertThat(answer(client)).isEqualTo("1 2 G C Z");

      client.query(STATUS).send();
      assertThat(answer(client)).isEqualTo("T D:other C Z");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TestPostgres.OLDEST, TestPostgres.NEWEST})
  void aTemporaryTableHidesTheTableUntilItIsGone(String version) throws Exception {
    start(version);
    try (RawClient client = raw()) {
      client.parse("make", "CREATE TEMP TABLE orders (status text) ON COMMIT DROP");
      client.parse("read", STATUS).sync().query("BEGIN").send();
      assertThat(answer(client)).isEqualTo("1 1 Z");
      assertThat(answer(client)).isEqualTo("C Z");
      client.bind("", "make").execute("").sync().send();
      assertThat(answer(client)).isEqualTo("2 C Z");
      client.query("INSERT INTO orders VALUES ('mine')").send();
      assertThat(answer(client)).isEqualTo("C Z");
      client.bind("", "read").execute("").sync().send();
      assertThat(answer(client)).isEqualTo("2 D:other C Z");
      client.query("ROLLBACK").send();
      assertThat(answer(client)).isEqualTo("C Z");

      client.bind("", "read").execute("").sync().send();
      assertThat(answer(client)).isEqualTo("2 D:pending C Z");
    }
  }
}
