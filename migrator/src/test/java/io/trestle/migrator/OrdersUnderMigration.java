package io.trestle.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.migrator.Migrations.Result;
import io.trestle.migrator.backfill.BackfillSettings;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.RuleOptions;
import io.trestle.rules.KnownBy;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule.HeldWrites;
import io.trestle.rules.Rule.Untreatable;
import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Table {@code orders} in a database of its own, whose column {@code status} is under migration
 * without any node.
 */
abstract class OrdersUnderMigration {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  static final String STATEMENT =
      "ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'pending'";
  static final String NAME = "public.orders.status";
  static final PlanOptions THREE_STEPS = new PlanOptions(null, java.util.Map.of(), true, List.of());
  static final RuleOptions KNOWN_BY =
      new RuleOptions(
          List.of(new KnownBy(KnownBy.Attribute.APPLICATION_NAME, "v2*")),
          HeldWrites.REJECT,
          Untreatable.REFUSE);
  static final int ROWS = 3_000;

  final TestPostgres postgres = TestPostgres.shared();
  final String database = "under_migration_" + NUMBER.incrementAndGet();
  final RecordedEvents events = new RecordedEvents();
  Migrations migrations;

  @BeforeEach
  void makeTable() throws Exception {
    postgres.createDatabase(database);
    postgres.execute(
        database,
        "CREATE TABLE orders (id int PRIMARY KEY, amount int NOT NULL);"
            + "INSERT INTO orders SELECT i, "
            + amount()
            + " FROM generate_series(1, "
            + ROWS
            + ") AS i; ANALYZE orders");
    migrations = migrations();
    assertThat(migrations.init()).isZero();
  }

  /** What rows hold as amount, over {@code i}, their number. */
  String amount() {
    return "i % 7";
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    postgres.dropDatabase(database);
  }

  Migrations migrations() {
    return migrations(new PGSimpleDataSource());
  }

  Migrations migrations(PGSimpleDataSource source) {
    source.setUrl(postgres.jdbcUrl(database));
    return new Migrations(
        source, BackfillSettings.DEFAULTS.withRows(100, 100, 500), List.of(), Set.of());
  }

  String ask(String sql) throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  String begin(String statement, PlanOptions options) throws Exception {
    return migrations.begin(migrations.plan(statement, options), RuleOptions.DEFAULTS);
  }

  Result forward(Phase phase) throws Exception {
    return migrations.forward(NAME, phase, events, () -> false);
  }

  void assertMigrated() throws SQLException {
    assertThat(
            ask(
                "SELECT format_type(atttypid, atttypmod) || ' ' || attnotnull || ' '"
                    + " || pg_get_expr(adbin, adrelid)"
                    + " FROM pg_attribute JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
                    + " WHERE attrelid = 'orders'::regclass AND attname = 'status'"))
        .isEqualTo("text true 'pending'::text");
    assertThat(ask("SELECT count(*) FROM orders WHERE status = 'pending'")).isEqualTo("" + ROWS);
    assertThat(
            ask(
                "SELECT count(*) FROM pg_constraint WHERE conrelid = 'orders'::regclass"
                    + " AND contype = 'c'"))
        .isEqualTo("0");
    assertThat(ask("SELECT count(*) FROM trestle.rule")).isEqualTo("0");
  }

  String tables() throws SQLException {
    return ask(
            "SELECT string_agg(concat_ws(' ', attname, atttypid, attnotnull, atthasdef), ','"
                + " ORDER BY attnum) FROM pg_attribute"
                + " WHERE attrelid = 'orders'::regclass AND attnum > 0 AND NOT attisdropped")
        + ask("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'orders'::regclass")
        + ask("SELECT count(*) FROM pg_constraint WHERE conrelid = 'orders'::regclass");
  }

  void pause() {
    try {
      assertThat(migrations().pause(NAME)).isTrue();
    } catch (SQLException | MigrationException failure) {
      throw new IllegalStateException(failure);
    }
  }

  static CompletableFuture<Result> inBackground(Callable<Result> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.call();
          } catch (Exception failure) {
            throw new IllegalStateException(failure);
          }
        });
  }
}
