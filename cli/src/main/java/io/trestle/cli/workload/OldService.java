package io.trestle.cli.workload;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Version 1: written before the column was thought of. It must never see it. */
public final class OldService implements Service {

  private static final List<String> COLUMNS = List.of("id", "customer_id", "item", "amount_cents");

  /** Begins with nothing. */
  public OldService() {}

  @Override
  public String name() {
    return "orders-v1";
  }

  @Override
  public List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    all.addAll(Collections.nCopies(5, this::list));
    all.addAll(Collections.nCopies(5, this::one));
    all.addAll(Collections.nCopies(3, this::raise));
    all.addAll(Collections.nCopies(2, this::total));
    all.addAll(Collections.nCopies(2, this::insert));
    all.add(this::insertByPosition);
    all.add(this::raiseInTransaction);
    all.add(this::delete);
    return all;
  }

  private void list(Session session, Customer customer, Moment moment) throws SQLException {
    List<List<Object>> rows = customer.orders().stream().map(Order::oldRow).toList();
    session.query(
        COLUMNS, rows, "SELECT * FROM orders WHERE customer_id = ? ORDER BY id", customer.id());
  }

  private void one(Session session, Customer customer, Moment moment) throws SQLException {
    Order order = customer.anyOrder();
    session.query(
        List.of("id", "amount_cents"),
        List.of(List.of(order.id(), order.amountCents())),
        "SELECT o.id, o.amount_cents FROM orders o WHERE o.id = ?",
        order.id());
  }

  private void raise(Session session, Customer customer, Moment moment) throws SQLException {
    Order order = customer.anyOrder();
    session.updateOne(
        "UPDATE orders SET amount_cents = amount_cents + ? WHERE id = ?", 25, order.id());
    customer.put(order.withAmount(order.amountCents() + 25, moment));
  }

  private void total(Session session, Customer customer, Moment moment) throws SQLException {
    long sum = customer.orders().stream().mapToLong(Order::amountCents).sum();
    session.query(
        List.of("count", "sum"),
        List.of(List.of((long) customer.size(), sum)),
        "SELECT count(*), sum(amount_cents) FROM orders WHERE customer_id = ?",
        customer.id());
  }

  private void insert(Session session, Customer customer, Moment moment) throws SQLException {
    insert(
        session,
        customer,
        moment,
        "INSERT INTO orders (customer_id, item, amount_cents) VALUES (?, ?, ?) RETURNING *");
  }

  private void insertByPosition(Session session, Customer customer, Moment moment)
      throws SQLException {
    insert(
        session,
        customer,
        moment,
        "INSERT INTO orders VALUES (nextval('orders_id_seq'), ?, ?, ?) RETURNING *");
  }

  private static void insert(Session session, Customer customer, Moment moment, String sql)
      throws SQLException {
    int amount = 100 + ThreadLocalRandom.current().nextInt(10_000);
    Answer answer = session.select(sql, customer.id(), "book", amount);
    long id = (Long) answer.value();
    Order order = Order.inserted(id, customer.id(), "book", amount, customer.value(), moment);
    customer.put(order);
    session.check(new Answer(COLUMNS, List.of(order.oldRow())), answer, sql);
  }

  private void raiseInTransaction(Session session, Customer customer, Moment moment)
      throws SQLException {
    Order order = customer.anyOrder();
    int amount = order.amountCents() + 1;
    session.inTransaction(
        () -> {
          session.query(
              COLUMNS,
              List.of(order.oldRow()),
              "SELECT * FROM orders WHERE id = ? FOR UPDATE",
              order.id());
          session.query(
              COLUMNS,
              List.of(order.withAmount(amount, moment).oldRow()),
              "UPDATE orders SET amount_cents = ? WHERE id = ? RETURNING *",
              amount,
              order.id());
        });
    customer.put(order.withAmount(amount, moment));
  }

  private void delete(Session session, Customer customer, Moment moment) throws SQLException {
    if (customer.size() == 1) {
      return;
    }
    Order order = customer.anyOrder();
    session.updateOne("DELETE FROM orders WHERE id = ?", order.id());
    customer.remove(order);
  }
}
