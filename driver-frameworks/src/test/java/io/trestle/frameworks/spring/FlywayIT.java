package io.trestle.frameworks.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.trestle.frameworks.Shop;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Flyway goes round the driver, on a URL of its own: it makes the column that the driver feigns.
 */
class FlywayIT {

  private Shop shop;

  @BeforeEach
  void open() throws Exception {
    shop = Shop.withoutTables();
  }

  @AfterEach
  void close() throws Exception {
    shop.close();
  }

  @Test
  void itMigratesByAUrlOfItsOwnUnderTheApplication() throws Exception {
    Map<String, String> properties =
        Map.of(
            "spring.datasource.url", shop.url() + "&trestle.metadata=target",
            "spring.jpa.hibernate.ddl-auto", "validate",
            "spring.flyway.enabled", "true",
            "spring.flyway.url", shop.plainUrl(),
            "spring.flyway.target", "1");
    try (ConfigurableApplicationContext application = ShopApplication.start(shop, properties)) {
      Orders orders = application.getBean(Orders.class);
      assertThat(orders.findByStatus("pending")).hasSize(3);

      assertThat(plain().migrate().migrationsExecuted).isEqualTo(1);
      shop.phase("writable");
      Shop.writes(() -> orders.setStatus(2, "shipped"));
      assertThat(orders.findByStatus("shipped"))
          .extracting(Order::getCustomer)
          .containsExactly("bob");
      assertThat(orders.countByStatus("pending")).isEqualTo(2);
      assertThat(shop.stored("SELECT status FROM orders WHERE id = 1")).isEqualTo("null");
    }
  }

  private Flyway plain() {
    return Flyway.configure().dataSource(shop.plainUrl(), null, null).load();
  }

  @Test
  void itDoesNotKnowTheUrlOfTheDriver() {
    assertThatThrownBy(() -> Flyway.configure().dataSource(shop.url(), null, null).load().migrate())
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("No Flyway database plugin found to handle jdbc:trestle:postgresql:");
  }

  @Test
  void onTheApplicationsPoolItsMigrationOfTheColumnIsRefused() throws Exception {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(shop.url());
      Flyway through = Flyway.configure().dataSource(pool).load();

      assertThatThrownBy(through::migrate)
          .isInstanceOf(FlywayException.class)
          .extracting(Shop::sqlState)
          .isEqualTo("TR007");
    }
    assertThat(plain().info().current().getVersion().getVersion()).isEqualTo("1");
    assertThat(plain().migrate().migrationsExecuted).isEqualTo(1);
  }
}
