package io.trestle.cli.workload;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Version 2: reads the column, filters and groups by it, and writes it. It does so from its first
 * minute, when the column is not there yet; until {@code writable} it leaves its value to the
 * database, or writes V itself where that is a constant.
 */
public final class NewService implements Service {

  private static final List<String> COLUMNS =
      List.of("id", "customer_id", "item", "amount_cents", OrdersTable.COLUMN);
  private static final List<String> ID_AND_STATUS = List.of("id", OrdersTable.COLUMN);

  /** Begins with nothing. */
  public NewService() {}

  @Override
  public String name() {
    return "orders-v2";
  }

  @Override
  public List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    all.addAll(Collections.nCopies(4, this::list));
    all.addAll(Collections.nCopies(3, this::one));
    all.addAll(Collections.nCopies(3, this::filter));
    all.addAll(Collections.nCopies(2, this::group));
    all.addAll(Collections.nCopies(2, this::update));
    all.add(this::raise);
    all.addAll(Collections.nCopies(2, this::insert));
    all.add(this::insertDefault);
    all.add(this::insertWithout);
    all.add(this::advanceInTransaction);
    return all;
  }

  private void list(Session session, Customer customer, Moment moment) throws SQLException {
    String sql = "SELECT * FROM orders WHERE customer_id = ? ORDER BY id";
    List<Order> orders = customer.orders();
    Answer answer = session.select(sql, customer.id());
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      rows.add(orders.get(i).newRow(orders.get(i).status(answer.last(i))));
    }
    if (session.check(new Answer(COLUMNS, rows), answer, sql)) {
      for (int i = 0; i < orders.size(); i++) {
        customer.put(orders.get(i).read(Set.of((String) answer.last(i))));
      }
    }
  }

  private void one(Session session, Customer customer, Moment moment) throws SQLException {
    Order order = customer.anyOrder();
    String sql = "SELECT id, fulfillment_status FROM orders WHERE id = ?";
    customer.put(checked(session, order, session.select(sql, order.id()), sql));
  }

  /** Checks an answer of id and status, and returns the order as it must have been. */
  private static Order checked(Session session, Order order, Answer answer, String sql) {
    String status = order.status(answer.last(0));
    List<List<Object>> rows = List.of(List.of(order.id(), status));
    return session.check(new Answer(ID_AND_STATUS, rows), answer, sql)
        ? order.read(Set.of(status))
        : order;
  }

  private void filter(Session session, Customer customer, Moment moment) throws SQLException {
    String status = anyStatus();
    String sql =
        "SELECT o.id FROM orders AS o"
            + " WHERE o.customer_id = ? AND o.fulfillment_status = ? ORDER BY o.id";
    Answer answer = session.select(sql, customer.id(), status);
    Set<Object> found = answer.rows().stream().map(row -> row.get(0)).collect(Collectors.toSet());
    List<List<Object>> rows = new ArrayList<>();
    List<Order> seen = new ArrayList<>();
    for (Order order : customer.orders()) {
      Set<String> others = new HashSet<>(order.statuses());
      boolean mayBe = others.remove(status);
      boolean is = mayBe && (others.isEmpty() || found.contains(order.id()));
      if (is) {
        rows.add(List.of(order.id()));
      }
      seen.add(order.read(is ? Set.of(status) : others));
    }
    if (session.check(new Answer(List.of("id"), rows), answer, sql)) {
      seen.forEach(customer::put);
    }
  }

  private void group(Session session, Customer customer, Moment moment) throws SQLException {
    if (!customer.orders().stream().allMatch(Order::isCertain)) {
      list(session, customer, moment);
      return;
    }
    Map<String, Long> counts =
        customer.orders().stream()
            .map(order -> order.statuses().iterator().next())
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    List<List<Object>> rows =
        counts.entrySet().stream()
            .map(entry -> List.<Object>of(entry.getKey(), entry.getValue()))
            .toList();
    session.query(
        List.of(OrdersTable.COLUMN, "count"),
        rows,
        "SELECT fulfillment_status, count(*) FROM orders WHERE customer_id = ?"
            + " GROUP BY fulfillment_status ORDER BY fulfillment_status",
        customer.id());
  }

  private void update(Session session, Customer customer, Moment moment) throws SQLException {
    if (!moment.writesTheColumn() && customer.value() != Value.CONSTANT) {
      raise(session, customer, moment);
      return;
    }
    Order order = customer.anyOrder();
    String status = writableStatus(customer, moment);
    session.updateOne("UPDATE orders SET fulfillment_status = ? WHERE id = ?", status, order.id());
    customer.put(order.withStatus(status));
  }

  /** What may be written in any phase is a constant V. */
  private static String writableStatus(Customer customer, Moment moment) {
    return moment.writesTheColumn() ? anyStatus() : customer.value().of(customer.id(), 0);
  }

  private void raise(Session session, Customer customer, Moment moment) throws SQLException {
    Order order = customer.anyOrder();
    if (!order.isCertain()) {
      one(session, customer, moment);
      return;
    }
    session.updateOne(
        "UPDATE orders SET amount_cents = amount_cents + 1"
            + " WHERE id = ? AND fulfillment_status = ?",
        order.id(),
        order.status(""));
    customer.put(order.withAmount(order.amountCents() + 1, moment));
  }

  private void insert(Session session, Customer customer, Moment moment) throws SQLException {
    if (!moment.writesTheColumn() && customer.value() != Value.CONSTANT) {
      insertDefault(session, customer, moment);
      return;
    }
    String status = writableStatus(customer, moment);
    int amount = anyAmount();
    Answer answer =
        session.select(
            "INSERT INTO orders (customer_id, item, amount_cents, fulfillment_status)"
                + " VALUES (?, 'pen', ?, ?) RETURNING *",
            customer.id(),
            amount,
            status);
    inserted(session, customer, answer, pen(customer, answer, amount, moment).withStatus(status));
  }

  private void insertDefault(Session session, Customer customer, Moment moment)
      throws SQLException {
    insertV(
        session,
        customer,
        moment,
        "INSERT INTO orders (customer_id, item, amount_cents, fulfillment_status)"
            + " VALUES (?, 'pen', ?, DEFAULT) RETURNING *");
  }

  private void insertWithout(Session session, Customer customer, Moment moment)
      throws SQLException {
    insertV(
        session,
        customer,
        moment,
        "INSERT INTO orders (customer_id, item, amount_cents) VALUES (?, 'pen', ?) RETURNING *");
  }

  private static void insertV(Session session, Customer customer, Moment moment, String sql)
      throws SQLException {
    int amount = anyAmount();
    Answer answer = session.select(sql, customer.id(), amount);
    inserted(session, customer, answer, pen(customer, answer, amount, moment));
  }

  private static Order pen(Customer customer, Answer answer, int amount, Moment moment) {
    return Order.inserted(
        (Long) answer.value(), customer.id(), "pen", amount, customer.value(), moment);
  }

  private static void inserted(Session session, Customer customer, Answer answer, Order order) {
    customer.put(order);
    session.check(
        new Answer(COLUMNS, List.of(order.newRow(order.status("")))), answer, "INSERT of a pen");
  }

  private void advanceInTransaction(Session session, Customer customer, Moment moment)
      throws SQLException {
    boolean writes = moment.writesTheColumn();
    String select = "SELECT id, fulfillment_status FROM orders WHERE id = ? FOR UPDATE";
    String update =
        "UPDATE orders SET %s = ? WHERE id = ? AND fulfillment_status = ? RETURNING id, fulfillment_status"
            .formatted(writes ? OrdersTable.COLUMN : "amount_cents");
    Order order = customer.anyOrder();
    Order[] after = new Order[1];
    session.inTransaction(
        () -> {
          Order before = checked(session, order, session.select(select, order.id()), select);
          Order wanted =
              writes
                  ? before.withStatus(anyStatus())
                  : before.withAmount(before.amountCents() + 1, moment);
          Object set = writes ? wanted.status("") : (Object) wanted.amountCents();
          Answer answer = session.select(update, set, order.id(), before.status(""));
          after[0] = checked(session, wanted, answer, update);
        });
    customer.put(after[0]);
  }

  private static String anyStatus() {
    return Order.STATUSES.get(ThreadLocalRandom.current().nextInt(Order.STATUSES.size()));
  }

  private static int anyAmount() {
    return 100 + ThreadLocalRandom.current().nextInt(10_000);
  }
}
