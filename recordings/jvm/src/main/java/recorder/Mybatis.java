package recorder;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.ibatis.annotations.*;
import org.apache.ibatis.datasource.unpooled.UnpooledDataSource;
import org.apache.ibatis.mapping.Environment.Builder;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;

/** MyBatis: SQL written by hand, with dynamic parts, as its mappers send it. */
public final class Mybatis {

  private static SqlSessionFactory factory;

  private Mybatis() {}

  /** Statements as people write them. */
  public interface Shop {
    @Select("select * from orders where id = #{id}")
    Map<String, Object> order(long id);

    @Select({"<script>select * from orders",
      "<where>",
      "<if test='status != null'>and status = #{status}</if>",
      "<if test='channel != null'>and channel = #{channel}</if>",
      "<if test='least != null'>and total &gt;= #{least}</if>",
      "<if test='ids != null'>and id in <foreach item='i' collection='ids' open='(' separator=',' close=')'>#{i}</foreach></if>",
      "</where> order by id <if test='limit != null'>limit #{limit} offset #{offset}</if></script>"})
    List<Map<String, Object>> search(Map<String, Object> criteria);

    @Select("select o.id, o.status, c.name as customer_name, c.city from orders o inner join customers c on c.id = o.customer_id where c.vip = #{vip} order by o.id")
    List<Map<String, Object>> ofVips(boolean vip);

    @Select("select c.name, count(o.id) as n, max(o.total) as most, string_agg(distinct o.status, ',' order by o.status) as states from customers c left join orders o on o.customer_id = c.id group by c.id, c.name order by c.name")
    List<Map<String, Object>> summary();

    @Select("select status, priority, sum(total) as total from orders group by status, priority having sum(total) > #{least} order by status, priority")
    List<Map<String, Object>> totals(BigDecimal least);

    @Select("select t.*, u.name as assignee, u.role from tickets t left join users u on t.assignee_id = u.id and u.active = true where t.state in ('open', 'waiting') order by t.severity, t.id")
    List<Map<String, Object>> tickets();

    @Select("select p.*, a.name as author_name, (select count(*) from comments c where c.post_id = p.id and c.approved) as comments from posts p join users a on a.id = p.author_id where p.published order by p.published_at desc nulls last, p.id limit 5")
    List<Map<String, Object>> frontPage();

    @Select("with recursive tree(id, name, path) as (select id, name, cast(name as text) from categories where parent_id is null union all select c.id, c.name, tree.path || ' > ' || c.name from categories c join tree on tree.id = c.parent_id) select * from tree order by path")
    List<Map<String, Object>> tree();

    @Select("select distinct on (customer_id) customer_id, id, status, placed_at from orders order by customer_id, placed_at desc, id")
    List<Map<String, Object>> latest();

    @Select("select * from (select o.*, row_number() over (partition by status order by total desc, id) as rn from orders o) ranked where rn <= 2 order by status, rn")
    List<Map<String, Object>> top();

    @Select("select method, state, sum(amount) from payments group by grouping sets ((method), (state), ()) order by 1, 2")
    List<Map<String, Object>> paymentsReport();

    @Select("select coalesce(city, '?') as city, count(*) filter (where vip) as vips, sum(case when credit > 0 then 1 else 0 end) as credited from customers group by coalesce(city, '?') order by 1")
    List<Map<String, Object>> cities();

    @Select("select p.id, p.name, p.price, p.stock from products p where p.active and not exists (select 1 from order_items i where i.product_id = p.id and i.gift) union all select 0, 'none', 0, 0 order by 1")
    List<Map<String, Object>> products();

    @Select("select * from customers where tags @> array[#{tag}]::text[] or preferences ->> 'theme' = #{theme} order by id")
    List<Map<String, Object>> tagged(@Param("tag") String tag, @Param("theme") String theme);

    @Select("select * from ${table} where ${column} is not null order by 1, 2 limit 3")
    List<Map<String, Object>> any(@Param("table") String table, @Param("column") String column);

    @Select("select ${column}, count(*) as n from ${table} group by ${column} order by n desc, 1 fetch first 2 rows only")
    List<Map<String, Object>> common(@Param("table") String table, @Param("column") String column);

    @Select("select a.${column} from ${table} a left join ${table} b on a.${column} = b.${column} and b.${column} is not null order by 1 nulls first limit 4")
    List<Map<String, Object>> self(@Param("table") String table, @Param("column") String column);

    @Insert("insert into customers (email, name, city, vip, created_at) values (#{email}, #{name}, #{city,jdbcType=VARCHAR}, #{vip}, #{at})")
    @Options(useGeneratedKeys = true, keyProperty = "id", keyColumn = "id")
    int addCustomer(Map<String, Object> customer);

    @Insert("insert into orders (customer_id, reference, status, total, note) values (#{customer}, #{reference}::uuid, #{status}, #{total}, #{note,jdbcType=VARCHAR})")
    @Options(useGeneratedKeys = true, keyProperty = "id")
    int addOrder(Map<String, Object> order);

    @Insert("<script>insert into order_items (order_id, line_no, product_id, quantity, unit_price, gift) values <foreach item='i' collection='list' separator=','>(#{i.order}, #{i.line}, #{i.product}, #{i.quantity}, #{i.price}, #{i.gift})</foreach></script>")
    int addItems(List<Map<String, Object>> items);

    @Insert("insert into labels (name, color) values (#{name}, #{color}) on conflict (name) do update set color = excluded.color")
    int putLabel(@Param("name") String name, @Param("color") String color);

    @Insert("insert into payments select gen_random_uuid(), id, total, 'card', 'open', null, null from orders where status = #{status}")
    int bill(String status);

    @Update({"<script>update orders <set><if test='status != null'>status = #{status},</if><if test='note != null'>note = #{note},</if><if test='priority != null'>priority = #{priority},</if>version = version + 1</set> where id = #{id} and version = #{version}</script>"})
    int change(Map<String, Object> change);

    @Update("update products set stock = stock - #{n} where id = #{id} and stock >= #{n}")
    int take(@Param("id") int id, @Param("n") int n);

    @Update("update tickets t set state = 'closed', closed_at = #{at} from users u where u.id = t.assignee_id and u.role = #{role}")
    int close(@Param("at") OffsetDateTime at, @Param("role") String role);

    @Update("update customers c set credit = (select coalesce(sum(o.total), 0) from orders o where o.customer_id = c.id and o.status = 'paid'), vip = false")
    int recompute();

    @Delete("delete from comments where approved = false and score < #{score} and id > 36")
    int purge(int score);

    @Delete("<script>delete from ticket_events where id in <foreach item='i' collection='list' open='(' separator=',' close=')'>#{i}</foreach></script>")
    int deleteEvents(List<Long> ids);

    @Select("select * from products where id = #{id} for update")
    Map<String, Object> lock(int id);

    @Select("select * from tickets where state = 'open' order by id for update skip locked limit 2")
    List<Map<String, Object>> next();
  }

  public static void main(String[] args) throws Exception {
    Configuration configuration = new Configuration(new Builder("recorder")
        .transactionFactory(new JdbcTransactionFactory())
        .dataSource(new UnpooledDataSource("org.postgresql.Driver", Environment.url(), null, null)).build());
    configuration.addMapper(Shop.class);
    factory = new SqlSessionFactoryBuilder().build(configuration);
    reads();
    writes();
    System.out.println("MyBatis 3.5.19, pgjdbc");
  }

  private static void scenario(String name, ExecutorType executor, Consumer<Shop> work) {
    try (SqlSession session = factory.openSession(executor, true);
        var statement = session.getConnection().createStatement()) {
      statement.execute("SELECT recorder_reset('" + name + "')");
    } catch (java.sql.SQLException wrong) {
      throw new IllegalStateException(wrong);
    }
    try (SqlSession session = factory.openSession(executor, false)) {
      work.accept(session.getMapper(Shop.class));
      session.commit(true);
    }
  }

  private static void scenario(String name, Consumer<Shop> work) {
    scenario(name, ExecutorType.REUSE, work);
  }

  private static void reads() throws Exception {
    scenario("search", s -> s.search(Map.of("status", "new")));
    scenario("search", s -> s.search(Map.of("status", "new", "channel", "web", "least", new BigDecimal("20.5"))));
    scenario("search", s -> s.search(Map.of("ids", List.of(1L, 2L, 3L), "limit", 2, "offset", 1)));
    scenario("search", s -> s.search(Map.of()));
    List.<Consumer<Shop>>of(s -> s.order(3), s -> s.ofVips(true), Shop::summary, s -> s.totals(BigDecimal.TEN), Shop::tickets,
        Shop::frontPage, Shop::tree, Shop::latest, Shop::top, Shop::paymentsReport, Shop::cities, Shop::products,
        s -> s.tagged("mail", "dark"), s -> { for (int n = 1; n < 9; n++) { s.order(n); } })
        .forEach(work -> scenario("read", work));
    try (var connection = java.sql.DriverManager.getConnection(Environment.url());
        var found = connection.getMetaData().getColumns(null, "public", null, null)) {
      while (found.next()) {
        String table = found.getString("TABLE_NAME");
        String column = found.getString("COLUMN_NAME");
        if (!column.endsWith("id")) {
          scenario("column", s -> s.any(table, column));
          scenario("column", s -> s.common(table, column));
          scenario("column", s -> s.self(table, column));
        }
      }
    }
  }

  private static void writes() {
    OffsetDateTime at = OffsetDateTime.parse("2026-04-01T12:00:00Z");
    scenario("order", s -> {
      Map<String, Object> customer = new java.util.HashMap<>(Map.of("email", "m@example.com", "name", "M", "vip", false, "at", at));
      s.addCustomer(customer);
      Map<String, Object> order = new java.util.HashMap<>(Map.of("customer", customer.get("id"), "reference", new UUID(8, 9).toString(), "status", "new", "total", BigDecimal.ONE));
      s.addOrder(order);
      Object id = order.get("id");
      s.addItems(List.of(Map.of("order", id, "line", 1, "product", 1, "quantity", 1, "price", BigDecimal.ONE, "gift", false),
          Map.of("order", id, "line", 2, "product", 2, "quantity", 3, "price", BigDecimal.TEN, "gift", true)));
      s.take(1, 1);
    });
    scenario("upsert", s -> { s.putLabel("label1", "#ffffff"); s.putLabel("other", "#123123"); });
    scenario("bill", s -> s.bill("shipped"));
    scenario("change", s -> s.change(Map.of("id", 4L, "version", 0, "status", "new", "note", "none")));
    scenario("change", s -> s.change(Map.of("id", 4L, "version", 0, "status", "paid", "priority", 2)));
    scenario("change", s -> s.change(Map.of("id", 4L, "version", 7)));
    scenario("close", s -> s.close(at, "agent"));
    scenario("recompute", Shop::recompute);
    scenario("purge", s -> s.purge(3));
    scenario("delete", s -> s.deleteEvents(List.of(1L, 2L, 3L)));
    scenario("lock", s -> { s.lock(3); s.take(3, 2); s.next(); });
    scenario("batch", ExecutorType.BATCH, s -> { for (int n = 0; n < 6; n++) { s.putLabel("batch" + n, n % 2 == 0 ? "#ffffff" : "#00000" + n); s.take(n + 1, 1); } });
  }
}
