package io.trestle.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.trestle.driver.CompatDataSource;
import io.trestle.driver.CompatDriver;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A pool over the driver, the driver's data source in a pool, and the same around a pool. */
class HikariIT {

  private Shop shop;

  @BeforeEach
  void open() throws Exception {
    shop = new Shop();
  }

  @AfterEach
  void close() throws Exception {
    shop.close();
  }

  private static HikariConfig config() {
    HikariConfig config = new HikariConfig();
    config.setMaximumPoolSize(2);
    config.setMinimumIdle(1);
    return config;
  }

  private HikariConfig byUrl() {
    HikariConfig config = config();
    config.setDriverClassName("io.trestle.driver.CompatDriver");
    config.setJdbcUrl(shop.url());
    return config;
  }

  @Test
  void aPoolMakesItsConnectionsByTheUrl() throws Exception {
    try (HikariDataSource pool = new HikariDataSource(byUrl())) {
      theColumnIsThere(pool);
    }
  }

  @Test
  void theRulesMayBeAPropertyOfThePool() throws Exception {
    HikariConfig config = config();
    config.setDriverClassName(CompatDriver.class.getName());
    config.setJdbcUrl(shop.plainUrl().replace("jdbc:", "jdbc:trestle:"));
    config.addDataSourceProperty("trestle.rules", shop.rules().toString());
    try (HikariDataSource pool = new HikariDataSource(config)) {
      theColumnIsThere(pool);
    }
  }

  @Test
  void settingsThatThePoolMakesOnConnectionsAreFollowed() throws Exception {
    shop.directly("CREATE SCHEMA other; CREATE TABLE other.orders (id bigint, status text)");
    shop.directly("INSERT INTO other.orders VALUES (1, 'elsewhere')");
    HikariConfig other = byUrl();
    other.setSchema("other");
    other.setConnectionInitSql("SET application_name = 'shop'");
    other.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    other.setAutoCommit(false);
    try (HikariDataSource elsewhere = new HikariDataSource(other)) {
      assertThat(status(elsewhere, 1)).isEqualTo("elsewhere");
    }
    other.setSchema("public");
    try (HikariDataSource here = new HikariDataSource(other)) {
      assertThat(status(here, 1)).isEqualTo("pending");
    }
  }

  @Test
  void aPoolTakesTheDriversDataSource() throws Exception {
    PGSimpleDataSource plain = new PGSimpleDataSource();
    plain.setUrl(shop.plainUrl());
    HikariConfig config = config();
    config.setDataSource(
        new CompatDataSource(plain, Map.of("trestle.rules", shop.rules().toString())));
    try (HikariDataSource pool = new HikariDataSource(config)) {
      theColumnIsThere(pool);
    }
  }

  @Test
  void theDriversDataSourceGoesAroundAPool() throws Exception {
    HikariConfig config = config();
    config.setJdbcUrl(shop.plainUrl());
    try (HikariDataSource pool = new HikariDataSource(config)) {
      theColumnIsThere(
          new CompatDataSource(pool, Map.of("trestle.rules", shop.rules().toString())));
    }
  }

  private void theColumnIsThere(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO orders (customer, status) VALUES (?, ?)",
                Statement.RETURN_GENERATED_KEYS);
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT customer, status FROM orders WHERE status = ? ORDER BY id DESC")) {
      insert.setString(1, "dan");
      insert.setString(2, "pending");
      assertThat(insert.executeUpdate()).isEqualTo(1);
      try (ResultSet keys = insert.getGeneratedKeys()) {
        keys.next();
        assertThat(keys.getLong("id")).isEqualTo(4);
      }
      select.setString(1, "pending");
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        assertThat(rows.getString("customer")).isEqualTo("dan");
        assertThat(rows.getString("status")).isEqualTo("pending");
      }
    }
    assertThat(shop.stored("SELECT count(*) FROM orders")).isEqualTo("4");
  }

  @Test
  void aHeldWriteLeavesTheConnectionInThePool() throws Exception {
    HikariConfig config = byUrl();
    config.setMaximumPoolSize(1);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      int session = session(pool);
      assertThatThrownBy(() -> ship(pool, 1)).extracting(Shop::sqlState).isEqualTo(Shop.HELD);
      assertThat(session(pool)).isEqualTo(session);
    }
  }

  private static int session(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void pooledConnectionsGoOnThroughThePhases() throws Exception {
    try (HikariDataSource pool = new HikariDataSource(byUrl())) {
      shop.toWritable(() -> assertThat(status(pool, 1)).isEqualTo("pending"), () -> ship(pool, 2));
      assertThat(status(pool, 2)).isEqualTo("shipped");
      assertThat(shop.stored("SELECT status FROM orders WHERE id = 1")).isEqualTo("null");
      assertThat(shop.stored("SELECT status FROM orders WHERE id = 2")).isEqualTo("shipped");
    }
  }

  private static void ship(DataSource source, long id) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement update =
            connection.prepareStatement("UPDATE orders SET status = 'shipped' WHERE id = ?")) {
      update.setLong(1, id);
      update.executeUpdate();
    }
  }

  private static String status(DataSource source, long id) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT status FROM orders WHERE id = ?")) {
      select.setLong(1, id);
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
