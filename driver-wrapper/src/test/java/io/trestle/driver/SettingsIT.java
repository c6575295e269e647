package io.trestle.driver;

import static io.trestle.driver.DriverFixture.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.XAConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.xa.PGXADataSource;

/** URLs, settings and data sources. */
class SettingsIT {

  private static final String STATUS = "SELECT status FROM orders WHERE id = 1";

  private DriverFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new DriverFixture();
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  @Test
  void otherUrlsAreLeftToOtherDrivers() throws Exception {
    Driver driver = new CompatDriver();

    assertThat(driver.acceptsURL("jdbc:postgresql://localhost/db")).isFalse();
    assertThat(driver.connect("jdbc:postgresql://localhost/db", new Properties())).isNull();
    assertThat(DriverManager.getDriver("jdbc:postgresql://localhost/db"))
        .isInstanceOf(org.postgresql.Driver.class);
    assertThat(DriverManager.getDriver("jdbc:trestle:postgresql://localhost/db"))
        .isInstanceOf(CompatDriver.class);
  }

  @Test
  void aPrefixIsTakenOffOnceAndTheRestMayBeAnyUrl() throws Exception {
    String twice = fixture.urlWithRules().replace("jdbc:trestle:", "jdbc:trestle:trestle:");
    try (Connection connection = DriverManager.getConnection(twice)) {
      assertThat(ask(connection, STATUS)).isEqualTo("pending");
    }
    assertThatThrownBy(() -> DriverManager.getConnection("jdbc:trestle:nothing://localhost/db"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("there is no driver for jdbc:nothing://localhost/db");
  }

  @Test
  void settingsMayBeProperties() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("trestle.rules", fixture.rules().toString());
    try (Connection connection = DriverManager.getConnection(fixture.url(), properties)) {
      assertThat(ask(connection, STATUS)).isEqualTo("pending");
    }
  }

  @Test
  void withoutRulesEverythingPasses() throws Exception {
    try (Connection connection = DriverManager.getConnection(fixture.url())) {
      assertThat(ask(connection, "SELECT customer FROM orders WHERE id = 1")).isEqualTo("ann");
      assertThatThrownBy(() -> ask(connection, STATUS))
          .extracting(failure -> ((SQLException) failure).getSQLState())
          .isEqualTo("42703");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trestle.rulez=x|unknown setting trestle.rulez=x; there are trestle.rules, trestle.store",
        "trestle.metadata=some|trestle.metadata=some is wrong: expected one of truth, target",
        "trestle.analysis-deadline=soon|trestle.analysis-deadline=soon is wrong: expected"
            + " milliseconds, 1 to 600000",
        "trestle.analysis-deadline=0|expected milliseconds, 1 to 600000",
        "trestle.catalog=jdbc:mysql:x|trestle.catalog=jdbc:mysql:x is wrong: expected"
            + " jdbc:postgresql:",
        "trestle.force-analysis=yes|trestle.force-analysis=yes is wrong: expected one of false,"
            + " true",
        "trestle.rules=/not/there.yaml|trestle.rules=/not/there.yaml cannot be read"
      })
  void aWrongSettingIsNamedWithItsValueAndWhatWasExpected(String setting, String message) {
    assertThatThrownBy(() -> DriverManager.getConnection(fixture.url() + "&" + setting))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(message)
        .extracting(failure -> ((SQLException) failure).getSQLState())
        .isEqualTo("22023");
  }

  @Test
  void wrongRulesAreNamedWithFileAndLine() throws Exception {
    Path wrong = Files.createTempFile("wrong", ".yaml");
    Files.writeString(wrong, "rules:\n  - table: orders\n");

    assertThatThrownBy(() -> DriverManager.getConnection(fixture.url() + "&trestle.rules=" + wrong))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(wrong + ":2");
    Files.delete(wrong);
  }

  @Test
  void allSettingsAreTold() throws Exception {
    DriverPropertyInfo[] told =
        new CompatDriver()
            .getPropertyInfo(fixture.urlWithRules() + "&trestle.metadata=target", new Properties());

    assertThat(Arrays.stream(told).map(info -> info.name))
        .contains("trestle.rules", "trestle.catalog", "trestle.metadata", "preferQueryMode");
    assertThat(Arrays.stream(told).filter(info -> info.name.equals("trestle.metadata")))
        .singleElement()
        .satisfies(
            info -> {
              assertThat(info.value).isEqualTo("target");
              assertThat(info.choices).containsExactly("truth", "target");
              assertThat(info.description).isNotBlank();
            });
  }

  private PGSimpleDataSource plain() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(fixture.url().replace("jdbc:trestle:", "jdbc:"));
    return source;
  }

  private Map<String, String> settings() {
    return Map.of(
        "trestle.rules",
        fixture.rules().toString(),
        "trestle.catalog",
        fixture.url().replace("jdbc:trestle:", "jdbc:"));
  }

  @Test
  void aDataSourceIsWrappedAndItsConnectionsComeBackAsTheyWere() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setDataSource(plain());
    config.setMaximumPoolSize(1);
    config.setConnectionInitSql("SET search_path = public, pg_temp");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      CompatDataSource source =
          new CompatDataSource(pool, Map.of("trestle.rules", fixture.rules().toString()));
      for (int i = 0; i < 5; i++) {
        try (Connection connection = source.getConnection()) {
          assertThat(ask(connection, "SHOW search_path")).isEqualTo("public, pg_temp");
        }
      }
      Eventually.that(
          "the catalog was looked up on the one connection",
          () -> {
            try (Connection connection = source.getConnection()) {
              return ask(connection, "SELECT customer FROM orders WHERE id = 1").equals("ann");
            }
          });
      assertThat(source.unwrap(HikariDataSource.class)).isSameAs(pool);
    }
  }

  @Test
  void connectionsForDistributedTransactionsAreWrapped() throws Exception {
    PGXADataSource raw = new PGXADataSource();
    raw.setUrl(fixture.url().replace("jdbc:trestle:", "jdbc:"));
    XAConnection physical = new CompatXADataSource(raw, settings()).getXAConnection();
    try (Connection connection = physical.getConnection()) {
      assertThat(ask(connection, STATUS)).isEqualTo("pending");
      assertThat(physical.getXAResource().getTransactionTimeout()).isZero();
    }
    physical.close();
    assertThatThrownBy(() -> new CompatXADataSource(raw, Map.of()))
        .hasMessageContaining("trestle.catalog is missing");
  }

  @Test
  void pooledConnectionsTellTheirPoolOfTheWrapper() throws Exception {
    PGConnectionPoolDataSource raw = new PGConnectionPoolDataSource();
    raw.setUrl(fixture.url().replace("jdbc:trestle:", "jdbc:"));
    var physical = new CompatConnectionPoolDataSource(raw, settings()).getPooledConnection();
    Object[] closed = new Object[1];
    physical.addConnectionEventListener(
        new javax.sql.ConnectionEventListener() {
          @Override
          public void connectionClosed(javax.sql.ConnectionEvent event) {
            closed[0] = event.getSource();
          }

          @Override
          public void connectionErrorOccurred(javax.sql.ConnectionEvent event) {
            throw new AssertionError(event.getSQLException());
          }
        });
    try (Connection connection = physical.getConnection()) {
      assertThat(ask(connection, STATUS)).isEqualTo("pending");
    }
    assertThat(closed[0]).isSameAs(physical);
    physical.close();
  }

  @Test
  void aConnectionOfAnotherDriverIsClosed() throws Exception {
    AtomicInteger closed = new AtomicInteger();
    Connection other =
        (Connection)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("close")) {
                    closed.incrementAndGet();
                    return null;
                  }
                  throw new SQLException("no such thing");
                });
    PGSimpleDataSource source =
        new PGSimpleDataSource() {
          @Override
          public Connection getConnection() {
            return other;
          }
        };
    CompatDataSource wrapped = new CompatDataSource();
    wrapped.setDataSource(source);

    assertThatThrownBy(wrapped::getConnection).hasMessage("no such thing");
    assertThat(closed).hasValue(1);
  }
}
