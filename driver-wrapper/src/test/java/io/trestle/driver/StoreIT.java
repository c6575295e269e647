package io.trestle.driver;

import static io.trestle.driver.DriverFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.trestle.rules.Phase;
import io.trestle.testkit.StallingRelay;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.xa.PGXADataSource;

/** Connections that follow a rule store: they learn of phases, and phases wait for them. */
class StoreIT {

  private static final String STATUS = "SELECT status FROM orders WHERE id = 1";

  private StoreFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new StoreFixture();
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private static String backend(Connection connection) throws SQLException {
    return String.valueOf(connection.unwrap(PGConnection.class).getBackendPID());
  }

  private String backendsOf(String pid) throws SQLException {
    return fixture.direct("SELECT count(*) FROM trestle.backend WHERE pid = " + pid);
  }

  @Test
  void connectionsLearnOfARuleAndAcknowledgeIt() throws Exception {
    Connection before = fixture.connect(fixture.url() + "&ApplicationName=shop");
    assertThat(ask(before, "SELECT customer FROM orders")).isEqualTo("ann");

    assertThat(fixture.flip(Phase.ABSENT)).isTrue();

    assertThat(ask(before, STATUS)).isEqualTo("pending");
    assertThat(ask(fixture.connect(), STATUS)).isEqualTo("pending");
    assertThat(fixture.direct("SELECT kind || ': ' || name FROM trestle.member"))
        .startsWith("driver: ")
        .endsWith(" pid " + ProcessHandle.current().pid() + " shop");
  }

  // --- what is waited for ------------------------------------------------------------------------

  /** Something that is done with a connection. */
  interface Step {
    void with(Connection connection) throws Exception;
  }

  /** Work that is open until something is done. */
  record Work(Step begins, Step ends) {}

  static Stream<Named<Work>> openWork() {
    CopyIn[] copyIn = new CopyIn[1];
    CopyOut[] copyOut = new CopyOut[1];
    Step select = connection -> ask(connection, STATUS);
    return Stream.of(
        Named.of("commit", new Work(transaction(select), Connection::commit)),
        Named.of("rollback", new Work(transaction(select), Connection::rollback)),
        Named.of("setAutoCommit", new Work(transaction(select), each -> each.setAutoCommit(true))),
        Named.of("close", new Work(transaction(select), Connection::close)),
        Named.of("abort", new Work(transaction(select), each -> each.abort(Runnable::run))),
        Named.of(
            "a transaction that failed",
            new Work(
                transaction(
                    each -> assertThatThrownBy(() -> ask(each, "SELECT 1 / 0")).isNotNull()),
                Connection::rollback)),
        Named.of(
            "a transaction by texts",
            new Work(each -> execute(each, "BEGIN"), each -> execute(each, "COMMIT"))),
        Named.of(
            "a savepoint", new Work(transaction(Connection::setSavepoint), Connection::commit)),
        Named.of(
            "a savepoint that was gone back to",
            new Work(
                transaction(
                    each -> {
                      Savepoint savepoint = each.setSavepoint();
                      ask(each, STATUS);
                      each.rollback(savepoint);
                    }),
                Connection::commit)),
        Named.of(
            "metadata",
            new Work(
                transaction(each -> each.getMetaData().getTables(null, null, "orders", null)),
                Connection::commit)),
        Named.of(
            "a batch",
            new Work(
                transaction(
                    each -> {
                      PreparedStatement insert =
                          each.prepareStatement("INSERT INTO orders (customer) VALUES (?)");
                      insert.setString(1, "bob");
                      insert.addBatch();
                      insert.executeBatch();
                    }),
                Connection::commit)),
        Named.of(
            "a transaction that was begun past us",
            new Work(
                transaction(
                    each -> {
                      ask(each.unwrap(PgConnection.class), "SELECT 1");
                      ask(each, STATUS);
                    }),
                Connection::commit)),
        Named.of(
            "COPY FROM STDIN",
            new Work(
                each -> copyIn[0] = copies(each).copyIn("COPY orders FROM STDIN"),
                each -> {
                  byte[] row = "7\tbob\tpending\n".getBytes(StandardCharsets.UTF_8);
                  copyIn[0].writeToCopy(row, 0, row.length);
                  copyIn[0].endCopy();
                })),
        Named.of(
            "COPY TO STDOUT",
            new Work(
                each -> copyOut[0] = copies(each).copyOut("COPY orders TO STDOUT"),
                each -> {
                  while (copyOut[0].readFromCopy() != null) {
                    assertThat(copyOut[0].isActive()).isTrue();
                  }
                })));
  }

  private static Step transaction(Step step) {
    return connection -> {
      connection.setAutoCommit(false);
      step.with(connection);
    };
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static CopyManager copies(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  @ParameterizedTest
  @MethodSource
  void openWork(Work work) throws Exception {
    Connection service = fixture.connect();
    fixture.flip(Phase.ABSENT);
    assertWaitsFor(service, work);
  }

  private void assertWaitsFor(Connection service, Work work) throws Exception {
    String backend = backend(service);
    work.begins().with(service);

    CompletableFuture<Boolean> acknowledged = fixture.flipping(Phase.READABLE);
    Eventually.that("the work is named", () -> fixture.waitsFor("backend " + backend));
    assertThat(acknowledged).isNotDone();
    work.ends().with(service);

    assertThat(acknowledged.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTransactionThatWasBegunPastUsIsOlderThanAllRules() throws Exception {
    Connection service = fixture.connect();
    Connection other = fixture.connect();
    fixture.flip(Phase.ABSENT);
    service.setAutoCommit(false);
    ask(service.unwrap(PgConnection.class), "SELECT 1");
    other.setAutoCommit(false);
    ask(other, STATUS);
    CompletableFuture<Boolean> acknowledged = fixture.flipping(Phase.READABLE);
    Eventually.that("the other is named", () -> fixture.waitsFor("backend " + backend(other)));

    ask(service, STATUS);
    other.commit();

    Eventually.that("this one is named", () -> fixture.waitsFor("backend " + backend(service)));
    assertThat(acknowledged).isNotDone();
    service.commit();
    assertThat(acknowledged.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTransactionThatItsPoolEndsIsWaitedForUntilThen() throws Exception {
    HikariDataSource pool = fixture.closing(new HikariDataSource(pool(1, plainUrl())));
    CompatDataSource source = new CompatDataSource(pool, settings());
    fixture.flip(Phase.ABSENT);

    assertWaitsFor(
        source.getConnection(),
        new Work(transaction(each -> ask(each, STATUS)), Connection::close));

    try (Connection again = source.getConnection()) {
      assertThat(ask(again, STATUS)).isEqualTo("pending");
    }
  }

  @Test
  void aDistributedTransactionIsWaitedForUntilItsManagerEndsIt() throws Exception {
    PGXADataSource raw = new PGXADataSource();
    raw.setUrl(plainUrl());
    XAConnection physical = new CompatXADataSource(raw, settings()).getXAConnection();
    fixture.closing(physical::close);
    Connection connection = physical.getConnection();
    XAResource resource = physical.getXAResource();
    Xid xid = new Branch();
    fixture.flip(Phase.ABSENT);

    assertWaitsFor(
        connection,
        new Work(
            each -> {
              resource.start(xid, XAResource.TMNOFLAGS);
              ask(each, STATUS);
              resource.end(xid, XAResource.TMSUCCESS);
            },
            each -> resource.rollback(xid)));
  }

  private record Branch() implements Xid {
    @Override
    public int getFormatId() {
      return 1;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return new byte[] {1};
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {2};
    }
  }

  @Test
  void aStatementOfOneThreadIsWaitedForThoughThatOfAnotherHasEnded() throws Exception {
    Connection service = fixture.connect();
    fixture.flip(Phase.ABSENT);
    CompletableFuture<Void> first = asking(service, "SELECT status, pg_sleep(1) FROM orders");
    Eventually.that(
        "the first is under way",
        () ->
            fixture
                .direct("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                .equals("1"));
    CompletableFuture<Void> second = asking(service, "SELECT status, pg_sleep(2) FROM orders");
    first.get(10, TimeUnit.SECONDS);

    assertThat(fixture.flip(Phase.READABLE)).isTrue();

    assertThat(second).isDone();
  }

  private static CompletableFuture<Void> asking(Connection connection, String sql) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            assertThat(ask(connection, sql)).isEqualTo("pending");
          } catch (SQLException failure) {
            throw new IllegalStateException(failure);
          }
        });
  }

  @Test
  void whatIsDoneInAutocommitModeIsNotWaitedFor() throws Exception {
    Connection service = fixture.connect(fixture.url() + "&prepareThreshold=1");
    fixture.flip(Phase.ABSENT);
    try (PreparedStatement select =
            service.prepareStatement("SELECT status FROM orders WHERE id = ?");
        Statement unread = service.createStatement()) {
      select.setInt(1, 1);
      unread.setFetchSize(1);
      ResultSet rows = unread.executeQuery("SELECT status FROM orders, generate_series(1, 9)");
      assertThat(rows.next()).isTrue();
      assertThat(only(select)).isEqualTo("pending");
      unread.getConnection().getMetaData().getColumns(null, null, "orders", null).close();
      copies(service).copyOut("COPY orders TO STDOUT", new StringWriter());
      assertThatThrownBy(() -> ask(service, "SELECT 1 / 0")).isInstanceOf(SQLException.class);
      select.getMetaData();
      service.prepareStatement(STATUS);

      assertThat(fixture.flip(Phase.READABLE)).isTrue();

      assertThat(rows.next()).isTrue();
      assertThat(only(select)).isEqualTo("pending");
    }
  }

  private static String only(PreparedStatement select) throws SQLException {
    try (ResultSet rows = select.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }

  // --- backends ----------------------------------------------------------------------------------

  @Test
  void backendsAreKnownToTheStoreBeforeTheirFirstStatement() throws Exception {
    fixture.connect();
    fixture.flip(Phase.ABSENT);

    Connection service = fixture.connect();

    String backend = backend(service);
    assertThat(backendsOf(backend)).isEqualTo("1");
    service.close();
    Eventually.that("the backend is forgotten", () -> backendsOf(backend).equals("0"));
  }

  @Test
  void aBackendThatWasEndedIsForgotten() throws Exception {
    Connection service = fixture.connect();
    fixture.flip(Phase.ABSENT);
    String backend = backend(service);
    service.setAutoCommit(false);
    ask(service, STATUS);

    fixture.direct("SELECT pg_terminate_backend(" + backend + ")");
    assertThatThrownBy(() -> ask(service, STATUS)).isInstanceOf(SQLException.class);

    Eventually.that("the backend is forgotten", () -> backendsOf(backend).equals("0"));
    assertThat(fixture.flip(Phase.READABLE)).isTrue();
  }

  @Test
  void aConnectionThatAPoolClosesIsForgotten() throws Exception {
    HikariDataSource pool = fixture.closing(new HikariDataSource(pool(1, plainUrl())));
    CompatDataSource source = new CompatDataSource(pool, settings());
    fixture.flip(Phase.ABSENT);
    String backend;
    try (Connection borrowed = source.getConnection()) {
      backend = backend(borrowed);
      assertThat(backendsOf(backend)).isEqualTo("1");
    }
    try (Connection again = source.getConnection()) {
      assertThat(backend(again)).isEqualTo(backend);
    }

    pool.close();

    Eventually.that("the backend is forgotten", () -> backendsOf(backend).equals("0"));
  }

  @Test
  void aConnectionThatIsGarbageIsForgotten() throws Exception {
    fixture.connect();
    fixture.flip(Phase.ABSENT);
    String backend = forgetful();

    Eventually.that(
        "the backend is forgotten",
        () -> {
          System.gc();
          return backendsOf(backend).equals("0");
        });
  }

  /** Opens a transaction on a connection that nobody closes. */
  private String forgetful() throws SQLException {
    Connection leaked = DriverManager.getConnection(fixture.url());
    leaked.setAutoCommit(false);
    ask(leaked, STATUS);
    return backend(leaked);
  }

  // --- out of touch ------------------------------------------------------------------------------

  @Test
  void aNodeOutOfTouchStopsAndItsBackendsAreEnded() throws Exception {
    fixture.direct("UPDATE trestle.state SET lease = '1 second'");
    try (StallingRelay relay = new StallingRelay(fixture.postgres.port())) {
      String url = fixture.url(fixture.store(relay.port()));
      Connection service = fixture.connect(url);
      Connection idle = fixture.connect(url);
      fixture.flip(Phase.ABSENT);
      assertThat(ask(idle, STATUS)).isEqualTo("pending");
      service.setAutoCommit(false);
      assertThat(ask(service, STATUS)).isEqualTo("pending");

      relay.stall();
      long readable = fixture.publish(Phase.READABLE);
      assertThat(fixture.isAcknowledged(readable)).isTrue();

      assertThat(fixture.direct("SELECT count(*) FROM trestle.member")).isEqualTo("0");
      assertThatThrownBy(() -> ask(service, STATUS)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> ask(idle, STATUS)).isInstanceOf(SQLException.class);
      Connection[] other = new Connection[1];
      Eventually.that("ruled tables are refused", () -> isRefused(other, url));
      assertThat(ask(other[0], "SELECT 1")).isEqualTo("1");

      relay.flow();
      Eventually.that("it follows again", () -> isPending(other[0]));
      assertThat(fixture.isAcknowledged(readable)).isTrue();
      assertThat(fixture.direct("SELECT count(*) FROM trestle.member")).isEqualTo("1");
      assertThat(fixture.direct("SELECT string_agg(pid::text, ',') FROM trestle.backend"))
          .isEqualTo(backend(other[0]));
    }
  }

  private boolean isRefused(Connection[] other, String url) throws SQLException {
    try {
      if (other[0] == null) {
        other[0] = fixture.connect(url);
      }
      return ask(other[0], STATUS) == null;
    } catch (SQLException refused) {
      return "TR006".equals(refused.getSQLState())
          && String.valueOf(refused.getMessage()).contains("rule store");
    }
  }

  private static boolean isPending(Connection connection) {
    try {
      return "pending".equals(ask(connection, STATUS));
    } catch (SQLException refused) {
      return false;
    }
  }

  @Test
  void aConnectionThatIsNotAdmittedInTimeIsAnError() throws Exception {
    fixture.direct("UPDATE trestle.state SET lease = '10 seconds'");
    try (StallingRelay relay = new StallingRelay(fixture.postgres.port())) {
      String url = fixture.url(fixture.store(relay.port()));
      fixture.connect(url);
      fixture.flip(Phase.ABSENT);
      relay.stall();

      assertThatThrownBy(() -> fixture.connect(url + "&loginTimeout=1"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("could not be told of the connection within 1000 ms")
          .extracting(failure -> ((SQLException) failure).getSQLState())
          .isEqualTo("08001");
      assertThatThrownBy(() -> fixture.connect(url + "&socketTimeout=2"))
          .hasMessageContaining("within 2000 ms");

      relay.flow();
      assertThat(ask(fixture.connect(url), STATUS)).isEqualTo("pending");
    }
  }

  // --- all phases --------------------------------------------------------------------------------

  @Test
  void noServiceOfAPoolNoticesTheMigration() throws Exception {
    HikariDataSource pool =
        fixture.closing(new HikariDataSource(pool(5, fixture.url() + "&prepareThreshold=2")));
    try (FlipIT.Services services = new FlipIT.Services(pool)) {
      Phase[] phases = {Phase.READABLE, Phase.ABSENT};
      assertThat(fixture.flip(Phase.ABSENT)).isTrue();
      services.begin();
      fixture.direct("ALTER TABLE orders ADD status text");
      fixture.direct("ALTER TABLE orders ALTER status SET DEFAULT 'pending'");
      for (int i = 0; i < 10; i++) {
        services.goOn();
        assertThat(fixture.flip(phases[i % 2])).isTrue();
      }
      for (Phase phase : List.of(Phase.READABLE, Phase.WRITABLE)) {
        services.goOn();
        assertThat(fixture.flip(phase)).isTrue();
      }
      fixture.direct("UPDATE orders SET status = 'pending' WHERE status IS NULL");
      fixture.direct("ALTER TABLE orders ALTER status SET NOT NULL");
      for (Phase phase : List.of(Phase.BACKFILLED, Phase.COMPLETE)) {
        services.goOn();
        assertThat(fixture.flip(phase)).isTrue();
      }
      services.goOn();
      assertThat(services.failures()).isEmpty();
      System.out.println(
          "flip of phases by the store: " + services.rounds() + " rounds, 0 failures");
    }
  }

  // --- settings ----------------------------------------------------------------------------------

  private String plainUrl() {
    return fixture.postgres.jdbcUrl(fixture.database);
  }

  private Map<String, String> settings() {
    return Map.of("trestle.store", plainUrl(), "trestle.catalog", plainUrl());
  }

  private static HikariConfig pool(int size, String url) {
    HikariConfig config = new HikariConfig();
    if (url.startsWith("jdbc:trestle:")) {
      config.setDriverClassName(CompatDriver.class.getName());
    }
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(size);
    return config;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true&trestle.rules=/etc/rules.yaml|trestle.rules and trestle.store are both set",
        "yes|trestle.store=yes is wrong: expected true, or jdbc:postgresql:",
        "jdbc:mysql:x|trestle.store=jdbc:mysql:x is wrong: expected true, or jdbc:postgresql:",
        "jdbc:postgresql://h:port/d?password=secret|trestle.store=jdbc:postgresql://h:port/d?… is"
      })
  void aWrongSettingIsNamed(String store, String message) {
    assertThatThrownBy(() -> fixture.connect(fixture.url(store)))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(message)
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isEqualTo("22023");
  }

  @Test
  void aDataSourceHasNoStoreOfItsOwn() {
    CompatDataSource source = new CompatDataSource();
    source.setDataSource(new PGSimpleDataSource());
    source.setStore("true");

    assertThatThrownBy(source::getConnection)
        .hasMessageContaining("trestle.store=true is wrong for a data source");
  }

  @Test
  void aStoreThatIsNotThereIsSaidSo() throws Exception {
    fixture.direct("DROP SCHEMA trestle CASCADE");

    assertThatThrownBy(fixture::connect)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("trestle.store: ")
        .hasMessageContaining("trestle migrate init")
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isNotNull();
  }

  @Test
  void aStoreOutOfReachIsSaidSo() {
    String nowhere = "jdbc:postgresql://127.0.0.1:1/db?user=u";

    assertThatThrownBy(() -> fixture.connect(fixture.url(nowhere)))
        .hasMessageContaining("trestle.store: ")
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isEqualTo("08001");
  }

  // --- the end of the JVM ------------------------------------------------------------------------

  /**
   * A service in a JVM of its own: {@code late} closes its connection in a hook of its own, {@code
   * past} its pool, of which Trestle hears nothing, while it waits for that at the JVM's end.
   */
  static final class Service {

    private Service() {}

    public static void main(String[] arguments) throws Exception {
      String url = arguments[0];
      if (arguments[1].equals("past")) {
        String plain = url.substring(0, url.indexOf("&trestle.store")).replace("trestle:", "");
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(plain);
        DataSource wrapped = new CompatDataSource(pool, Map.of("trestle.store", plain));
        Connection kept = wrapped.getConnection();
        ask(kept, "SELECT 1"); // so that the hook has no classes to load
        Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(kept, pool, 300)));
        return;
      }
      Connection connection = DriverManager.getConnection(url);
      ask(connection, "SELECT 1");
      if (arguments[1].equals("late")) {
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> finish(connection, connection, 1_500)));
      } else {
        connection.close();
      }
    }

    private static void finish(Connection connection, AutoCloseable last, long after) {
      try {
        Thread.sleep(after);
        System.out.println("members: " + ask(connection, "SELECT count(*) FROM trestle.member"));
        last.close();
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"early,''", "late,members: 1", "past,members: 1"})
  void aMemberLeavesWithItsJvm(String when, String said) throws Exception {
    Process service =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Service.class.getName(),
                fixture.url(),
                when)
            .redirectErrorStream(true)
            .start();
    String output = new String(service.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(service.waitFor()).as(output).isZero();
    assertThat(output).contains(said);
    assertThat(fixture.direct("SELECT count(*) FROM trestle.member")).isEqualTo("0");
  }
}
