package io.trestle.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** All phases, forward, under services that never stop; allowed refusals: none. */
class FlipIT {

  private static final int WORKERS = 4;

  /** Long enough for the rules and the catalog to be looked at, at 200 ms and 1 s. */
  private static final int ROUNDS_A_PHASE = 300;

  /** Services that work with connections of a pool until something fails. */
  static final class Services implements AutoCloseable {
    private final DataSource pool;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong rounds = new AtomicLong();
    private final List<Thread> workers = new ArrayList<>();

    Services(DataSource pool) {
      this.pool = pool;
    }

    void begin() {
      for (int i = 0; i < WORKERS; i++) {
        Thread worker = new Thread(this::work, "service-" + i);
        worker.start();
        workers.add(worker);
      }
    }

    private void work() {
      try {
        while (!stopped.get()) {
          round(pool);
          rounds.incrementAndGet();
        }
      } catch (Exception | AssertionError failure) {
        failures.add(failure);
      }
    }

    /** Waits until they have done many rounds more. */
    void goOn() throws Exception {
      long from = rounds.get();
      Eventually.that(
          "the services go on", () -> rounds.get() - from >= ROUNDS_A_PHASE || !failures.isEmpty());
    }

    Queue<Throwable> failures() {
      return failures;
    }

    long rounds() {
      return rounds.get();
    }

    @Override
    public void close() throws InterruptedException {
      stopped.set(true);
      for (Thread worker : workers) {
        worker.join();
      }
    }
  }

  @Test
  void noServiceNoticesTheMigration() throws Exception {
    try (DriverFixture fixture = new DriverFixture();
        HikariDataSource pool = pool(fixture);
        Services services = new Services(pool)) {
      services.begin();
      services.goOn();
      fixture.direct(
          "ALTER TABLE orders ADD status text; "
              + "ALTER TABLE orders ALTER status SET DEFAULT 'pending'");
      settle(services);
      for (String phase : List.of("readable", "writable")) {
        fixture.phase(phase);
        settle(services);
      }
      fixture.direct("UPDATE orders SET status = 'pending' WHERE status IS NULL");
      fixture.direct("ALTER TABLE orders ALTER status SET NOT NULL");
      settle(services);
      for (String phase : List.of("backfilled", "complete")) {
        fixture.phase(phase);
        settle(services);
      }
      services.close();
      assertThat(services.failures()).isEmpty();
      System.out.println(
          "flip of phases: " + services.rounds() + " rounds of four statements, 0 failures");
    }
  }

  private static HikariDataSource pool(DriverFixture fixture) {
    HikariConfig config = new HikariConfig();
    config.setDriverClassName(CompatDriver.class.getName());
    config.setJdbcUrl(fixture.urlWithRules() + "&prepareThreshold=2");
    config.setMaximumPoolSize(WORKERS + 1);
    return new HikariDataSource(config);
  }

  private static void round(DataSource pool) throws Exception {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      int id;
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO orders (customer, status) VALUES (?, ?)", new String[] {"id"})) {
        insert.setString(1, "flip");
        insert.setString(2, "pending");
        insert.executeUpdate();
        try (ResultSet keys = insert.getGeneratedKeys()) {
          keys.next();
          id = keys.getInt(1);
        }
      }
      try (PreparedStatement select =
          connection.prepareStatement("SELECT status, o.* FROM orders o WHERE id = ?")) {
        select.setInt(1, id);
        try (ResultSet rows = select.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).isEqualTo("pending");
          assertThat(rows.getMetaData().getColumnCount()).isEqualTo(4);
        }
      }
      connection.commit();
      try (PreparedStatement count =
          connection.prepareStatement(
              "SELECT count(*) FROM orders WHERE status IS NULL OR status <> 'pending'")) {
        try (ResultSet rows = count.executeQuery()) {
          rows.next();
          assertThat(rows.getLong(1)).isZero();
        }
      }
      try (PreparedStatement delete =
          connection.prepareStatement("DELETE FROM orders WHERE id = ? AND status = ?")) {
        delete.setInt(1, id);
        delete.setString(2, "pending");
        assertThat(delete.executeUpdate()).isEqualTo(1);
      }
      connection.commit();
    }
  }

  /** The catalog is looked at once a second: the next step comes when every node has seen this. */
  private static void settle(Services services) throws Exception {
    long until = System.nanoTime() + 1_500_000_000L;
    Eventually.that(
        "time has passed", () -> System.nanoTime() > until || !services.failures().isEmpty());
    services.goOn();
  }
}
