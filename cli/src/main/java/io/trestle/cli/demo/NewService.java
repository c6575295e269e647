package io.trestle.cli.demo;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Version 2: reads the column, filters and groups by it, and writes it. It does so from its first
 * minute, when the column is not there yet; until {@code writable} it leaves its value to the
 * database.
 */
final class NewService implements Service {

  private static final List<String> COLUMNS =
      List.of("id", "customer_id", "item", "amount_cents", OrdersTable.COLUMN);

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
    all.addAll(Collections.nCopies(3, this::update));
    all.addAll(Collections.nCopies(2, this::insert));
    all.add(this::insertDefault);
    all.add(this::insertWithout);
    all.add(this::advanceInTransaction);
    return all;
  }

  private void list(Session session, Customer customer, Stage stage) throws SQLException {
    List<List<Object>> rows = customer.orders().stream().map(Order::newRow).toList();
    session.query(
        COLUMNS, rows, "SELECT * FROM orders WHERE customer_id = ? ORDER BY id", customer.id());
  }

  private void one(Session session, Customer customer, Stage stage) throws SQLException {
    Order order = customer.anyOrder();
    session.query(
        List.of("id", OrdersTable.COLUMN),
        List.of(List.of(order.id(), order.status())),
        "SELECT id, fulfillment_status FROM orders WHERE id = ?",
        order.id());
  }

  private void filter(Session session, Customer customer, Stage stage) throws SQLException {
    String status = anyStatus();
    List<List<Object>> rows =
        customer.orders().stream()
            .filter(order -> order.status().equals(status))
            .map(order -> List.<Object>of(order.id()))
            .toList();
    session.query(
        List.of("id"),
        rows,
        "SELECT o.id FROM orders AS o"
            + " WHERE o.customer_id = ? AND o.fulfillment_status = ? ORDER BY o.id",
        customer.id(),
        status);
  }

  private void group(Session session, Customer customer, Stage stage) throws SQLException {
    Map<String, Long> counts =
        customer.orders().stream()
            .map(Order::status)
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

  private void update(Session session, Customer customer, Stage stage) throws SQLException {
    Order order = customer.anyOrder();
    if (stage.writesTheColumn()) {
      String status = anyStatus();
      session.updateOne(
          "UPDATE orders SET fulfillment_status = ? WHERE id = ?", status, order.id());
      customer.put(order.withStatus(status));
    } else {
      session.updateOne(
          "UPDATE orders SET amount_cents = amount_cents + 1"
              + " WHERE id = ? AND fulfillment_status = ?",
          order.id(),
          order.status());
      customer.put(order.withAmount(order.amountCents() + 1));
    }
  }

  private void insert(Session session, Customer customer, Stage stage) throws SQLException {
    if (!stage.writesTheColumn()) {
      insertDefault(session, customer, stage);
      return;
    }
    String status = anyStatus();
    insert(
        session,
        customer,
        status,
        "INSERT INTO orders (customer_id, item, amount_cents, fulfillment_status)"
            + " VALUES (?, ?, ?, ?) RETURNING *",
        customer.id(),
        "pen",
        250,
        status);
  }

  private void insertDefault(Session session, Customer customer, Stage stage) throws SQLException {
    insert(
        session,
        customer,
        Order.initialStatus(customer.id()),
        "INSERT INTO orders (customer_id, item, amount_cents, fulfillment_status)"
            + " VALUES (?, ?, ?, DEFAULT) RETURNING *",
        customer.id(),
        "pen",
        250);
  }

  private void insertWithout(Session session, Customer customer, Stage stage) throws SQLException {
    insert(
        session,
        customer,
        Order.initialStatus(customer.id()),
        "INSERT INTO orders (customer_id, item, amount_cents) VALUES (?, ?, ?) RETURNING *",
        customer.id(),
        "pen",
        250);
  }

  private static void insert(
      Session session, Customer customer, String status, String sql, Object... parameters)
      throws SQLException {
    Answer answer = session.select(sql, parameters);
    Order order = new Order((Long) answer.value(), customer.id(), "pen", 250, status);
    customer.put(order);
    session.check(new Answer(COLUMNS, List.of(order.newRow())), answer, sql);
  }

  private void advanceInTransaction(Session session, Customer customer, Stage stage)
      throws SQLException {
    Order order = customer.anyOrder();
    Order after =
        stage.writesTheColumn()
            ? order.withStatus(anyStatus())
            : order.withAmount(order.amountCents() + 1);
    session.inTransaction(
        () -> {
          session.query(
              List.of(OrdersTable.COLUMN),
              List.of(List.of(order.status())),
              "SELECT fulfillment_status FROM orders WHERE id = ? FOR UPDATE",
              order.id());
          session.query(
              List.of("id", OrdersTable.COLUMN),
              List.of(List.of(order.id(), after.status())),
              "UPDATE orders SET %s = ?"
                      .formatted(stage.writesTheColumn() ? OrdersTable.COLUMN : "amount_cents")
                  + " WHERE id = ? AND fulfillment_status = ? RETURNING id, fulfillment_status",
              stage.writesTheColumn() ? after.status() : (Object) after.amountCents(),
              order.id(),
              order.status());
        });
    customer.put(after);
  }

  private static String anyStatus() {
    return Order.STATUSES.get(ThreadLocalRandom.current().nextInt(Order.STATUSES.size()));
  }
}
