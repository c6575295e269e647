package io.trestle.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SimplePropertySqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.SimpleJdbcInsert;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's JdbcClient and what it stands on. */
class JdbcClientIT {

  record Order(long id, String customer, String status) {}

  private Shop shop;
  private HikariDataSource pool;
  private JdbcClient client;

  @BeforeEach
  void open() throws Exception {
    shop = new Shop();
    pool = new HikariDataSource();
    pool.setJdbcUrl(shop.url());
    pool.setMaximumPoolSize(2);
    client = JdbcClient.create(pool);
  }

  @AfterEach
  void close() throws Exception {
    pool.close();
    shop.close();
  }

  @Test
  void rowsAreFoundByTheColumnAndHaveIt() {
    assertThat(
            client
                .sql("SELECT * FROM orders WHERE status = :status ORDER BY id")
                .param("status", "pending")
                .query(Order.class)
                .list())
        .containsExactly(
            new Order(1, "ann", "pending"),
            new Order(2, "bob", "pending"),
            new Order(3, "cid", "pending"));
    assertThat(
            client
                .sql("SELECT customer, status FROM orders WHERE id IN (:ids) AND status = :status")
                .param("ids", List.of(2, 3))
                .param("status", "shipped")
                .query()
                .listOfRows())
        .isEmpty();
  }

  @Test
  void aKeyHolderHasTheKeyAndTheColumn() {
    GeneratedKeyHolder all = new GeneratedKeyHolder();
    GeneratedKeyHolder some = new GeneratedKeyHolder();
    client
        .sql("INSERT INTO orders (customer, status) VALUES (:customer, :status)")
        .param("customer", "dan")
        .param("status", "pending")
        .update(all);
    client
        .sql("INSERT INTO orders (customer) VALUES (?)")
        .param("eve")
        .update(some, "id", "status");

    assertThat(all.getKeys()).containsEntry("id", 4L).containsEntry("status", "pending");
    assertThat(some.getKeys()).isEqualTo(Map.of("id", 5L, "status", "pending"));
  }

  @Test
  void batchesAreWrittenAlsoWhereTheDriverMakesOneStatementOfThem() throws Exception {
    try (HikariDataSource rewriting = new HikariDataSource()) {
      rewriting.setJdbcUrl(shop.url() + "&reWriteBatchedInserts=true");
      JdbcTemplate template = new JdbcTemplate(rewriting);

      template.batchUpdate(
          "INSERT INTO orders (status, customer) VALUES (?, ?)",
          List.of(
              new Object[] {"pending", "dan"},
              new Object[] {"pending", "eve"},
              new Object[] {"pending", "fay"}));
    }
    new NamedParameterJdbcTemplate(pool)
        .batchUpdate(
            "UPDATE orders SET customer = :customer, status = :status WHERE id = :id",
            new SimplePropertySqlParameterSource[] {
              new SimplePropertySqlParameterSource(new Order(5, "zoe", "pending")),
              new SimplePropertySqlParameterSource(new Order(6, "zac", "pending"))
            });
    assertThat(shop.stored("SELECT string_agg(customer, ' ' ORDER BY id) FROM orders"))
        .isEqualTo("ann bob cid dan zoe zac");
    assertThat(
            client
                .sql("SELECT count(*) FROM orders WHERE status = 'pending'")
                .query()
                .singleValue())
        .isEqualTo(6L);
  }

  /** In a transaction the driver fetches rows by the portal. */
  @Test
  void rowsAreStreamedByTheFetchSize() {
    JdbcTemplate template = new JdbcTemplate(pool);
    template.setFetchSize(1);
    JdbcClient streaming = JdbcClient.create(template);
    new TransactionTemplate(new DataSourceTransactionManager(pool))
        .executeWithoutResult(
            status -> {
              client.sql("SELECT status FROM orders FOR UPDATE").query(String.class).list();
              try (Stream<Order> rows =
                  streaming
                      .sql("SELECT * FROM orders WHERE status = ? ORDER BY id")
                      .param("pending")
                      .query(Order.class)
                      .stream()) {
                assertThat(rows.map(Order::customer)).containsExactly("ann", "bob", "cid");
              }
            });
  }

  /** It asks the metadata for the columns of the table. */
  @Test
  void anInsertMadeOfTheMetadataKnowsTheColumnOfTheTarget() throws Exception {
    try (HikariDataSource target = new HikariDataSource()) {
      target.setJdbcUrl(shop.url() + "&trestle.metadata=target");

      Number key =
          new SimpleJdbcInsert(target)
              .withSchemaName("public")
              .withTableName("orders")
              .usingGeneratedKeyColumns("id")
              .executeAndReturnKey(Map.of("customer", "dan", "status", "pending"));

      assertThat(key.longValue()).isEqualTo(4);
      assertThat(client.sql("SELECT * FROM orders WHERE id = 4").query(Order.class).single())
          .isEqualTo(new Order(4, "dan", "pending"));
    }
  }

  /** It takes the values for the columns that it was told of, and no others. */
  @Test
  void anInsertMadeOfTheMetadataLosesTheColumnThatItIsNotToldOf() throws Exception {
    new SimpleJdbcInsert(pool)
        .withSchemaName("public")
        .withTableName("orders")
        .usingGeneratedKeyColumns("id")
        .execute(Map.of("customer", "dan", "status", "shipped"));

    assertThat(status(4)).isEqualTo("pending");
    assertThatThrownBy(
            () ->
                new SimpleJdbcInsert(pool)
                    .withTableName("orders")
                    .usingColumns("customer", "status")
                    .execute(Map.of("customer", "dan", "status", "shipped")))
        .extracting(Shop::sqlState)
        .isEqualTo(Shop.HELD);
  }

  @Test
  void theColumnIsReadAndHeldUntilItIsWritable() throws Exception {
    assertThatThrownBy(() -> ship(1))
        .isInstanceOf(UncategorizedSQLException.class)
        .extracting(Shop::sqlState)
        .isEqualTo(Shop.HELD);

    shop.toWritable(() -> assertThat(status(1)).isEqualTo("pending"), () -> ship(2));
    assertThat(status(2)).isEqualTo("shipped");
    assertThat(shop.stored("SELECT status FROM orders WHERE id = 2")).isEqualTo("shipped");
  }

  private void ship(long id) {
    client
        .sql("UPDATE orders SET status = :status WHERE id = :id")
        .param("status", "shipped")
        .param("id", id)
        .update();
  }

  private String status(long id) {
    return client
        .sql("SELECT status FROM orders WHERE id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }
}
