package io.trestle.driver;

import static io.trestle.driver.DriverFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.PooledConnection;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What a session has set, through transactions that are ended by calls, and through a pool. */
class SessionsIT {

  private static final String SELECT = "SELECT status FROM orders WHERE id = 1";

  private DriverFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new DriverFixture();
    fixture.direct(
        "CREATE SCHEMA old; CREATE TABLE old.orders (id int, status text);"
            + " INSERT INTO old.orders VALUES (1, 'old')");
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private static String failure(ThrowingCallable call) {
    SQLException failure = catchThrowableOfType(SQLException.class, call);
    return failure == null ? "none" : failure.getSQLState();
  }

  private static String only(PreparedStatement select) throws SQLException {
    try (ResultSet rows = select.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** A pool of pgjdbc's connections, without autocommit. */
  private HikariDataSource pool(int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(fixture.url().replace("jdbc:trestle:", "jdbc:"));
    config.setMaximumPoolSize(size);
    config.setAutoCommit(false);
    return new HikariDataSource(config);
  }

  private CompatDataSource around(HikariDataSource pool) throws SQLException {
    return new CompatDataSource(pool, Map.of("trestle.rules", fixture.rules().toString()));
  }

  @Test
  void aConnectionWithoutAutocommitIsGivenOutOfNoTransaction() throws Exception {
    String url = fixture.url().replace("jdbc:trestle:", "jdbc:");
    PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
    source.setURL(url);
    source.setDefaultAutoCommit(false);
    PooledConnection pooled =
        new CompatConnectionPoolDataSource(
                source, Map.of("trestle.rules", fixture.rules().toString(), "trestle.catalog", url))
            .getPooledConnection();
    try (Connection connection = pooled.getConnection()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      assertThat(ask(connection, SELECT)).isEqualTo("pending");
    } finally {
      pooled.close();
    }
  }

  @Test
  void aPoolRollsBackWhatARefusalHasFailed() throws Exception {
    try (HikariDataSource pool = pool(2)) {
      CompatDataSource source = around(pool);
      for (int i = 0; i < 4; i++) {
        try (Connection connection = source.getConnection();
            Statement statement = connection.createStatement()) {
          assertThat(failure(() -> statement.execute("UPDATE orders SET status = 'other'")))
              .isEqualTo("TR002");
        }
      }
    }
  }

  @Test
  void aPathIsFollowedWhereAPoolEndsTransactions() throws Exception {
    try (HikariDataSource pool = pool(1)) {
      CompatDataSource source = around(pool);
      for (int i = 0; i < 3; i++) {
        try (Connection connection = source.getConnection()) {
          assertThat(ask(connection, SELECT)).isEqualTo("pending");
          connection.setSchema("old");
          assertThat(ask(connection, SELECT)).isEqualTo("old");
        }
      }
    }
  }

  @Test
  void aPathOfTheUrlIsKnown() throws Exception {
    try (Connection connection = fixture.connect("currentSchema=old")) {
      assertThat(ask(connection, SELECT)).isEqualTo("old");
    }
  }

  @Test
  void aPathIsFollowedWhereCallsEndTransactions() throws Exception {
    try (Connection connection = fixture.connect();
        Statement statement = connection.createStatement();
        PreparedStatement select = connection.prepareStatement(SELECT)) {
      connection.setAutoCommit(false);
      statement.execute("SET LOCAL search_path = old");
      assertThat(only(select)).isEqualTo("old");
      connection.setAutoCommit(false); // changes nothing
      assertThat(only(select)).isEqualTo("old");
      connection.rollback();
      assertThat(only(select)).isEqualTo("pending");
      statement.execute("SET LOCAL search_path = old");
      connection.commit();
      assertThat(only(select)).isEqualTo("pending");
      statement.execute("CREATE TEMPORARY TABLE orders (id int, status text)");
      assertThat(failure(() -> statement.execute("SELECT 1 / 0"))).isEqualTo("22012");
      failure(connection::commit); // which is a rollback
      assertThat(only(select)).isEqualTo("pending");
    }
  }

  @Test
  void aCommentBeforeTheEndOfATransactionHidesNothing() throws Exception {
    try (Connection connection = fixture.connect();
        Statement statement = connection.createStatement();
        PreparedStatement select = connection.prepareStatement(SELECT)) {
      statement.execute("BEGIN");
      statement.execute("CREATE TEMPORARY TABLE orders (id int, status text)");
      assertThat(ask(connection, "SELECT count(status) FROM orders")).isEqualTo("0");
      statement.execute("/* away with it */ -- all\n ROLLBACK");

      assertThat(only(select)).isEqualTo("pending");
    }
  }

  @Test
  void aConnectionIsKnownWhenItIsBorrowedAgain() throws Exception {
    try (Connection physical = fixture.directly()) {
      PGSimpleDataSource pool =
          new PGSimpleDataSource() {
            @Override
            public Connection getConnection() {
              return borrowed(physical);
            }
          };
      CompatDataSource source =
          new CompatDataSource(
              pool,
              Map.of(
                  "trestle.rules",
                  fixture.rules().toString(),
                  "trestle.catalog",
                  fixture.url().replace("jdbc:trestle:", "jdbc:")));
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        ask(connection, "SELECT count(status) FROM orders");
        statement.execute("PREPARE p (text) AS UPDATE orders SET status = $1");
        statement.execute("CREATE TEMPORARY TABLE orders (id int, status text)");
      }
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        assertThat(ask(connection, "SELECT count(status) FROM orders")).isEqualTo("0");
        statement.execute("DROP TABLE orders");
        assertThat(failure(() -> statement.execute("EXECUTE p ('shipped')"))).isEqualTo("TR002");
      }
    }
  }

  /** One that a pool has handed out: closing it gives it back. */
  private static Connection borrowed(Connection physical) {
    return (Connection)
        Proxy.newProxyInstance(
            SessionsIT.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              try {
                return method.getName().equals("close") ? null : method.invoke(physical, arguments);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }

  @Test
  void whatTheDriverKeepsOfATextIsNotStale() throws Exception {
    fixture.direct("CREATE TABLE other (a int); INSERT INTO other VALUES (1)");
    String all = "SELECT * FROM other";
    try (Connection connection = fixture.connect("prepareThreshold=1");
        Statement statement = connection.createStatement()) {
      ask(connection, SELECT);
      for (int i = 0; i < 3; i++) {
        try (PreparedStatement select = connection.prepareStatement(all)) {
          only(select);
        }
      }
      statement.execute("/* own */ ALTER TABLE other ADD b int");
      connection.setAutoCommit(false);
      statement.execute("SELECT 1");
      try (PreparedStatement select = connection.prepareStatement(all)) {
        assertThat(select.executeQuery().getMetaData().getColumnCount()).isEqualTo(2);
      }
    }
  }

  @Test
  void aPathThatAFunctionSetsIsKnownWhereTheServerReportsIt() throws Exception {
    try (Connection connection = fixture.connect();
        PreparedStatement select = connection.prepareStatement(SELECT)) {
      assumeThat(connection.getMetaData().getDatabaseMajorVersion()).isGreaterThanOrEqualTo(18);
      fixture.direct(
          "CREATE FUNCTION turn() RETURNS void LANGUAGE sql"
              + " AS $$ SELECT set_config('search_path', 'old', false) $$");
      assertThat(only(select)).isEqualTo("pending");

      ask(connection, "SELECT turn()");

      assertThat(only(select)).isEqualTo("old");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"extended", "simple"})
  void aTextThatEndsATransactionIsNotExecutedTwice(String mode) throws Exception {
    fixture.direct(
        "ALTER TABLE orders ADD status text DEFAULT 'pending'; CREATE TABLE log (a int)");
    fixture.phase("readable");
    try (Connection connection = fixture.connect("preferQueryMode=" + mode);
        Statement statement = connection.createStatement()) {
      assertThat(ask(connection, SELECT)).isEqualTo("pending");
      fixture.direct("ALTER TABLE orders DROP status");
      failure(
          () ->
              statement.execute(
                  "BEGIN; INSERT INTO log VALUES (1); COMMIT; SELECT status FROM orders"));
      assertThat(ask(connection, "SELECT count(*) FROM log")).isEqualTo("1");
    }
  }

  /** Nothing of it is left, and what was before it is as certain as it was. */
  @ParameterizedTest
  @ValueSource(strings = {"extended", "simple"})
  void whatTheDriversSavepointTakesBackLeavesNoDoubt(String mode) throws Exception {
    try (Connection connection = fixture.connect("autosave=always&preferQueryMode=" + mode);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("CREATE TEMP TABLE orders (id int, status text)");
      statement.execute("INSERT INTO orders VALUES (1, 'mine')");
      String failing = "CREATE TEMP TABLE orders (id int) ON COMMIT DROP";
      assertThat(failure(() -> statement.execute(failing))).isEqualTo("42P07");
      assertThat(ask(connection, SELECT)).isEqualTo("mine");
      statement.addBatch("SET LOCAL search_path = old");
      statement.addBatch("DROP TABLE missing");
      assertThat(failure(statement::executeBatch)).isEqualTo("42P01");
      connection.commit();
      assertThat(ask(connection, SELECT)).isEqualTo("mine");
      statement.execute("DROP TABLE orders");
      connection.commit();
      assertThat(ask(connection, SELECT)).isEqualTo("pending");
    }
  }
}
