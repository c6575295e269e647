package io.trestle.driver;

import static io.trestle.driver.DriverFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.trestle.rules.Phase;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import javax.sql.XAConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.xa.PGXADataSource;

/** Engines end when no connection needs them, and are made anew for the next one. */
class EngineLifeIT {

  private static final String STATUS = "SELECT status FROM orders WHERE id = 1";

  private static final String OUR_BACKENDS =
      "SELECT count(*) FROM pg_stat_activity"
          + " WHERE datname = current_database() AND application_name LIKE 'trestle-%'";

  private static final String MEMBERS = "SELECT count(*) FROM trestle.member";

  /** The time goes on when a test says so. */
  private final AtomicLong time = new AtomicLong();

  private final List<AutoCloseable> open = new ArrayList<>();
  private DriverFixture fixture;
  private Set<Thread> before;

  @BeforeEach
  void start() throws Exception {
    fixture = closing(new DriverFixture());
    Shelf.endAll();
    Shelf.clock(time::get);
    before = ourThreads();
  }

  @AfterEach
  void stop() throws Exception {
    Shelf.clock(System::nanoTime);
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private <T extends AutoCloseable> T closing(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private static Set<Thread> ourThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("trestle-"))
        .collect(Collectors.toSet());
  }

  private void pass(long nanos) {
    Shelf.look();
    time.addAndGet(nanos);
    Shelf.look();
  }

  private void passTheTime() {
    pass(Shelf.UNUSED.toNanos());
  }

  private void assertNothingIsLeft() throws Exception {
    Eventually.that("the engine has ended", () -> Shelf.size() == 0);
    Eventually.that("its threads have ended", () -> before.containsAll(ourThreads()));
  }

  private String plainUrl() {
    return fixture.url().replace("jdbc:trestle:", "jdbc:");
  }

  private PGSimpleDataSource plain() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(plainUrl());
    return source;
  }

  private Map<String, String> rules() {
    return Map.of("trestle.rules", fixture.rules().toString());
  }

  private Map<String, String> rulesAndCatalog() {
    return Map.of("trestle.rules", fixture.rules().toString(), "trestle.catalog", plainUrl());
  }

  // --- what keeps an engine, and what does not ---------------------------------------------------

  @Test
  void anEngineEndsAWhileAfterItsLastConnectionWasClosed() throws Exception {
    Connection operator = closing(fixture.directly());
    Connection first = fixture.connect();
    Connection second = fixture.connect();
    assertThat(ask(first, STATUS)).isEqualTo("pending");
    assertThat(ask(operator, OUR_BACKENDS)).isNotEqualTo("0");

    first.close();
    passTheTime();
    assertThat(Shelf.size()).isEqualTo(1);
    assertThat(ask(second, STATUS)).isEqualTo("pending");

    second.close();
    pass(Shelf.UNUSED.toNanos() - 1);
    assertThat(Shelf.size()).isEqualTo(1);

    time.incrementAndGet(); // its own thread looks
    assertNothingIsLeft();
    Eventually.that("its connections are closed", () -> ask(operator, OUR_BACKENDS).equals("0"));
  }

  @Test
  void aConnectionInBetweenBeginsTheTimeAnew() throws Exception {
    fixture.connect().close();
    pass(Shelf.UNUSED.toNanos() - 1);
    fixture.connect().close();

    pass(Shelf.UNUSED.toNanos() - 1);

    assertThat(Shelf.size()).isEqualTo(1);
  }

  @Test
  void theNextConnectionMeetsRulesAndSchemaAsTheyAreThen() throws Exception {
    try (Connection connection = fixture.connect()) {
      assertThat(ask(connection, STATUS)).isEqualTo("pending");
    }
    passTheTime();
    assertNothingIsLeft();
    fixture.direct("ALTER TABLE orders ADD status text DEFAULT 'pending'");
    fixture.direct("UPDATE orders SET status = CASE id WHEN 1 THEN 'done' END");
    fixture.phase("writable");

    try (Connection connection = fixture.connect()) {
      assertThat(ask(connection, "SELECT string_agg(status, ',' ORDER BY id) FROM orders"))
          .isEqualTo("done,pending,pending");
      fixture.phase("absent");
      Eventually.that("the rules are followed", () -> ask(connection, STATUS).equals("pending"));
    }
  }

  @Test
  void whatLiesInAPoolKeepsItsEngineUntilThePoolIsClosed() throws Exception {
    HikariDataSource pool = closing(new HikariDataSource());
    pool.setJdbcUrl(plainUrl());
    pool.setMaximumPoolSize(2);
    CompatDataSource source = new CompatDataSource(pool, rules());
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("PREPARE kept AS " + STATUS);
    }

    passTheTime();

    assertThat(Shelf.size()).isEqualTo(1);
    try (Connection one = source.getConnection();
        Connection other = source.getConnection()) {
      assertThat(List.of(prepared(one), prepared(other))).contains("pending");
    }
    pool.close();
    passTheTime();
    assertNothingIsLeft();
  }

  private static String prepared(Connection connection) {
    try {
      return ask(connection, "EXECUTE kept");
    } catch (SQLException unknown) {
      return "26000".equals(unknown.getSQLState()) ? "none" : unknown.toString();
    }
  }

  @Test
  void aConnectionThatTheServerHasEndedKeepsNoEngine() throws Exception {
    Connection connection = closing(fixture.connect());
    String backend = ask(connection, "SELECT pg_backend_pid()");
    fixture.direct("SELECT pg_terminate_backend(" + backend + ")");
    assertThatThrownBy(() -> ask(connection, STATUS)).isInstanceOf(SQLException.class);

    passTheTime();

    assertNothingIsLeft();
  }

  @Test
  void aConnectionThatIsGarbageKeepsNoEngine() throws Exception {
    assertThat(ask(fixture.connect(), STATUS)).isEqualTo("pending");

    Eventually.that(
        "the engine has ended",
        () -> {
          System.gc();
          passTheTime();
          return Shelf.size() == 0;
        });
    assertNothingIsLeft();
  }

  @Test
  void aMemberOfARuleStoreLeavesAndJoinsAgain() throws Exception {
    StoreFixture store = closing(new StoreFixture());
    Connection service = store.connect();
    Connection other = store.connect();
    assertThat(store.flip(Phase.ABSENT)).isTrue();
    assertThat(ask(service, STATUS)).isEqualTo("pending");
    service.close();
    other.close();
    assertThat(store.direct(MEMBERS)).isEqualTo("1");

    passTheTime();

    assertNothingIsLeft();
    assertThat(store.direct(MEMBERS)).isEqualTo("0");
    assertThat(store.direct("SELECT count(*) FROM trestle.backend")).isEqualTo("0");
    assertThat(store.flip(Phase.READABLE)).isTrue();
    try (Connection again = store.connect()) {
      assertThat(ask(again, STATUS)).isEqualTo("pending");
      assertThat(store.direct(MEMBERS)).isEqualTo("1");
      assertThat(store.direct("SELECT count(*) FROM trestle.backend")).isEqualTo("1");
      assertThat(store.flip(Phase.ABSENT)).isTrue();
    }
  }

  // --- a connection at the moment of the end -----------------------------------------------------

  @Test
  void aConnectionThatIsTakenWhileItsEngineEndsHasAnother() throws Exception {
    AtomicInteger taken = new AtomicInteger();
    PGSimpleDataSource late =
        new PGSimpleDataSource() {
          @Override
          public Connection getConnection() throws SQLException {
            if (taken.incrementAndGet() == 2) { // the first one is for looking at the catalog
              passTheTime();
            }
            return super.getConnection();
          }
        };
    late.setUrl(plainUrl());
    CompatDataSource source = new CompatDataSource();
    source.setDataSource(late);
    source.setRules(fixture.rules().toString());
    source.setCatalog(plainUrl());

    try (Connection connection = source.getConnection()) {
      assertThat(ask(connection, STATUS)).isEqualTo("pending");
    }

    assertThat(taken).as("catalog, ended, catalog, wrapped").hasValue(4);
  }

  @Test
  void aConnectionIsNotWrappedByAnEngineThatHasEnded() throws Exception {
    SharedWrapping shared =
        new SharedWrapping(
            Settings.of(fixture.urlWithRules().replace("jdbc:trestle:", "jdbc:"), null));
    passTheTime();
    assertNothingIsLeft();

    try (Connection connection = shared.wrap(plain().getConnection(), 0)) {
      assertThat(ask(connection, STATUS)).isEqualTo("pending");
      assertThat(Shelf.size()).isEqualTo(1);
    }
  }

  @Test
  void aPhysicalConnectionOutlivesTheEngineOfItsDataSource() throws Exception {
    PGXADataSource raw = new PGXADataSource();
    raw.setUrl(plainUrl());
    XAConnection physical = new CompatXADataSource(raw, rulesAndCatalog()).getXAConnection();
    closing(physical::close);
    passTheTime();
    assertNothingIsLeft();

    try (Connection connection = physical.getConnection()) {
      assertThat(ask(connection, STATUS)).isEqualTo("pending");
    }
  }

  @Test
  void enginesThatEndWhereverTheyCanRefuseNothingAndLeaveNothingUntreated() throws Exception {
    DataSource plain = new CompatDataSource(plain(), rulesAndCatalog());
    StoreFixture store = closing(new StoreFixture());
    store.connect().close();
    assertThat(store.flip(Phase.ABSENT)).isTrue();
    List<Opening> openings =
        List.of(
            fixture::connect,
            plain::getConnection,
            () -> DriverManager.getConnection(store.url()),
            fixture::connect);
    Semaphore closed = new Semaphore(0);
    AtomicInteger ended = new AtomicInteger();
    List<CompletableFuture<Void>> services =
        openings.stream()
            .map(opening -> CompletableFuture.runAsync(() -> openAndClose(opening, closed)))
            .toList();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(services.toArray(CompletableFuture[]::new));

    while (!all.isDone()) {
      if (closed.tryAcquire(10, TimeUnit.MILLISECONDS)) {
        int there = Shelf.size();
        passTheTime();
        ended.addAndGet(Math.max(0, there - Shelf.size()));
      }
    }

    all.get();
    assertThat(ended.get()).isPositive();
    passTheTime();
    assertNothingIsLeft();
    Eventually.that("all members have left", () -> store.direct(MEMBERS).equals("0"));
  }

  /** Opens a connection. */
  private interface Opening {
    Connection open() throws SQLException;
  }

  private static void openAndClose(Opening opening, Semaphore closed) {
    for (int i = 0; i < 10; i++) {
      try (Connection connection = opening.open()) {
        assertThat(ask(connection, STATUS)).isEqualTo("pending");
      } catch (SQLException failure) {
        throw new IllegalStateException(failure);
      }
      closed.release();
    }
  }

  // --- room
  // ----------------------------------------------------------------------------------------

  @Test
  void anUnusedEngineMakesRoomWhereThereAreTooMany() throws Exception {
    List<Connection> connections = new ArrayList<>();
    for (int i = 1; i <= Shelf.MAX_ENGINES; i++) {
      connections.add(closing(differing(i)));
    }
    assertThatThrownBy(() -> differing(Shelf.MAX_ENGINES + 1))
        .isInstanceOf(SQLException.class)
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isEqualTo("53000");

    connections.get(7).close();

    closing(differing(Shelf.MAX_ENGINES + 1));
    assertThat(Shelf.size()).isEqualTo(Shelf.MAX_ENGINES);
    assertThat(ask(connections.get(6), "SELECT 1")).isEqualTo("1");
    assertThatThrownBy(() -> differing(8)).isInstanceOf(SQLException.class);
  }

  private Connection differing(int deadline) throws SQLException {
    return DriverManager.getConnection(fixture.url() + "&trestle.analysis-deadline=" + deadline);
  }

  // --- deregistering
  // -------------------------------------------------------------------------------

  @Test
  void deregisteringTheDriverEndsAll() throws Exception {
    StoreFixture store = closing(new StoreFixture());
    HikariDataSource pool = closing(new HikariDataSource());
    pool.setJdbcUrl(plainUrl());
    pool.setMaximumPoolSize(2);
    Connection lent = new CompatDataSource(pool, rulesAndCatalog()).getConnection();
    String lying = ask(lent, "SELECT pg_backend_pid()");
    lent.close();
    Connection ofFile = closing(fixture.connect());
    Connection ofStore = store.connect();
    assertThat(store.flip(Phase.ABSENT)).isTrue();
    assertThat(ask(ofStore, STATUS)).isEqualTo("pending");
    Driver driver = DriverManager.getDriver(fixture.url());

    DriverManager.deregisterDriver(driver);

    try {
      assertNothingIsLeft();
      assertThat(ofFile.isClosed()).isTrue();
      assertThat(ofStore.isClosed()).isTrue();
      assertThat(store.direct(MEMBERS)).isEqualTo("0");
      try (Connection one = pool.getConnection();
          Connection other = pool.getConnection()) {
        assertThat(List.of(backend(one), backend(other))).as("what lay there").contains(lying);
      }
      try (Connection again = driver.connect(fixture.urlWithRules(), new Properties())) {
        assertThat(ask(again, STATUS)).isEqualTo("pending");
      }
    } finally {
      DriverManager.registerDriver(driver, Shelf::endAll);
    }
  }

  private static String backend(Connection connection) throws SQLException {
    return ask(connection, "SELECT pg_backend_pid()");
  }
}
