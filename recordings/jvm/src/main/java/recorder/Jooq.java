package recorder;

import static org.jooq.impl.DSL.*;

import java.math.BigDecimal;
import java.sql.DriverManager;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.*;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.SQLDataType;

/** jOOQ: its query builder over tables read from the catalog. */
public final class Jooq {

  private static DSLContext ctx;

  private Jooq() {}

  private static Table<?> t(String name) {
    return ctx.meta().filterSchemas(s -> s.getName().equals("public")).getTables(name).get(0);
  }

  private static <T> Field<T> f(Table<?> table, String name, Class<T> type) {
    return table.field(name).coerce(type);
  }

  @SuppressWarnings("unchecked")
  private static Field<Object> f(Table<?> table, String name) {
    return (Field<Object>) table.field(name);
  }

  private static void run(String name, Function<DSLContext, Query> query) {
    ctx.execute("SELECT recorder_reset('" + name + "')");
    try {
      Query built = query.apply(ctx);
      if (built instanceof ResultQuery<?> rows) {
        rows.fetch();
      } else {
        built.execute();
      }
    } catch (DataAccessException wrong) {
      if (wrong.sqlState().equals("00000")) {
        throw wrong; // not the database's: that is recorded like any other answer
      }
    }
  }

  public static void main(String[] args) throws Exception {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
    try (var connection = DriverManager.getConnection(Environment.url())) {
      for (boolean quoted : new boolean[] {true, false}) {
        Settings settings = new Settings().withRenderSchema(quoted)
            .withRenderQuotedNames(quoted ? RenderQuotedNames.ALWAYS : RenderQuotedNames.NEVER);
        ctx = using(connection, SQLDialect.POSTGRES, settings);
        columns(quoted);
        queries();
        writes();
      }
      transaction();
    }
    System.out.println("jOOQ " + org.jooq.Constants.FULL_VERSION + ", pgjdbc");
  }

  private static void columns(boolean all) {
    for (Table<?> t : ctx.meta().filterSchemas(s -> s.getName().equals("public")).getTables()) {
      List<Field<?>> key = t.getPrimaryKey() == null ? List.of(t.field(0)) : new ArrayList<>(t.getPrimaryKey().getFields());
      run("table " + t.getName(), c -> c.selectFrom(t).orderBy(key));
      run("table " + t.getName(), c -> c.select(t.asterisk().except(t.field(t.fields().length - 1))).from(t).orderBy(key).limit(2));
      for (Field<?> field : t.fields()) {
        if (key.contains(field) || field.getName().endsWith("_id") || (!all && field.getName().length() % 2 == 0)) {
          continue;
        }
        String name = t.getName() + "." + field.getName();
        Field<Object> f = f(t, field.getName());
        Object value = ctx.select(f).from(t).where(f.isNotNull()).orderBy(key).limit(1).fetchOne(0);
        run(name, c -> c.selectFrom(t).where(f.eq(value)).orderBy(key));
        run(name, c -> c.select(f, count()).from(t).groupBy(f).having(count().gt(1)).orderBy(count().desc(), f));
        run(name, c -> c.select(countDistinct(f), count(f)).from(t).where(f.ne(value).or(f.isNull())));
        run(name, c -> c.selectFrom(t).orderBy(f.desc().nullsLast()).limit(3).offset(1));
        run(name, c -> c.select(f, rank().over(orderBy(f))).from(t).orderBy(key));
        run(name, c -> c.select(coalesce(f, val(value, f))).from(t).where(f.isNotDistinctFrom(value)));
        run(name, c -> c.selectDistinct(f).from(t).where(f.in(value, value)).orderBy(f));
        run(name, c -> { Table<?> x = table(select(f).from(t).where(f.eq(value))).as("x"); return c.select(x.field(0).coerce(Object.class)).from(x).union(select(f).from(t)).orderBy(1); });
        run(name, c -> c.update(t).set(java.util.Map.of(f, value)).where(f.eq(value)));
        run(name, c -> c.update(t).set(java.util.Map.of(f, f)).where(f.isNull()).returning(f));
        run(name, c -> c.deleteFrom(t).where(f.eq(value)).and(falseCondition()));
      }
    }
  }

  private static void queries() {
    Table<?> o = t("orders").as("o"), c = t("customers").as("c"), i = t("order_items").as("i"), p = t("products").as("p"), k = t("tickets").as("k"), u = t("users").as("u"), w = t("posts").as("w"), m = t("comments").as("m"), y = t("payments").as("y");
    Field<Long> oid = f(o, "id", Long.class), cid = f(c, "id", Long.class), owner = f(o, "customer_id", Long.class);
    Field<String> status = f(o, "status", String.class), city = f(c, "city", String.class);
    Field<BigDecimal> total = f(o, "total", BigDecimal.class);
    run("joins", x -> x.select().from(o).join(c).on(cid.eq(owner)).where(city.eq("Berlin")).orderBy(oid));
    run("joins", x -> x.select(c.field("name"), count(oid), max(status)).from(c).leftJoin(o).on(cid.eq(owner)).groupBy(cid).orderBy(cid));
    run("joins", x -> x.select(k.field("subject"), u.field("name"), u.field("role"), u.field("active"), u.field("settings")).from(k).leftJoin(u).on(f(u, "id").eq(f(k, "assignee_id"))).orderBy(k.field("id")));
    run("joins", x -> x.select(u.fields()).select(w.fields()).from(u).fullJoin(w).on(f(w, "author_id").eq(f(u, "id"))).orderBy(u.field("id"), w.field("id")));
    run("joins", x -> x.select(o.asterisk()).from(o).leftSemiJoin(y).on(f(y, "order_id").eq(oid.coerce(Object.class))).orderBy(oid));
    run("joins", x -> x.select(c.fields()).from(c).leftAntiJoin(o).on(cid.eq(owner)).orderBy(cid));
    run("joins", x -> x.select(p.field("name"), sum(f(i, "quantity", Integer.class))).from(p).join(i).on(f(i, "product_id").eq(f(p, "id"))).groupBy(p.field("name")).having(sum(f(i, "quantity", Integer.class)).gt(BigDecimal.valueOf(2))).orderBy(p.field("name")));
    run("joins", x -> { var l = lateral(select(m.field("author"), m.field("score")).from(m).where(f(m, "post_id").eq(f(w, "id"))).orderBy(m.field("score").desc(), m.field("id")).limit(1)).as("l"); return x.select(w.field("title"), l.field("author"), l.field("score")).from(w).leftJoin(l).on(trueCondition()).orderBy(w.field("id")); });
    run("subqueries", x -> x.selectFrom(c).where(exists(selectOne().from(o).where(owner.eq(cid)).and(status.eq("shipped")))).orderBy(cid));
    run("subqueries", x -> x.selectFrom(c).where(cid.notIn(select(f(k, "customer_id", Long.class)).from(k).where(f(k, "state", String.class).eq("open")))).orderBy(cid));
    run("subqueries", x -> x.select(c.field("name"), field(select(sum(total)).from(o).where(owner.eq(cid))).as("spent")).from(c).orderBy(field(name("spent")).desc().nullsLast(), cid));
    run("subqueries", x -> { var big = name("big").as(select(owner, sum(total).as("spent")).from(o).where(f(o, "channel", String.class).eq("web")).groupBy(owner)); return x.with(big).select(c.field("name"), big.field("spent")).from(big).join(c).on(cid.eq(big.field(owner))).orderBy(cid); });
    run("subqueries", x -> x.select(oid, rowNumber().over(partitionBy(status).orderBy(total, oid)), sum(total).over(partitionBy(f(o, "channel")).orderBy(oid))).from(o).orderBy(oid));
    run("subqueries", x -> x.select(oid, status).distinctOn(status).from(o).orderBy(status, oid));
    run("subqueries", x -> x.select(status, f(o, "channel"), count()).from(o).groupBy(rollup(status, f(o, "channel"))).orderBy(1, 2));
    run("subqueries", x -> x.select(status, f(o, "currency"), sum(total)).from(o).groupBy(cube(status, f(o, "currency"))).orderBy(1, 2));
    run("subqueries", x -> x.select(when(f(o, "priority", Integer.class).eq(2), "high").when(f(o, "priority", Integer.class).eq(1), "mid").otherwise("low").as("level"), count()).from(o).groupBy(field(name("level"))).orderBy(1));
    run("subqueries", x -> x.select(count().filterWhere(status.eq("new")), sum(total).filterWhere(status.ne("new")), percentileCont(0.5).withinGroupOrderBy(total)).from(o));
    run("subqueries", x -> x.select(f(w, "author_id"), arrayAgg(f(w, "slug")).orderBy(f(w, "views").desc(), f(w, "id")), listAgg(f(w, "title"), ",").withinGroupOrderBy(f(w, "id"))).from(w).groupBy(f(w, "author_id")).orderBy(1));
    run("subqueries", x -> x.select(multiset(select(f(i, "line_no"), f(i, "quantity"), f(i, "gift")).from(i).where(f(i, "order_id").eq(oid.coerce(Object.class))).orderBy(f(i, "line_no")))).from(o).where(oid.lt(4L)).orderBy(oid));
    run("subqueries", x -> x.select(jsonObject(key("id").value(oid), key("status").value(status)), jsonArrayAgg(status).orderBy(oid)).from(o).groupBy(oid, status).orderBy(oid).limit(2));
    run("subqueries", x -> x.select(row(status, f(o, "channel")).as("r"), oid).from(o).where(row(status, f(o, "channel", String.class)).in(row("new", "web"), row("paid", "phone"))).orderBy(oid).limit(4));
    run("subqueries", x -> x.selectFrom(c).where(city.likeIgnoreCase("b%")).or(city.isNull()).orderBy(cid));
    run("subqueries", x -> x.select(status).from(o).unionAll(select(f(k, "state", String.class)).from(k)).orderBy(1));
    run("subqueries", x -> x.selectFrom(o).where(total.gt(field(select(avg(f(t("orders").as("o2"), "total", BigDecimal.class))).from(t("orders").as("o2"))))).orderBy(oid).forUpdate().of(o).skipLocked());
    run("subqueries", x -> x.selectCount().from(o.where(status.eq("new"))));
    run("subqueries", x -> x.select(oid, total).from(o).orderBy(total, oid).seek(new BigDecimal("100"), 5L).limit(4));
    run("subqueries", x -> x.select(oid, total).from(o).orderBy(total).limit(2).withTies());
  }

  private static void writes() {
    Table<?> o = t("orders"), l = t("labels"), c = t("customers"), k = t("tickets"), p = t("products"), e = t("ticket_events"), y = t("payments"), m = t("comments");
    OffsetDateTime now = OffsetDateTime.parse("2026-04-01T12:00:00Z");
    run("insert", x -> x.insertInto(c, f(c, "email"), f(c, "name"), f(c, "city"), f(c, "vip")).values("j@example.com", "J", "Lisbon", false).returning());
    run("insert", x -> x.insertInto(o, f(o, "customer_id"), f(o, "reference"), f(o, "status"), f(o, "total")).values(1L, new UUID(7, 7), "new", BigDecimal.ONE).values(2L, new UUID(7, 8), "paid", BigDecimal.TEN).returningResult(f(o, "id"), f(o, "status"), f(o, "priority")));
    run("insert", x -> x.insertInto(l).set(f(l, "name"), (Object) "j").set(java.util.Map.of(f(l, "color"), defaultValue(f(l, "color")))));
    run("insert", x -> x.insertInto(l, f(l, "name")).select(select(concat(f(l, "name"), val("+")).coerce(Object.class)).from(l)).returning());
    run("insert", x -> x.insertInto(l, f(l, "name"), f(l, "color")).values("label1", "#ffffff").onConflict(f(l, "name")).doUpdate().set(java.util.Map.of(f(l, "color"), excluded(f(l, "color")))).returning());
    run("insert", x -> x.insertInto(l, f(l, "name"), f(l, "color")).values("label1", "#ff0000").onConflict(f(l, "name")).doUpdate().setAllToExcluded().where(f(l, "color").ne("#123456")));
    run("insert", x -> x.insertInto(l, f(l, "name"), f(l, "color")).values("label2", "#ffffff").onConflictDoNothing());
    run("insert", x -> x.insertInto(k, f(k, "customer_id"), f(k, "subject"), f(k, "state"), f(k, "severity"), f(k, "opened_at")).values(1L, "s", "open", 3, now));
    run("merge", x -> x.mergeInto(l).using(selectOne()).on(f(l, "name").eq("label3")).whenMatchedThenUpdate().set(f(l, "color"), "#ffffff").whenNotMatchedThenInsert(f(l, "name"), f(l, "color")).values("label3", "#ffffff"));
    run("update", x -> x.update(o).set(f(o, "status"), "shipped").set(f(o, "version", Integer.class), f(o, "version", Integer.class).plus(1)).where(f(o, "id").eq(6L)).and(f(o, "version").eq(0)));
    run("update", x -> x.update(o).set(f(o, "status"), "new").setNull(f(o, "note")).where(f(o, "status").eq("paid")).returning(f(o, "id"), f(o, "status")));
    run("update", x -> x.update(o).set(java.util.Map.of(f(o, "note"), f(c, "city"))).from(c).where(f(c, "id").eq(f(o, "customer_id"))).and(f(c, "vip", Boolean.class).isTrue()));
    run("update", x -> x.update(p).set(row(f(p, "stock"), f(p, "active")), row(val((Object) 10), val((Object) true))).where(f(p, "id").lt(4)));
    run("update", x -> x.update(c).set(f(c, "credit", BigDecimal.class), field(select(coalesce(sum(f(o, "total", BigDecimal.class)), inline(BigDecimal.ZERO))).from(o).where(f(o, "customer_id").eq(f(c, "id"))))));
    run("delete", x -> x.deleteFrom(e).where(f(e, "kind").eq("comment")).returning());
    run("delete", x -> x.deleteFrom(y).using(o).where(f(o, "id").eq(f(y, "order_id"))).and(f(o, "status").eq("new")));
    run("delete", x -> x.deleteFrom(m).where(f(m, "approved").eq(false)).and(f(m, "parent_id").isNotNull()));
  }

  private static void transaction() {
    ctx.execute("SELECT recorder_reset('transaction')");
    Table<?> c = t("customers"), o = t("orders"), i = t("order_items");
    ctx.transaction(tx -> {
      tx.dsl().selectFrom(c).where(f(c, "id").eq(8L)).forUpdate().fetch();
      tx.dsl().update(c).set(f(c, "credit"), BigDecimal.ZERO).where(f(c, "id").eq(8L)).execute();
      Object id = tx.dsl().insertInto(o, f(o, "customer_id"), f(o, "reference")).values(8L, new UUID(9, 9)).returningResult(f(o, "id")).fetchOne(0);
      tx.dsl().batch(tx.dsl().insertInto(i, f(i, "order_id"), f(i, "line_no"), f(i, "product_id"), f(i, "unit_price"), f(i, "quantity")).values(id, 1, 1, BigDecimal.ONE, 1),
          tx.dsl().insertInto(i, f(i, "order_id"), f(i, "line_no"), f(i, "product_id"), f(i, "unit_price"), f(i, "quantity")).values(id, 2, 2, BigDecimal.ONE, 2)).execute();
      tx.dsl().transaction(inner -> inner.dsl().deleteFrom(i).where(f(i, "order_id").eq(id)).execute());
    });
  }
}
