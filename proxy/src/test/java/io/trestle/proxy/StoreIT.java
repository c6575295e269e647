package io.trestle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.rewrite.RewritingEngines;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.rules.RulesFile;
import io.trestle.rules.store.Publisher;
import io.trestle.rules.store.Publisher.Laggard;
import io.trestle.rules.store.RuleStore;
import io.trestle.rules.store.StoreRuleSource;
import io.trestle.testkit.StallingRelay;
import io.trestle.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Proxies that follow a rule store: they learn of phases, and phases wait for them. */
@ExtendWith(NoLeaks.class)
class StoreIT {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final TestPostgres postgres = TestPostgres.shared();
  private final String database = "store_it_" + NUMBER.incrementAndGet();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Connection operator;
  private long migration;

  /** A proxy that is a member of the store. */
  private final class Node implements AutoCloseable {
    final StoreRuleSource rules;
    final ProxyServer server;
    private final RewritingEngines engines;

    Node(String name, int storePort) throws Exception {
      rules = StoreRules.open(TestPostgres.jdbcUrl("127.0.0.1", storePort, database), name);
      engines =
          new RewritingEngines(
              rules, new CatalogDataSources(postgres.jdbcUrl("postgres")).catalogs());
      server = ProxyServer.start(TestProxy.settings(postgres), engines);
      open.add(this);
    }

    Connection connect() throws SQLException {
      return connect("");
    }

    Connection connect(String settings) throws SQLException {
      Connection connection =
          DriverManager.getConnection(
              TestPostgres.jdbcUrl("127.0.0.1", server.address().getPort(), database) + settings);
      open.add(connection);
      return connection;
    }

    @Override
    public void close() throws Exception {
      server.close();
      engines.close();
    }
  }

  @BeforeEach
  void install() throws Exception {
    postgres.createDatabase(database);
    postgres.execute(
        database,
        "CREATE TABLE orders (id int PRIMARY KEY, note text); INSERT INTO orders VALUES (1, 'a')");
    operator = postgres.connect(database);
    open.add(operator);
    assertThat(RuleStore.install(operator)).isZero();
    assertThat(RuleStore.install(operator)).isEqualTo(RuleStore.VERSION);
  }

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private Publisher publisher(List<Laggard> waitedFor) {
    return new Publisher(operator, () -> false, waitedFor::addAll);
  }

  private long publish(Publisher publisher, Phase phase) throws Exception {
    return publisher.publish(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            if (migration == 0) {
              insert(connection, statement, phase);
            } else {
              statement.execute("UPDATE trestle.rule SET phase = '" + phase.label() + "'");
            }
          }
        });
  }

  private void insert(Connection connection, Statement statement, Phase phase) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "INSERT INTO trestle.migration (name, statement, table_schema, table_name, way, state,"
                + " known_by, held_writes, untreatable) VALUES ('status', '', 'public', 'orders',"
                + " 'three-steps', 'running', '{}', 'reject', 'refuse')"
                + " RETURNING id")) {
      row.next();
      migration = row.getLong(1);
    }
    RuleStore.insert(connection, migration, List.of(rule(phase)));
  }

  private static Rule rule(Phase phase) {
    try {
      Path file = Files.createTempFile("store-it", ".yaml");
      Files.writeString(
          file,
          """
          rules:
            - table: public.orders
              column: status
              type: text
              value: "'pending'"
              phase: %s
              known-by:
                - application-name: "PostgreSQL*"
          """
              .formatted(phase.label()));
      Rule rule = RulesFile.parse(file).rules().get(0);
      Files.delete(file);
      return rule;
    } catch (IOException | io.trestle.rules.InvalidRulesException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private String direct(String sql) throws SQLException {
    try (Connection connection = postgres.connect(database)) {
      return ask(connection, sql);
    }
  }

  @Test
  void allNodesLearnOfARuleAndAcknowledgeIt() throws Exception {
    Node one = new Node("one", postgres.port());
    Node two = new Node("two", postgres.port());
    Connection before = one.connect();
    assertThat(ask(before, "SELECT note FROM orders")).isEqualTo("a");
    Publisher publisher = publisher(new ArrayList<>());

    long epoch = publish(publisher, Phase.ABSENT);

    assertThat(publisher.awaitAcknowledged(epoch)).isTrue();
    assertThat(ask(before, "SELECT status FROM orders")).isEqualTo("pending");
    assertThat(ask(two.connect(), "SELECT status FROM orders")).isEqualTo("pending");
    assertThat(one.rules.current().rules().get(0).knownBy())
        .isEqualTo(rule(Phase.ABSENT).knownBy());
    assertThat(one.rules.current().rules().get(0).database()).isEqualTo(database);
  }

  @Test
  void aPhaseWaitsForTransactionsThatAreOlder() throws Exception {
    Node node = new Node("one", postgres.port());
    List<Laggard> waitedFor = new CopyOnWriteArrayList<>();
    Publisher publisher = publisher(waitedFor);
    publisher.awaitAcknowledged(publish(publisher, Phase.ABSENT));
    Connection service = node.connect();
    service.setAutoCommit(false);
    assertThat(ask(service, "SELECT status FROM orders")).isEqualTo("pending");
    String backend = ask(service, "SELECT pg_backend_pid()");

    long readable = publish(publisher, Phase.READABLE);
    CompletableFuture<Boolean> acknowledged =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return publisher.awaitAcknowledged(readable);
              } catch (SQLException failure) {
                throw new IllegalStateException(failure);
              }
            });
    TestProxy.eventually(
        "the transaction is named",
        () -> waitedFor.stream().anyMatch(each -> ("backend " + backend).equals(each.waitsFor())));
    assertThat(acknowledged).isNotDone();
    assertThat(node.rules.current().epoch()).isEqualTo(readable);
    service.commit();

    assertThat(acknowledged.get(10, TimeUnit.SECONDS)).isTrue();
    service.setAutoCommit(true);
  }

  @Test
  void backendsAreKnownToTheStoreBeforeTheirFirstStatement() throws Exception {
    Node node = new Node("one", postgres.port());
    Publisher publisher = publisher(new ArrayList<>());
    publisher.awaitAcknowledged(publish(publisher, Phase.ABSENT));

    Connection service = node.connect();
    String backend = ask(service, "SELECT pg_backend_pid()");

    assertThat(direct("SELECT count(*) FROM trestle.backend WHERE pid = " + backend))
        .isEqualTo("1");
    service.close();
    TestProxy.eventually(
        "the backend is forgotten",
        () -> direct("SELECT count(*) FROM trestle.backend").equals("0"));
  }

  @Test
  void aNodeOutOfTouchStopsAndItsBackendsAreEnded() throws Exception {
    postgres.execute(database, "UPDATE trestle.state SET lease = '1 second'");
    try (StallingRelay relay = new StallingRelay(postgres.port())) {
      Node lost = new Node("lost", relay.port());
      Publisher publisher = publisher(new ArrayList<>());
      publisher.awaitAcknowledged(publish(publisher, Phase.ABSENT));
      Connection service = lost.connect();
      Connection idle = lost.connect();
      assertThat(ask(idle, "SELECT status FROM orders")).isEqualTo("pending");
      service.setAutoCommit(false);
      assertThat(ask(service, "SELECT status FROM orders")).isEqualTo("pending");

      relay.stall();
      long readable = publish(publisher, Phase.READABLE);
      assertThat(publisher.awaitAcknowledged(readable)).isTrue();

      assertThat(direct("SELECT count(*) FROM trestle.member")).isEqualTo("0");
      assertThatThrownBy(() -> ask(service, "SELECT status FROM orders"))
          .isInstanceOf(SQLException.class);
      TestProxy.eventually("the rules lapse", () -> lost.rules.current().lapsed() != null);
      Connection other = lost.connect();
      TestProxy.eventually(
          "ruled tables are refused",
          () -> {
            try {
              return ask(other, "SELECT status FROM orders") == null;
            } catch (SQLException refused) {
              return "TR006".equals(refused.getSQLState())
                  && String.valueOf(refused.getMessage()).contains("rule store");
            }
          });
      assertThat(ask(other, "SELECT 1")).isEqualTo("1");
      assertThat(ask(lost.connect("&ApplicationName=orders-v2"), "SELECT 1"))
          .as("the table's name in that of a service")
          .isEqualTo("1");

      relay.flow();
      TestProxy.eventually(
          "it follows again",
          () -> {
            try {
              return "pending".equals(ask(other, "SELECT status FROM orders"));
            } catch (SQLException refused) {
              return false;
            }
          });
      assertThat(publisher.awaitAcknowledged(readable)).isTrue();
      assertThat(direct("SELECT count(*) FROM trestle.member")).isEqualTo("1");
      assertThat(direct("SELECT count(*) FROM trestle.backend")).isEqualTo("2");
    }
  }

  @Test
  void aNodeThatEndsIsWaitedForNoMore() throws Exception {
    Node ended = new Node("ended", postgres.port());
    Publisher publisher = publisher(new ArrayList<>());
    publisher.awaitAcknowledged(publish(publisher, Phase.ABSENT));

    ended.close();

    assertThat(publish(publisher, Phase.READABLE)).isPositive();
    assertThat(direct("SELECT count(*) FROM trestle.member")).isEqualTo("0");
  }

  @Test
  void aStoreThatIsNotThereIsSaidSo() throws Exception {
    String url = postgres.jdbcUrl("postgres");

    assertThatThrownBy(() -> StoreRules.open(url, "one"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("trestle migrate init");
  }

  @Test
  void aStoreOfALaterVersionIsLeftAlone() throws Exception {
    postgres.execute(database, "UPDATE trestle.state SET version = 99");

    assertThatThrownBy(() -> RuleStore.install(operator)).hasMessageContaining("version 99");
    assertThatThrownBy(() -> new Node("one", postgres.port())).hasMessageContaining("version 99");
  }

  @Test
  void aRoleThatSeesNoBackendsIsTurnedAway() throws Exception {
    postgres.execute(
        database,
        "DROP ROLE IF EXISTS store_it_node; CREATE ROLE store_it_node LOGIN;"
            + "GRANT USAGE ON SCHEMA trestle TO store_it_node;"
            + "GRANT SELECT ON ALL TABLES IN SCHEMA trestle TO store_it_node;"
            + "GRANT INSERT, UPDATE, DELETE ON trestle.member, trestle.backend TO store_it_node");
    String url = postgres.jdbcUrl(database).replace("user=postgres", "user=store_it_node");

    assertThatThrownBy(() -> StoreRules.open(url, "one")).hasMessageContaining("pg_read_all_stats");
    postgres.execute(database, "GRANT pg_read_all_stats TO store_it_node");
    try (StoreRuleSource source = StoreRules.open(url, "one")) {
      assertThat(source.current().epoch()).isEqualTo(1);
    }
    postgres.execute(database, "DROP OWNED BY store_it_node; DROP ROLE store_it_node");
  }

  @Test
  void historyCannotBeChanged() throws Exception {
    postgres.execute(database, "INSERT INTO trestle.history (epoch, event) VALUES (1, 'test')");

    assertThatThrownBy(() -> postgres.execute(database, "DELETE FROM trestle.history"))
        .hasMessageContaining("append-only");
  }

  @Test
  void phasesGoToAndFro() throws Exception {
    Node node = new Node("one", postgres.port());
    Connection service = node.connect();
    Publisher publisher = publisher(new ArrayList<>());
    publisher.awaitAcknowledged(publish(publisher, Phase.ABSENT));
    for (int i = 0; i < 10; i++) {
      Phase phase = i % 2 == 0 ? Phase.READABLE : Phase.ABSENT;
      assertThat(publisher.awaitAcknowledged(publish(publisher, phase))).isTrue();
      assertThat(ask(service, "SELECT status FROM orders")).isEqualTo("pending");
    }
  }

  /** A client that is gone leaves a statement to the server, which goes on with it. */
  @Test
  void aStatementThatIsCutOffIsWaitedForUntilItsBackendIsGone() throws Exception {
    Node node = new Node("one", postgres.port());
    Publisher publisher = publisher(new ArrayList<>());
    publisher.awaitAcknowledged(publish(publisher, Phase.ABSENT));
    Connection service = node.connect();
    String backend = ask(service, "SELECT pg_backend_pid()");
    CompletableFuture<Void> cutOff =
        CompletableFuture.runAsync(
            () -> {
              try {
                ask(service, "SELECT pg_sleep(2), status FROM orders");
              } catch (SQLException gone) {
                // its connection is aborted
              }
            });
    String ofBackend = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + backend;
    TestProxy.eventually(
        "the statement runs", () -> direct(ofBackend + " AND state = 'active'").equals("1"));

    service.abort(Runnable::run);
    cutOff.get(10, TimeUnit.SECONDS);
    assertThat(direct(ofBackend)).isEqualTo("1");
    assertThat(publisher.awaitAcknowledged(publish(publisher, Phase.READABLE))).isTrue();

    assertThat(direct(ofBackend)).isEqualTo("0");
    TestProxy.eventually(
        "the backend is forgotten",
        () -> direct("SELECT count(*) FROM trestle.backend").equals("0"));
  }

  @Test
  void aLeaseThatIsMadeShorterIsFollowed() throws Exception {
    Node node = new Node("one", postgres.port());
    Publisher publisher = publisher(new ArrayList<>());
    publisher.awaitAcknowledged(publish(publisher, Phase.ABSENT));
    postgres.execute(database, "UPDATE trestle.state SET lease = '1 second'");
    TestProxy.eventually(
        "the lease is short",
        () ->
            direct(
                    "SELECT max(lease_until) < clock_timestamp() + interval '2 seconds'"
                        + " FROM trestle.member")
                .equals("t"));

    assertThat(publisher.awaitAcknowledged(publish(publisher, Phase.READABLE))).isTrue();

    assertThat(node.rules.current().lapsed()).isNull();
    assertThat(ask(node.connect(), "SELECT status FROM orders")).isEqualTo("pending");
  }
}
