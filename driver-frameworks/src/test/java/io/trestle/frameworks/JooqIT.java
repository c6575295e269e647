package io.trestle.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import org.jooq.CloseableDSLContext;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** jOOQ with tables named by hand, which it writes quoted and qualified. */
class JooqIT {

  private static final Table<Record> ORDERS = table(name("orders"));
  private static final Field<Long> ID = field(name("orders", "id"), Long.class);
  private static final Field<String> CUSTOMER = field(name("orders", "customer"), String.class);
  private static final Field<String> STATUS = field(name("orders", "status"), String.class);

  private Shop shop;
  private HikariDataSource pool;
  private DSLContext jooq;

  @BeforeEach
  void open() throws Exception {
    shop = new Shop();
    pool = new HikariDataSource();
    pool.setJdbcUrl(shop.url());
    pool.setMaximumPoolSize(2);
    jooq = DSL.using(pool, SQLDialect.POSTGRES);
  }

  @AfterEach
  void close() throws Exception {
    pool.close();
    shop.close();
  }

  @Test
  void rowsAreSortedGroupedAndFoundByTheColumn() {
    assertThat(
            jooq.select(ID, STATUS)
                .from(ORDERS)
                .where(STATUS.eq("pending"))
                .orderBy(STATUS, ID.desc())
                .limit(2)
                .offset(1)
                .fetch(record -> record.get(ID) + record.get(STATUS)))
        .containsExactly("2pending", "1pending");
    assertThat(jooq.select(STATUS, count()).from(ORDERS).groupBy(STATUS).fetchMap(STATUS, count()))
        .containsOnlyKeys("pending")
        .containsValue(3);
    assertThat(jooq.selectFrom(ORDERS).where(ID.eq(1L)).fetchSingle().intoMap())
        .containsEntry("customer", "ann")
        .containsEntry("status", "pending");
  }

  /** jOOQ makes JSON of nested rows, and reads them from it. */
  @Test
  void nestedRowsHaveTheColumn() {
    Field<Long> shipped = field(name("shipments", "id"), Long.class);
    jooq.insertInto(table(name("shipments")), shipped).values(1L).execute();
    var nested =
        DSL.multiset(DSL.select(ID, STATUS).from(ORDERS).where(STATUS.eq("pending")).orderBy(ID));

    var row = jooq.select(shipped, nested).from(table(name("shipments"))).fetchSingle();

    assertThat(row.value2().map(order -> order.value1() + order.value2()))
        .containsExactly("1pending", "2pending", "3pending");
    assertThat(jooq.fetchExists(ORDERS, STATUS.eq("shipped"))).isFalse();
  }

  @Test
  void anInsertReturnsTheKeyAndTheColumn() {
    Record order =
        jooq.insertInto(ORDERS, CUSTOMER, STATUS)
            .values("dan", "pending")
            .returningResult(ID, STATUS)
            .fetchSingle();

    assertThat(order.get(ID)).isEqualTo(4);
    assertThat(order.get(STATUS)).isEqualTo("pending");
    assertThat(
            jooq.insertInto(ORDERS)
                .set(CUSTOMER, "eve")
                .returning(ID, STATUS)
                .fetchSingle()
                .get(STATUS))
        .isEqualTo("pending");
  }

  @Test
  void batchesAndMergesAreWritten() throws Exception {
    assertThat(
            jooq.batch(
                    jooq.insertInto(ORDERS, STATUS, CUSTOMER).values((String) null, (String) null))
                .bind("pending", "dan")
                .bind("pending", "eve")
                .execute())
        .containsExactly(1, 1);
    assertThat(
            jooq.batch(
                    jooq.update(ORDERS).set(STATUS, "pending").where(ID.eq(1L)),
                    jooq.deleteFrom(ORDERS).where(STATUS.eq("pending").and(ID.eq(2L))))
                .execute())
        .containsExactly(1, 1);
    jooq.insertInto(ORDERS, ID, CUSTOMER, STATUS)
        .values(3L, "zoe", "pending")
        .onConflict(ID)
        .doUpdate()
        .set(CUSTOMER, DSL.excluded(CUSTOMER))
        .set(STATUS, DSL.excluded(STATUS))
        .execute();
    assertThat(shop.stored("SELECT string_agg(customer, ' ' ORDER BY id) FROM orders"))
        .isEqualTo("ann zoe dan eve");
    assertThat(jooq.fetchValues(jooq.select(STATUS).from(ORDERS)))
        .isEqualTo(List.of("pending", "pending", "pending", "pending"));
  }

  @Test
  void theDialectIsFoundByTheUrl() {
    try (CloseableDSLContext byUrl = DSL.using(shop.url())) {
      assertThat(byUrl.dialect().family()).isEqualTo(SQLDialect.POSTGRES);
      assertThat(byUrl.fetchCount(ORDERS, STATUS.eq("pending"))).isEqualTo(3);
    }
  }

  @Test
  void theColumnIsReadAndHeldUntilItIsWritable() throws Exception {
    assertThatThrownBy(() -> ship(1))
        .isInstanceOf(DataAccessException.class)
        .extracting(Shop::sqlState)
        .isEqualTo(Shop.HELD);

    shop.toWritable(() -> assertThat(status(1)).isEqualTo("pending"), () -> ship(2));
    assertThat(status(2)).isEqualTo("shipped");
    assertThat(shop.stored("SELECT status FROM orders WHERE id = 2")).isEqualTo("shipped");
  }

  private void ship(long id) {
    jooq.transaction(
        inside -> inside.dsl().update(ORDERS).set(STATUS, "shipped").where(ID.eq(id)).execute());
  }

  private String status(long id) {
    return jooq.select(STATUS).from(ORDERS).where(ID.eq(id)).fetchSingle().value1();
  }
}
