package io.trestle.frameworks.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.frameworks.Shop;
import java.util.Map;
import liquibase.Liquibase;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.exception.DatabaseException;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Liquibase goes round the driver, on a URL of its own: it makes the column that the driver feigns.
 */
class LiquibaseIT {

  private static final String CHANGES = "db/changelog/shop.sql";

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
            "spring.datasource.url",
            shop.url() + "&trestle.metadata=target",
            "spring.jpa.hibernate.ddl-auto",
            "validate",
            "spring.liquibase.enabled",
            "true",
            "spring.liquibase.url",
            shop.plainUrl(),
            "spring.liquibase.change-log",
            "classpath:" + CHANGES,
            "spring.liquibase.label-filter",
            "!status");
    try (ConfigurableApplicationContext application = ShopApplication.start(shop, properties)) {
      Orders orders = application.getBean(Orders.class);
      assertThat(orders.findByStatus("pending")).hasSize(3);

      update(shop.plainUrl(), null);
      shop.phase("writable");
      Shop.writes(() -> orders.setStatus(2, "shipped"));
      assertThat(orders.findByStatus("shipped"))
          .extracting(Order::getCustomer)
          .containsExactly("bob");
      assertThat(orders.countByStatus("pending")).isEqualTo(2);
      assertThat(shop.stored("SELECT status FROM orders WHERE id = 1")).isEqualTo("null");
    }
  }

  private static void update(String url, @Nullable String driver) throws LiquibaseException {
    ClassLoaderResourceAccessor files = new ClassLoaderResourceAccessor();
    Database database =
        DatabaseFactory.getInstance()
            .openDatabase(url, null, null, driver, null, null, null, files);
    try (Liquibase liquibase = new Liquibase(CHANGES, files, database)) {
      liquibase.update();
    }
  }

  @Test
  void itDoesNotKnowTheUrlOfTheDriver() {
    assertThatThrownBy(() -> update(shop.url(), null))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("Driver class was not specified");
  }

  @Test
  void byTheDriverItsMigrationOfTheColumnIsRefused() throws Exception {
    assertThatThrownBy(() -> update(shop.url(), "io.trestle.driver.CompatDriver"))
        .isInstanceOf(LiquibaseException.class)
        .extracting(Shop::sqlState)
        .isEqualTo("TR007");
    assertThat(shop.stored("SELECT string_agg(id, ' ') FROM databasechangelog")).isEqualTo("1");
    update(shop.plainUrl(), null);
    assertThat(shop.stored("SELECT count(status) FROM orders")).isEqualTo("0");
  }
}
