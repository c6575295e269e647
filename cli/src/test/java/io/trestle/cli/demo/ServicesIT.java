package io.trestle.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The services and the operator's tools straight at a database: they must see what is wrong. */
final class ServicesIT {

  private static final String DATABASE = "demo_services";
  private static final int ROWS = 2_000;

  private final TestPostgres postgres = TestPostgres.shared();
  private final OrderBook book = new OrderBook(ROWS);
  private final Tally tally = new Tally();

  @BeforeEach
  void createTable() throws SQLException {
    postgres.createDatabase(DATABASE);
    try (Connection connection = postgres.connect(DATABASE)) {
      OrdersTable.create(connection, ROWS);
    }
  }

  @AfterEach
  void dropTable() throws SQLException {
    postgres.dropDatabase(DATABASE);
  }

  @Test
  void theOldServiceFindsNothingWrongBeforeTheMigration() throws SQLException {
    runAll(new OldService(), Stage.ABSENT);

    assertThat(tally.wrongAnswers()).as(() -> tally.firstWrongAnswer().orElse("")).isZero();
  }

  @Test
  void theOldServiceNoticesTheColumn() throws SQLException {
    postgres.execute(DATABASE, "ALTER TABLE orders ADD COLUMN fulfillment_status text");

    runAll(new OldService(), Stage.READABLE);

    assertThat(tally.firstWrongAnswer())
        .hasValueSatisfying(text -> assertThat(text).contains("null"));
  }

  @Test
  void theNewServiceFindsNothingWrongInTheTargetDatabase() throws SQLException {
    postgres.execute(
        DATABASE,
        "ALTER TABLE orders ADD COLUMN fulfillment_status text NOT NULL DEFAULT 'pending'");

    runAll(new NewService(), Stage.ABSENT);
    runAll(new NewService(), Stage.WRITABLE);
    long rows;
    try (Connection connection = postgres.connect(DATABASE)) {
      rows = FinalCheck.run(connection, book, tally);
    }

    assertThat(tally.wrongAnswers()).as(() -> tally.firstWrongAnswer().orElse("")).isZero();
    assertThat(rows).isGreaterThan(ROWS);
  }

  @Test
  void theNewServiceNoticesUnfilledRows() throws SQLException {
    postgres.execute(DATABASE, "ALTER TABLE orders ADD COLUMN fulfillment_status text");

    runAll(new NewService(), Stage.ABSENT);

    assertThat(tally.wrongAnswers()).isPositive();
  }

  @Test
  void theFinalCheckNoticesARowThatDiffers() throws SQLException {
    postgres.execute(
        DATABASE,
        "ALTER TABLE orders ADD COLUMN fulfillment_status text NOT NULL DEFAULT 'pending'");
    postgres.execute(DATABASE, "UPDATE orders SET amount_cents = -1 WHERE id = 77");
    postgres.execute(DATABASE, "DELETE FROM orders WHERE id = 78");

    try (Connection connection = postgres.connect(DATABASE)) {
      FinalCheck.run(connection, book, tally);
    }

    assertThat(tally.wrongAnswers()).isEqualTo(2);
  }

  @Test
  void theBackfillFillsEveryRowAndNoOther() throws SQLException {
    postgres.execute(DATABASE, "ALTER TABLE orders ADD COLUMN fulfillment_status text");
    postgres.execute(DATABASE, "UPDATE orders SET fulfillment_status = 'shipped' WHERE id <= 10");

    long filled;
    try (Connection connection = postgres.connect(DATABASE)) {
      filled = new Backfill(connection, new Scoreboard()).run();
    }

    assertThat(filled).isEqualTo(ROWS - 10);
  }

  @Test
  void ddlWaitsForItsLockInShortTries() throws Exception {
    try (Connection blocker = postgres.connect(DATABASE);
        Connection operator = postgres.connect(DATABASE);
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("SELECT 1 FROM orders WHERE id = 1");
      Thread release = new Thread(() -> commitWhenWaitedFor(blocker), "release");
      release.start();

      int tries = LockedDdl.run(operator, "ALTER TABLE orders ADD COLUMN extra int");

      release.join();
      assertThat(tries).isPositive();
    }
  }

  private void commitWhenWaitedFor(Connection blocker) {
    try (Connection observer = postgres.connect(DATABASE)) {
      Waiting.until(
          "somebody to wait for the lock",
          java.time.Duration.ofSeconds(20),
          () -> {
            try (Statement statement = observer.createStatement();
                var result =
                    statement.executeQuery(
                        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'orders'::regclass")) {
              result.next();
              return result.getInt(1) > 0;
            }
          });
      blocker.commit();
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void runAll(Service service, Stage stage) throws SQLException {
    try (Connection connection = postgres.connect(DATABASE)) {
      Session session = new Session(connection, tally);
      for (int round = 0; round < 20; round++) {
        for (Service.Operation operation : service.operations()) {
          Customer customer = book.takeAny();
          operation.run(session, customer, stage);
          customer.giveBack();
        }
      }
    }
  }
}
