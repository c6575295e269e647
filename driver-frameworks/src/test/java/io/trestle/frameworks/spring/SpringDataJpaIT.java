package io.trestle.frameworks.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.frameworks.Shop;
import io.trestle.frameworks.spring.Orders.StatusCount;
import jakarta.persistence.EntityManagerFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring Boot with Spring Data JPA over Hibernate, which looks at the metadata when it starts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringDataJpaIT {

  private static final Map<String, String> USUAL =
      Map.of(
          "spring.jpa.hibernate.ddl-auto", "none",
          "spring.jpa.properties.hibernate.jdbc.batch_size", "20",
          "spring.jpa.properties.hibernate.order_inserts", "true",
          "spring.jpa.properties.hibernate.generate_statistics", "true");

  private Shop shop;
  private ConfigurableApplicationContext application;
  private Orders orders;
  private Shipments shipments;

  @BeforeAll
  void start() throws Exception {
    shop = new Shop();
    Map<String, String> properties = new TreeMap<>(USUAL);
    properties.put("spring.datasource.url", shop.url() + "&reWriteBatchedInserts=true");
    application = ShopApplication.start(shop, properties);
    orders = application.getBean(Orders.class);
    shipments = application.getBean(Shipments.class);
  }

  @AfterAll
  void stop() throws Exception {
    application.close();
    shop.close();
  }

  @Test
  void queriesDerivedFromNamesFindRowsByTheColumn() {
    assertThat(orders.findByStatus("pending"))
        .extracting(order -> order.getCustomer() + " " + order.getStatus())
        .contains("ann pending", "bob pending", "cid pending");
    assertThat(orders.findByStatus("shipped")).isEmpty();
    assertThat(orders.countByStatus("shipped")).isZero();
  }

  @Test
  void pagesAreSortedByTheColumn() {
    Page<Order> page =
        orders.findByStatusNot("shipped", PageRequest.of(1, 2, Sort.by("status", "id")));

    assertThat(page.getContent().get(0).getId()).isEqualTo(3);
    assertThat(page.getContent()).allMatch(order -> order.getStatus().equals("pending"));
    assertThat(page.getTotalElements()).isEqualTo(orders.count());
  }

  @Test
  void nativeQueriesProjectionsAndLocksHaveTheColumn() {
    assertThat(orders.findNatively("pending", PageRequest.of(0, 2, Sort.by("status", "id"))))
        .extracting(order -> order.getId() + order.getStatus())
        .containsExactly("1pending", "2pending");
    assertThat(orders.countByStatuses())
        .singleElement()
        .extracting(StatusCount::getStatus, StatusCount::getNumber)
        .containsExactly("pending", orders.count());
    assertThat(orders.deleteByStatus("shipped")).isZero();
    Order locked =
        new TransactionTemplate(application.getBean(PlatformTransactionManager.class))
            .execute(status -> orders.findFirstByStatusOrderById("pending").orElseThrow());
    assertThat(locked).isNotNull().extracting(Order::getId).isEqualTo(1L);
  }

  @Test
  void anEntityIsWrittenReadChangedAndDeleted() throws Exception {
    Long id = orders.save(new Order("dan")).getId();
    assertThat(id).isNotNull().isGreaterThan(3);

    Order read = orders.findById(id).orElseThrow();
    assertThat(read.getStatus()).isEqualTo("pending");
    read.setCustomer("eve");
    orders.save(read);
    assertThat(shop.stored("SELECT customer FROM orders WHERE id = " + id)).isEqualTo("eve");

    orders.delete(read);
    assertThat(orders.existsById(id)).isFalse();
  }

  @Test
  void keysOfASequenceAreWrittenInBatches() throws Exception {
    Statistics statistics =
        application
            .getBean(EntityManagerFactory.class)
            .unwrap(SessionFactory.class)
            .getStatistics();
    statistics.clear();

    shipments.saveAll(
        IntStream.range(0, 40).mapToObj(number -> new Shipment("street " + number)).toList());

    assertThat(statistics.getEntityInsertCount()).isEqualTo(40);
    assertThat(statistics.getPrepareStatementCount()).isLessThan(10);
    assertThat(shipments.findByStatusOrderByIdDesc("pending"))
        .hasSize(40)
        .first()
        .extracting(Shipment::getAddress, Shipment::getStatus)
        .containsExactly("street 39", "pending");
    assertThat(shop.stored("SELECT count(DISTINCT id) FROM shipments")).isEqualTo("40");
  }

  @Test
  void aHeldWriteIsAnErrorOfTheDatabase() {
    Order changed = orders.findById(1L).orElseThrow();
    changed.setStatus("shipped");

    assertThatThrownBy(() -> orders.save(changed))
        .isInstanceOf(JpaSystemException.class)
        .extracting(Shop::sqlState)
        .isEqualTo(Shop.HELD);
    assertThatThrownBy(() -> orders.setStatus(1, "shipped"))
        .extracting(Shop::sqlState)
        .isEqualTo(Shop.HELD);
    assertThat(orders.findById(1L).orElseThrow().getStatus()).isEqualTo("pending");
  }

  @Test
  void valuesOfAllTypesAreKnownAsTheRulesValue() throws Exception {
    String filled =
        "false 1 0.50 00000000-0000-0000-0000-000000000000 2026-01-01T00:00:00Z 2026-01-02";
    Parcels parcels = application.getBean(Parcels.class);
    Parcel written = parcels.save(new Parcel("street 2"));
    parcels.save(new Parcel("street 4"));

    assertThat(
            parcels.findByGiftFalseAndPiecesAndWeightAndTokenAndPackedAndDue(
                1,
                new BigDecimal("0.5"),
                new UUID(0, 0),
                Instant.parse("2026-01-01T00:00:00Z"),
                LocalDate.of(2026, 1, 2)))
        .extracting(Parcel::contents)
        .containsExactly(filled, filled, filled);
    assertThat(shop.stored("SELECT address FROM parcels WHERE id = " + written.getId()))
        .isEqualTo("street 2");
    Parcel gift = new Parcel("street 5");
    gift.setGift(true);
    assertThatThrownBy(() -> parcels.save(gift)).extracting(Shop::sqlState).isEqualTo(Shop.HELD);
  }

  @Test
  void springBootHasToBeToldOfTheDriversClass() {
    assertThatThrownBy(
            () -> ShopApplication.start(shop, Map.of("spring.datasource.driver-class-name", "")))
        .rootCause()
        .hasMessageContaining("Failed to determine a suitable driver class");
  }

  /** {@code ddl-auto=validate} would not let the application start otherwise. */
  @Test
  void theSchemaIsValidWhereTheMetadataIsThatOfTheTarget() throws Exception {
    try (Shop fresh = new Shop()) {
      String target = fresh.url() + "&trestle.metadata=target";
      Map<String, String> validate =
          Map.of(
              "spring.datasource.url",
              target,
              "spring.jpa.hibernate.ddl-auto",
              "validate",
              "spring.jpa.properties.hibernate.globally_quoted_identifiers",
              "true");
      assertThatThrownBy(
              () ->
                  ShopApplication.start(fresh, Map.of("spring.jpa.hibernate.ddl-auto", "validate")))
          .rootCause()
          .hasMessageContaining("missing column [status]");
      try (ConfigurableApplicationContext validated = ShopApplication.start(fresh, validate)) {
        Orders found = validated.getBean(Orders.class);
        assertThat(found.findByStatus("pending")).hasSize(3);

        fresh.toWritable(
            () -> assertThat(found.findById(1L).orElseThrow().getStatus()).isEqualTo("pending"),
            () -> found.setStatus(2, "shipped"));
        assertThat(found.findByStatus("shipped")).extracting(Order::getId).isEqualTo(List.of(2L));
        assertThat(found.save(new Order("dan")).getStatus()).isEqualTo("pending");
        assertThat(
                fresh.stored(
                    "SELECT string_agg(id || coalesce(status, '-'), ' ' ORDER BY id) FROM orders"))
            .isEqualTo("1- 2shipped 3- 4pending");
      }
    }
  }
}
