package io.trestle.cli.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.rules.Phase;
import io.trestle.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The services and the final check straight at a database: they must see what is wrong. */
final class ServicesIT {

  private static final String DATABASE = "demo_services";
  private static final int ROWS = 2_000;

  private final TestPostgres postgres = TestPostgres.shared();
  private OrderBook book = new OrderBook(ROWS, Value.DERIVED);
  private final Tally tally = new Tally();
  private final Course course = new Course(Moment.in(Phase.ABSENT), tally);

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
    runAll(new OldService(), Moment.in(Phase.ABSENT));

    assertThat(tally.wrongAnswers()).as(() -> tally.firstWrongAnswer().orElse("")).isZero();
  }

  @Test
  void theOldServiceNoticesTheColumn() throws SQLException {
    postgres.execute(DATABASE, "ALTER TABLE orders ADD COLUMN fulfillment_status text");

    runAll(new OldService(), Moment.in(Phase.READABLE));

    assertThat(tally.firstWrongAnswer())
        .hasValueSatisfying(text -> assertThat(text).contains("null"));
  }

  @Test
  void theNewServiceFindsNothingWrongInTheTargetDatabase() throws SQLException {
    migrate();

    runAll(new NewService(), Moment.in(Phase.ABSENT));
    runAll(new NewService(), Moment.in(Phase.WRITABLE));
    long rows;
    try (Connection connection = postgres.connect(DATABASE)) {
      rows = FinalCheck.run(connection, book, course, tally);
    }

    assertThat(tally.wrongAnswers()).as(() -> tally.firstWrongAnswer().orElse("")).isZero();
    assertThat(rows).isGreaterThan(ROWS);
  }

  @Test
  void theNewServiceFindsNothingWrongWhereRowsFollowBeforeWritable() throws SQLException {
    book = new OrderBook(ROWS, Value.CHANGING);
    postgres.execute(
        DATABASE,
        "ALTER TABLE orders ADD COLUMN fulfillment_status text GENERATED ALWAYS AS (%s) STORED"
            .formatted(book.value().sql()));

    runAll(new NewService(), Moment.in(Phase.READABLE));

    assertThat(tally.wrongAnswers()).as(() -> tally.firstWrongAnswer().orElse("")).isZero();
  }

  @Test
  void theNewServiceNoticesRowsThatAreFrozenBeforeWritable() throws SQLException {
    book = new OrderBook(ROWS, Value.CHANGING);
    migrate();

    runAll(new NewService(), Moment.in(Phase.READABLE));

    assertThat(tally.wrongAnswers()).isPositive();
  }

  @Test
  void theNewServiceNoticesRowsThatFollowFromWritableOn() throws SQLException {
    book = new OrderBook(ROWS, Value.CHANGING);
    migrate();
    postgres.execute(
        DATABASE,
        """
        CREATE TRIGGER follow BEFORE UPDATE OF amount_cents ON orders
          FOR EACH ROW EXECUTE FUNCTION fill()""");

    runAll(new NewService(), Moment.in(Phase.WRITABLE));

    assertThat(tally.wrongAnswers()).isPositive();
  }

  @Test
  void theNewServiceNoticesUnfilledRows() throws SQLException {
    postgres.execute(DATABASE, "ALTER TABLE orders ADD COLUMN fulfillment_status text");

    runAll(new NewService(), Moment.in(Phase.ABSENT));

    assertThat(tally.wrongAnswers()).isPositive();
  }

  @Test
  void theFinalCheckNoticesARowThatDiffers() throws SQLException {
    migrate();
    postgres.execute(DATABASE, "UPDATE orders SET amount_cents = -1 WHERE id = 77");
    postgres.execute(DATABASE, "DELETE FROM orders WHERE id = 78");

    try (Connection connection = postgres.connect(DATABASE)) {
      FinalCheck.run(connection, book, course, tally);
    }

    assertThat(tally.wrongAnswers()).isEqualTo(2);
  }

  @Test
  void theFinalCheckNoticesAColumnThatAllowsNull() throws SQLException {
    migrate();
    postgres.execute(DATABASE, "ALTER TABLE orders ALTER COLUMN fulfillment_status DROP NOT NULL");

    try (Connection connection = postgres.connect(DATABASE)) {
      FinalCheck.run(connection, book, course, tally);
    }

    assertThat(tally.firstWrongAnswer()).hasValue("the column at the end: text YES none");
  }

  /** Does at once what the migrator does in steps. */
  private void migrate() throws SQLException {
    postgres.execute(DATABASE, "ALTER TABLE orders ADD COLUMN fulfillment_status text");
    postgres.execute(DATABASE, "UPDATE orders SET fulfillment_status = " + book.value().sql());
    postgres.execute(DATABASE, "ALTER TABLE orders ALTER COLUMN fulfillment_status SET NOT NULL");
    postgres.execute(
        DATABASE,
        """
        CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          NEW.fulfillment_status := (SELECT %s FROM (SELECT (NEW).*) AS r);
          RETURN NEW;
        END $$"""
            .formatted(book.value().sql()));
    postgres.execute(
        DATABASE,
        "CREATE TRIGGER fill BEFORE INSERT ON orders FOR EACH ROW"
            + " WHEN (NEW.fulfillment_status IS NULL) EXECUTE FUNCTION fill()");
  }

  private void runAll(Service service, Moment moment) throws SQLException {
    course.enter(moment, tally);
    try (Connection connection = postgres.connect(DATABASE)) {
      Session session = new Session(connection, tally);
      for (int round = 0; round < 20; round++) {
        for (Service.Operation operation : service.operations()) {
          Customer customer = book.takeAny();
          course.within(part -> customer.bringUpTo(course, part.number()));
          operation.run(session, customer, moment);
          customer.giveBack();
        }
      }
    }
  }
}
