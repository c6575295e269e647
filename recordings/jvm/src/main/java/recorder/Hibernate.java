package recorder;

import jakarta.persistence.LockModeType;
import jakarta.persistence.metamodel.SingularAttribute;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.query.Query;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.criteria.JpaCriteriaQuery;
import org.hibernate.query.criteria.JpaRoot;
import recorder.model.*;

/** Hibernate ORM: entities, HQL, criteria, native queries. */
public final class Hibernate {

  private static final Instant NOW = Instant.parse("2026-04-01T12:00:00Z");
  private static SessionFactory factory;

  private Hibernate() {}

  public static void main(String[] args) {
    factory = Environment.hibernate().buildSessionFactory();
    for (Class<?> entity : Environment.ENTITIES) {
      attributes(entity);
    }
    queries();
    writes();
    factory.close();
    System.out.println("Hibernate " + org.hibernate.Version.getVersionString() + ", pgjdbc");
  }

  /** Errors of the database are recorded like any other answer. */
  private static void scenario(String name, Consumer<Session> work) {
    try (Session reset = factory.openSession()) {
      reset.doWork(c -> c.createStatement().execute("SELECT recorder_reset('" + name + "')"));
    }
    try {
      factory.inTransaction(work);
    } catch (jakarta.persistence.PersistenceException wrong) {
      if (!(wrong instanceof org.hibernate.JDBCException)) {
        throw wrong;
      }
    }
  }

  private static <T> void attributes(Class<T> type) {
    HibernateCriteriaBuilder cb = factory.getCriteriaBuilder();
    String entity = type.getSimpleName();
    String id = factory.getMetamodel().entity(type).hasSingleIdAttribute() ? "id"
        : entity.equals("OrderItem") ? "orderId" : "postId";
    String second = entity.equals("OrderItem") ? ", e.lineNo" : entity.equals("PostLabel") ? ", e.labelId" : "";
    String order = " order by e." + id + second;
    scenario("all " + entity, s -> s.createQuery("from " + entity + " e" + order, type).list());
    scenario("page " + entity, s -> s.createQuery("from " + entity + " e" + order, type).setFirstResult(3).setMaxResults(4).list());
    scenario("count " + entity, s -> s.createQuery("select count(*) from " + entity, Long.class).uniqueResult());
    for (SingularAttribute<? super T, ?> a : factory.getMetamodel().entity(type).getSingularAttributes()) {
      if (a.isId() || a.isAssociation()) {
        continue;
      }
      String n = a.getName();
      Object[] value = new Object[1];
      scenario(entity + "." + n, s -> value[0] = s.createQuery("select e." + n + " from " + entity + " e where e." + n + " is not null" + order, Object.class).setMaxResults(1).uniqueResult());
      boolean plain = value[0] instanceof Comparable;
      if (plain) {
        scenario(entity + "." + n, s -> s.createQuery("from " + entity + " e where e." + n + " = :v" + order, type).setParameter("v", value[0]).list());
        scenario(entity + "." + n, s -> s.createQuery("select e." + n + ", count(*) from " + entity + " e group by e." + n + " having count(*) > 1 order by count(*) desc, e." + n, Object[].class).list());
        scenario(entity + "." + n, s -> s.createQuery("select count(distinct e." + n + "), min(cast(e." + n + " as String)) from " + entity + " e where e." + n + " <> :v or e." + n + " is null", Object[].class).setParameter("v", value[0]).list());
        scenario(entity + "." + n, s -> s.createQuery("from " + entity + " e where e." + n + " in (:v)" + order, type).setParameterList("v", List.of(value[0], value[0])).list());
        scenario(entity + "." + n, s -> s.createQuery("select distinct e." + n + " from " + entity + " e order by e." + n + " desc nulls last", Object.class).setMaxResults(3).list());
        scenario(entity + "." + n, s -> s.createMutationQuery("update " + entity + " e set e." + n + " = :v where e." + n + " = :v").setParameter("v", value[0]).executeUpdate());
        scenario(entity + "." + n, s -> s.createQuery("from " + entity + " e where e." + n + " = (select max(x." + n + ") from " + entity + " x where x." + id + " < 9)" + order, type).list(), value[0]);
      }
      scenario(entity + "." + n, s -> {
        JpaCriteriaQuery<Object> q = cb.createQuery(Object.class);
        JpaRoot<T> root = q.from(type);
        q.select(root.get(n)).where(cb.isNotNull(root.get(n))).orderBy(cb.asc(root.get(id)));
        s.createQuery(q).setMaxResults(2).list();
      });
    }
  }

  private static void scenario(String name, Consumer<Session> work, Object value) {
    boolean ordered = value instanceof Number || value instanceof String || value instanceof Instant;
    if (ordered && !name.startsWith("Payment")) {
      scenario(name, work);
    }
  }

  private static void hql(String hql, Object... parameters) {
    scenario("hql", s -> {
      Query<Object> query = s.createQuery(hql, Object.class);
      for (int index = 0; index < parameters.length; index++) {
        query.setParameter(index + 1, parameters[index]);
      }
      query.list();
    });
  }

  private static void queries() {
    hql("from Order o join fetch o.customer c where c.city = ?1 order by o.id", "Berlin");
    hql("select distinct c from Customer c left join fetch c.orders order by c.id");
    hql("from Order o left join fetch o.orderItems i left join fetch i.product where o.status = ?1 order by o.id, i.lineNo", "paid");
    hql("select t.subject, u.name, u.role, u.active from Ticket t left join t.assignee u on u.active = true order by t.id");
    hql("select c.name, count(o), max(o.status), sum(o.total) from Customer c left join c.orders o group by c.id order by c.id");
    hql("select o.customer.city, o.status, avg(o.total) from Order o group by o.customer.city, o.status having avg(o.total) > ?1 order by 1 nulls first, 2", 50);
    hql("from Customer c where exists (select 1 from Order o where o.customer = c and o.status = ?1) order by c.id", "shipped");
    hql("from Customer c where c.id not in (select t.customer.id from Ticket t where t.state = ?1) order by c.id", "open");
    hql("from Customer c where size(c.orders) > 2 order by c.id");
    hql("select p.name, (select sum(i.quantity) from OrderItem i where i.product = p and i.gift = false) from Product p order by p.id");
    hql("select o.id, case when o.priority = 2 then 'high' when o.priority = 1 then 'mid' else 'low' end, coalesce(o.note, o.channel), nullif(o.version, 0) from Order o order by o.id");
    hql("select o.id, row_number() over (partition by o.status order by o.total, o.id), sum(o.total) over (order by o.id) from Order o order by o.id");
    hql("select o.status from Order o union select t.state from Ticket t order by 1");
    hql("select c.id from Customer c except select o.customer.id from Order o order by 1");
    hql("with big as (select o.customer.id as cid, sum(o.total) as spent from Order o where o.channel = 'web' group by o.customer.id) select c.name, b.spent from Customer c join big b on b.cid = c.id order by c.id");
    hql("with tree as (select c.id as id, c.name as name, 0 as lvl from Category c where c.parent is null union all select c.id as id, c.name as name, t.lvl + 1 as lvl from Category c join tree t on t.id = c.parent.id) select t.id, t.name, t.lvl from tree t order by t.id");
    hql("select p.title, l.author, l.score from Post p left join lateral (select c.author as author, c.score as score from Comment c where c.post = p order by c.score desc, c.id limit 1) l order by p.id");
    hql("select sum(case when o.status = 'new' then 1 else 0 end), count(*) filter (where o.priority > 0) from Order o");
    hql("select listagg(l.name, ', ') within group (order by l.name) from Label l where l.color = ?1", "#ffffff");
    hql("select lower(c.city), upper(c.name), length(c.name), concat(c.name, '/', c.city) from Customer c where c.name like ?1 escape '!' order by c.id", "%r 1%");
    hql("select year(o.placedAt), month(o.placedAt), sum(o.total) from Order o group by year(o.placedAt), month(o.placedAt) order by 1, 2");
    hql("from Order o where o.placedAt between ?1 and ?2 and o.shippedAt is null order by o.id", NOW.minusSeconds(86400 * 60), NOW);
    hql("from Product p where p.price > all (select i.unitPrice from OrderItem i where i.product = p) order by p.id");
    hql("select p.id from Product p where array_contains(p.labels, ?1) order by p.id", "sale");
    hql("select new map(o.id as id, o.status as status) from Order o where (o.status, o.channel) in (('new', 'web'), ('paid', 'phone')) order by o.id");
    hql("from Post p join fetch p.author where p.published = true and p.rating >= ?1 order by p.views desc, p.id fetch first 4 rows only", new BigDecimal("3.0"));
    hql("select t, e from Ticket t join t.ticketEvents e where e.kind = ?1 order by t.id, e.id", "state");
    hql("select o from Order o where o.reference = ?1", UUID.fromString("00000000-0000-4000-8000-000000000009"));
    scenario("lazy", s -> {
      for (Order o : s.createQuery("from Order o where o.id < 4 order by o.id", Order.class).list()) {
        org.hibernate.Hibernate.initialize(o.customer);
        o.orderItems.size();
        o.payments.size();
      }
    });
    scenario("find", s -> {
      s.find(Customer.class, 3L); s.find(Product.class, 4); s.find(Ticket.class, 5L); s.find(Post.class, 6L); s.find(Order.class, 7L);
      s.find(OrderItem.class, new OrderItem.Key(3L, 1)); s.byMultipleIds(User.class).multiLoad(1, 2, 3);
    });
    scenario("native", s -> {
      s.createNativeQuery("SELECT o.*, c.name AS customer_name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.status = :s ORDER BY o.id", Object[].class).setParameter("s", "new").list();
      s.createNativeQuery("SELECT {o.*} FROM orders o WHERE o.channel = ?1 ORDER BY o.id", Order.class).addEntity("o", Order.class).setParameter(1, "web").list();
      s.createNativeQuery("SELECT status, count(*) FROM orders GROUP BY ROLLUP (status) ORDER BY 1", Object[].class).list();
    });
    scenario("locks", s -> {
      s.find(Product.class, 3, LockModeType.PESSIMISTIC_WRITE);
      s.createQuery("from Ticket t where t.state = 'open' order by t.id", Ticket.class).setLockMode(LockModeType.PESSIMISTIC_READ).setMaxResults(2).list();
      s.createQuery("from Order o join fetch o.customer where o.id = 5", Order.class).setLockMode("o", org.hibernate.LockMode.UPGRADE_SKIPLOCKED).list();
      s.find(Customer.class, 8L, LockModeType.OPTIMISTIC_FORCE_INCREMENT);
    });
  }

  private static void writes() {
    scenario("persist graph", s -> {
      Customer c = new Customer();
      c.email = "h@example.com"; c.name = "H"; c.city = "Lisbon"; c.tags = new String[] {"a"}; c.preferences = Map.of("a", 1);
      s.persist(c);
      Order o = new Order();
      o.customer = c; o.reference = new UUID(1, 2); o.total = new BigDecimal("12.50"); o.placedAt = NOW;
      s.persist(o);
      for (int line = 1; line <= 3; line++) {
        OrderItem i = new OrderItem();
        i.orderId = o.id; i.lineNo = line; i.product = s.getReference(Product.class, line); i.unitPrice = BigDecimal.TEN;
        s.persist(i);
      }
      Payment p = new Payment();
      p.id = new UUID(3, 4); p.order = o; p.amount = BigDecimal.TEN; p.state = "open";
      s.persist(p);
    });
    scenario("persist with defaults", s -> {
      Label l = new Label(); l.name = "fresh"; s.persist(l);
      Ticket t = new Ticket(); t.customer = s.getReference(Customer.class, 1L); t.subject = "S"; s.persist(t);
      Post p = new Post(); p.author = s.getReference(User.class, 1); p.slug = "h"; p.title = "H"; s.persist(p);
      Comment c = new Comment(); c.post = s.getReference(Post.class, 1L); c.body = "x"; s.persist(c);
      Address a = new Address(); a.customer = s.getReference(Customer.class, 1L); a.street = "s"; a.city = "Lisbon"; s.persist(a);
      TicketEvent e = new TicketEvent(); e.ticket = s.getReference(Ticket.class, 1L); s.persist(e);
      Product q = new Product(); q.category = s.getReference(Category.class, 1); q.sku = "h"; q.name = "h"; q.active = true; q.stock = 10; s.persist(q);
      User u = new User(); u.login = "h"; u.name = "h"; s.persist(u);
    });
    scenario("dirty checking", s -> {
      Order o = s.find(Order.class, 5L); o.status = "shipped"; o.note = null;
      Customer c = s.find(Customer.class, 5L); c.city = null; c.vip = true;
      Ticket t = s.find(Ticket.class, 5L); t.state = "closed"; t.closedAt = NOW; t.watchers = new Integer[] {1, 2};
      Post p = s.find(Post.class, 5L); p.meta = Map.of("words", 9); p.views++;
      Product q = s.find(Product.class, 5); q.stock -= 1; q.labels = new String[] {"x"};
    });
    scenario("dirty to usual values", s -> {
      Order o = s.find(Order.class, 6L); o.status = "new"; o.channel = "web"; o.priority = 0;
      Ticket t = s.find(Ticket.class, 8L); t.state = "open"; t.severity = 3;
    });
    scenario("remove", s -> {
      s.remove(s.find(OrderItem.class, new OrderItem.Key(4L, 1))); s.remove(s.find(TicketEvent.class, 4L));
      s.remove(s.createQuery("from Payment p where p.order.id = 5", Payment.class).uniqueResult());
    });
    scenario("batch", s -> {
      for (int n = 0; n < 5; n++) {
        PostLabel l = new PostLabel(); l.postId = 1L + n; l.labelId = 1 + (n + 7) % 8 ; if (n % 5 != 0) { l.postId = 30L + n; l.labelId = 1; }
        l.addedOn = java.time.LocalDate.of(2026, 1, 1);
        s.persist(l);
      }
    });
    scenario("bulk", s -> {
      s.createMutationQuery("update Order o set o.priority = o.priority + 1, o.note = null where o.status = 'new'").executeUpdate();
      s.createMutationQuery("update versioned Ticket t set t.state = 'closed', t.closedAt = :now where t.dueOn < :d").setParameter("now", NOW).setParameter("d", java.time.LocalDate.of(2026, 3, 16)).executeUpdate();
      s.createMutationQuery("update Customer c set c.credit = (select coalesce(sum(o.total), 0) from Order o where o.customer = c)").executeUpdate();
      s.createMutationQuery("delete from TicketEvent e where e.kind = 'comment' and e.ticket.state = 'closed'").executeUpdate();
      s.createMutationQuery("delete from Payment p where p.state = 'open'").executeUpdate();
      s.createMutationQuery("insert into Label (name, color) select concat('copy ', l.name), l.color from Label l where l.color = '#ff0000'").executeUpdate();
      s.createMutationQuery("insert into Label (name, color) values ('label1', '#ffffff'), ('n', '#00ff00') on conflict (name) do update set color = excluded.color").executeUpdate();
    });
    scenario("merge", s -> {
      Product p = new Product(); p.id = 3; p.version = 1; p.category = s.getReference(Category.class, 2); p.sku = "SKU-0003"; p.name = "Merged"; p.price = BigDecimal.ONE;
      s.merge(p);
    });
    scenario("stateless", s -> {});
    try (var stateless = factory.openStatelessSession()) {
      var t = stateless.beginTransaction();
      Label l = new Label(); l.name = "st"; l.color = "#ffffff"; stateless.insert(l);
      l.color = "#ff0000"; stateless.update(l); stateless.delete(l);
      Payment p = new Payment(); p.id = UUID.fromString("10000000-0000-4000-8000-000000000004"); p.order = stateless.get(Order.class, 4L); p.amount = BigDecimal.ONE; p.method = "card"; p.state = "open";
      stateless.upsert(p);
      t.commit();
    }
  }
}
