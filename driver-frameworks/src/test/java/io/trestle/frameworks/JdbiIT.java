package io.trestle.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.GetGeneratedKeys;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jdbi, by SQL objects and fluently. */
class JdbiIT {

  /** A row. */
  public record Order(long id, String customer, String status) {}

  /** What Jdbi implements. */
  @RegisterConstructorMapper(Order.class)
  public interface Orders {

    @SqlUpdate("INSERT INTO orders (customer, status) VALUES (:customer, :status)")
    @GetGeneratedKeys("id")
    long insert(@Bind("customer") String customer, @Bind("status") String status);

    @SqlUpdate("INSERT INTO orders (customer) VALUES (:customer)")
    @GetGeneratedKeys
    Order insertPlainly(@Bind("customer") String customer);

    @SqlBatch("INSERT INTO orders (status, customer) VALUES (:status, :customer)")
    @GetGeneratedKeys("id")
    List<Long> insertAll(@Bind("status") String status, @Bind("customer") List<String> customers);

    @SqlQuery("SELECT * FROM orders WHERE status = :status ORDER BY status, id")
    List<Order> findByStatus(@Bind("status") String status);

    @SqlQuery("SELECT * FROM orders WHERE id = ANY(:ids) AND status = ANY(:statuses) ORDER BY id")
    List<Order> findAll(@Bind("ids") List<Long> ids, @Bind("statuses") String... statuses);

    @SqlQuery("SELECT status FROM orders WHERE id = :id")
    String status(@Bind("id") long id);

    @SqlUpdate("UPDATE orders SET status = 'shipped' WHERE id = :id")
    void ship(@Bind("id") long id);
  }

  private Shop shop;
  private HikariDataSource pool;
  private Jdbi jdbi;

  @BeforeEach
  void open() throws Exception {
    shop = new Shop();
    pool = new HikariDataSource();
    pool.setJdbcUrl(shop.url());
    pool.setMaximumPoolSize(2);
    jdbi =
        Jdbi.create(pool).installPlugin(new SqlObjectPlugin()).installPlugin(new PostgresPlugin());
  }

  @AfterEach
  void close() throws Exception {
    pool.close();
    shop.close();
  }

  @Test
  void anSqlObjectInsertsAndFindsByTheColumn() {
    Orders orders = jdbi.onDemand(Orders.class);

    assertThat(orders.insert("dan", "pending")).isEqualTo(4);
    assertThat(orders.insertPlainly("eve")).isEqualTo(new Order(5, "eve", "pending"));
    assertThat(orders.insertAll("pending", List.of("fay", "gus"))).containsExactly(6L, 7L);
    assertThat(orders.findByStatus("pending"))
        .hasSize(7)
        .contains(new Order(4, "dan", "pending"), new Order(7, "gus", "pending"));
    assertThat(orders.findByStatus("shipped")).isEmpty();
    assertThat(orders.findAll(List.of(1L, 2L), "pending", "shipped"))
        .containsExactly(new Order(1, "ann", "pending"), new Order(2, "bob", "pending"));
  }

  @Test
  void namesAreBoundAndKeysReturnedFluently() throws Exception {
    jdbi.useTransaction(
        handle -> {
          assertThat(
                  handle
                      .createUpdate(
                          "INSERT INTO orders (customer, status) VALUES (:customer, :status)")
                      .bind("customer", "dan")
                      .bind("status", "pending")
                      .executeAndReturnGeneratedKeys("id", "status")
                      .mapToMap()
                      .one())
              .containsEntry("id", 4L)
              .containsEntry("status", "pending");
          assertThat(
                  handle
                      .createQuery("SELECT * FROM orders WHERE status = :s AND customer = :c")
                      .bind("s", "pending")
                      .bind("c", "dan")
                      .map(ConstructorMapper.of(Order.class))
                      .one())
              .isEqualTo(new Order(4, "dan", "pending"));
        });
    assertThat(shop.stored("SELECT customer FROM orders WHERE id = 4")).isEqualTo("dan");
  }

  @Test
  void theColumnIsReadAndHeldUntilItIsWritable() throws Exception {
    Orders orders = jdbi.onDemand(Orders.class);
    assertThatThrownBy(() -> orders.ship(1))
        .isInstanceOf(UnableToExecuteStatementException.class)
        .extracting(Shop::sqlState)
        .isEqualTo(Shop.HELD);

    shop.toWritable(() -> assertThat(orders.status(1)).isEqualTo("pending"), () -> orders.ship(2));
    assertThat(orders.status(2)).isEqualTo("shipped");
    assertThat(shop.stored("SELECT status FROM orders WHERE id = 2")).isEqualTo("shipped");
  }
}
