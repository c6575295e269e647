package io.trestle.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.datasource.pooled.PooledDataSource;
import org.apache.ibatis.exceptions.PersistenceException;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MyBatis with a mapper of annotations and its own pool. */
class MyBatisIT {

  /** What MyBatis fills. */
  static class Order {
    @Nullable Long id;
    @Nullable String customer;
    @Nullable String status;

    Order() {}

    Order(String customer, String status) {
      this.customer = customer;
      this.status = status;
    }
  }

  interface Orders {

    @Insert("INSERT INTO orders (customer, status) VALUES (#{customer}, #{status})")
    @Options(useGeneratedKeys = true, keyProperty = "id")
    int insert(Order order);

    @Insert(
        "<script>INSERT INTO orders (customer, status) VALUES"
            + " <foreach collection='list' item='each' separator=','>"
            + "(#{each.customer}, #{each.status})</foreach></script>")
    @Options(useGeneratedKeys = true, keyProperty = "id", keyColumn = "id")
    int insertAll(List<Order> orders);

    @Select("SELECT * FROM orders WHERE status = #{status} ORDER BY status, id DESC")
    List<Order> findByStatus(String status);

    @Select("SELECT status FROM orders WHERE id = #{id}")
    String status(long id);

    @Update("UPDATE orders SET status = 'shipped' WHERE id = #{id}")
    void ship(long id);

    @Delete("DELETE FROM orders WHERE status = #{status}")
    int deleteByStatus(String status);
  }

  private Shop shop;
  private PooledDataSource pool;
  private SqlSessionFactory sessions;

  @BeforeEach
  void open() throws Exception {
    shop = new Shop();
    pool = new PooledDataSource();
    pool.setDriver("io.trestle.driver.CompatDriver");
    pool.setUrl(shop.url());
    Configuration configuration =
        new Configuration(new Environment("test", new JdbcTransactionFactory(), pool));
    configuration.addMapper(Orders.class);
    sessions = new SqlSessionFactoryBuilder().build(configuration);
  }

  @AfterEach
  void close() throws Exception {
    pool.forceCloseAll();
    shop.close();
  }

  @Test
  void aMapperFindsRowsByTheColumn() {
    try (SqlSession session = sessions.openSession()) {
      assertThat(session.getMapper(Orders.class).findByStatus("pending"))
          .extracting(order -> order.id + order.customer + order.status)
          .containsExactly("3cidpending", "2bobpending", "1annpending");
      assertThat(session.getMapper(Orders.class).deleteByStatus("shipped")).isZero();
    }
  }

  @Test
  void generatedKeysComeBackIntoTheObjects() throws Exception {
    Order one = new Order("dan", "pending");
    List<Order> more = List.of(new Order("eve", "pending"), new Order("fay", "pending"));
    try (SqlSession session = sessions.openSession()) {
      assertThat(session.getMapper(Orders.class).insert(one)).isEqualTo(1);
      assertThat(session.getMapper(Orders.class).insertAll(more)).isEqualTo(2);
      session.commit();
    }
    assertThat(one.id).isEqualTo(4);
    assertThat(more).extracting(order -> order.id).containsExactly(5L, 6L);
    try (SqlSession session = sessions.openSession()) {
      assertThat(session.getMapper(Orders.class).findByStatus("pending")).hasSize(6);
    }
  }

  @Test
  void aBatchGivesEveryObjectItsKey() throws Exception {
    Order first = new Order("dan", "pending");
    Order second = new Order("eve", "pending");
    try (SqlSession session = sessions.openSession(ExecutorType.BATCH)) {
      Orders orders = session.getMapper(Orders.class);
      orders.insert(first);
      orders.insert(second);
      session.flushStatements();
      session.commit();
    }
    assertThat(first.id).isEqualTo(4);
    assertThat(second.id).isEqualTo(5);
    assertThat(shop.stored("SELECT string_agg(customer, ' ' ORDER BY id) FROM orders"))
        .isEqualTo("ann bob cid dan eve");
  }

  @Test
  void theColumnIsReadAndHeldUntilItIsWritable() throws Exception {
    assertThatThrownBy(() -> ship(1))
        .isInstanceOf(PersistenceException.class)
        .extracting(Shop::sqlState)
        .isEqualTo(Shop.HELD);

    shop.toWritable(() -> assertThat(status(1)).isEqualTo("pending"), () -> ship(2));
    assertThat(status(2)).isEqualTo("shipped");
    assertThat(shop.stored("SELECT status FROM orders WHERE id = 2")).isEqualTo("shipped");
  }

  private void ship(long id) {
    try (SqlSession session = sessions.openSession(true)) {
      session.getMapper(Orders.class).ship(id);
    }
  }

  private String status(long id) {
    try (SqlSession session = sessions.openSession()) {
      return session.getMapper(Orders.class).status(id);
    }
  }
}
