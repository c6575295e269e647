package io.trestle.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trestle.migrator.Migrations.Result;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.PlanOptions.IndexDefinition;
import io.trestle.rules.Phase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What stops a migration on its way, when its plan was right: what is said then, what stays, and
 * that it goes on when the cause is gone.
 */
class StopsIT extends OrdersUnderMigration {

  private static final String OF_NUMBERS = "ALTER TABLE orders ADD COLUMN status int NOT NULL";

  @TempDir private Path folder;

  @Override
  String amount() {
    return "i";
  }

  private Migrations migrations(String user) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    Migrations made = migrations(source);
    source.setUser(user); // the URL has another
    return made;
  }

  private void execute(String sql) throws SQLException {
    postgres.execute(database, sql);
  }

  /** It fails in a step; status says which, and why; what comes behind it has not begun. */
  private void assertStops(String id, String... why) throws Exception {
    Exception failure = catchThrowableOfType(Exception.class, () -> forward(Phase.COMPLETE));

    assertThat(failure).hasMessageContainingAll(why);
    Status.Migration status = migrations.status().migrations().get(0);
    assertThat(status.state()).isEqualTo("failed");
    assertThat(status.message()).contains(why);
    assertThat(status.runner()).isNull();
    boolean before = true;
    for (Status.Step step : status.steps()) {
      boolean failed = step.id().equals(id);
      before &= !failed;
      assertThat(step.finished() != null).as("%s is done", step.id()).isEqualTo(before);
      assertThat(step.started() != null).as("%s has begun", step.id()).isEqualTo(before || failed);
    }
    assertThat(migrations.history())
        .extracting(HistoryEntry::event)
        .as("the last that happened")
        .endsWith("failed");
  }

  private void assertGoesOn() throws Exception {
    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertThat(ask("SELECT count(*) FROM orders WHERE status = amount")).isEqualTo("" + ROWS);
    assertThat(
            ask(
                "SELECT concat_ws(' ', format_type(atttypid, atttypmod), attnotnull)"
                    + " FROM pg_attribute"
                    + " WHERE attrelid = 'orders'::regclass AND attname = 'status'"))
        .isEqualTo("integer t");
    assertThat(ask("SELECT count(*) FROM trestle.rule")).isEqualTo("0");
    assertThat(migrations.status().migrations().get(0).state()).isEqualTo("done");
  }

  @Test
  void rowsThatCameToViolateACheckAreNamed() throws Exception {
    begin(OF_NUMBERS + " CHECK (status < 10000)", PlanOptions.NONE.withValue("amount"));
    forward(Phase.READABLE);
    execute("UPDATE orders SET amount = 20000 WHERE id IN (77, 78)");

    assertStops("check-rows-orders_status_check", "violates orders_status_check", "id 77", "id 78");

    execute("UPDATE orders SET amount = 1, status = 1 WHERE id IN (77, 78)");
    assertGoesOn();
  }

  @Test
  void aUniqueIndexThatCannotBeBuiltIsBuiltAnewWhenItCan() throws Exception {
    begin(OF_NUMBERS + " UNIQUE", PlanOptions.NONE.withValue("amount"));
    forward(Phase.READABLE);
    execute("UPDATE orders SET amount = 5 WHERE id = 77");

    assertStops("index-orders_status_key", "orders_status_key", "(status)=(5)");

    execute("UPDATE orders SET amount = 77, status = 77 WHERE id = 77");
    assertGoesOn();
    assertThat(
            ask(
                "SELECT string_agg(indexrelid::regclass || ' ' || indisvalid, ', ')"
                    + " FROM pg_index WHERE indrelid = 'orders'::regclass AND NOT indisprimary"))
        .isEqualTo("orders_status_key true");
  }

  @Test
  void aDiskThatIsFullAtDdlIsSaidSo() throws Exception {
    begin(OF_NUMBERS, PlanOptions.NONE.withValue("amount"));
    execute(
        """
        CREATE FUNCTION public.full_disk() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
        END $$;
        CREATE EVENT TRIGGER full_disk ON ddl_command_end WHEN TAG IN ('ALTER TABLE')
          EXECUTE FUNCTION public.full_disk();
        """);

    assertStops("add", "No space left on device");
    assertThat(columns()).isEqualTo("id amount");

    execute("DROP EVENT TRIGGER full_disk");
    assertGoesOn();
  }

  private String columns() throws SQLException {
    return ask(
        "SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute"
            + " WHERE attrelid = 'orders'::regclass AND attnum > 0 AND NOT attisdropped");
  }

  @Test
  void fillingGoesOnWhenThereIsRoomOnAFullDisk() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, 512)) {
      postgres.execute("postgres", "CREATE TABLESPACE " + disk.tablespace());
      execute("ALTER TABLE orders SET TABLESPACE small; ALTER TABLE orders SET (fillfactor = 100)");
      begin(OF_NUMBERS, PlanOptions.NONE.withValue("amount"));
      execute("INSERT INTO orders SELECT i, i FROM generate_series(" + (ROWS + 1) + ", 8000) i");

      assertStops("backfill", "no room left", "No space left on device");
      long filled = Long.parseLong(ask("SELECT count(*) FROM orders WHERE status IS NOT NULL"));
      assertThat(filled).isPositive().isLessThan(8_000);
      assertThat(ask("SELECT rows_done FROM trestle.progress")).isEqualTo("" + filled);

      disk.grow(8_192);
      execute("DELETE FROM orders WHERE id > " + ROWS);
      assertGoesOn();
      execute("DROP TABLE orders");
      postgres.execute("postgres", "DROP TABLESPACE small");
    }
  }

  @Test
  void anIndexIsBuiltAnewWhenThereIsRoomOnAFullDisk() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, 40)) {
      postgres.execute("postgres", "CREATE TABLESPACE " + disk.tablespace());
      execute("ALTER DATABASE " + database + " SET default_tablespace = small");
      begin(
          OF_NUMBERS, PlanOptions.NONE.withValue("amount").withIndex(IndexDefinition.on("status")));

      assertStops("index-orders_status_idx", "No space left on device");
      assertThat(
              ask(
                  "SELECT indisvalid FROM pg_index WHERE indexrelid = 'orders_status_idx'::regclass"))
          .isEqualTo("f");

      disk.grow(8_192);
      assertGoesOn();
      assertThat(
              ask(
                  "SELECT indisvalid FROM pg_index WHERE indexrelid = 'orders_status_idx'::regclass"))
          .isEqualTo("t");
      postgres.dropDatabase(database);
      postgres.execute("postgres", "DROP TABLESPACE small");
    }
  }

  @Test
  void rightsThatAreTakenAreSaidSo() throws Exception {
    String role = "migrator_" + database;
    execute(
        "DROP SCHEMA trestle CASCADE; CREATE ROLE "
            + role
            + " LOGIN; CREATE ROLE owner_of_orders ROLE "
            + role
            + "; ALTER TABLE orders OWNER TO owner_of_orders; GRANT CREATE, TEMPORARY ON DATABASE "
            + database
            + " TO "
            + role
            + "; GRANT pg_monitor, pg_signal_backend TO "
            + role
            + "; GRANT CREATE ON SCHEMA public TO owner_of_orders");
    migrations = migrations(role);
    migrations.init();
    begin(OF_NUMBERS, PlanOptions.NONE.withValue("amount"));
    execute("REVOKE owner_of_orders FROM " + role);

    assertStops("check-value-status", "permission denied for table orders");

    execute("GRANT owner_of_orders TO " + role);
    assertGoesOn();
    execute(
        "DROP OWNED BY owner_of_orders, "
            + role
            + " CASCADE; DROP ROLE owner_of_orders; DROP ROLE "
            + role);
  }

  @Test
  void aColumnThatSomebodyElseAddsMeanwhileIsNotTakenForTheOwn() throws Exception {
    begin(OF_NUMBERS, PlanOptions.NONE.withValue("amount"));
    forward(Phase.ABSENT);
    execute("ALTER TABLE orders ADD COLUMN status text");

    assertStops("add", "column \"status\" of relation \"orders\" already exists");

    execute("ALTER TABLE orders DROP COLUMN status");
    assertGoesOn();
  }

  @Test
  void aTableThatIsGoneMeanwhileIsSaidSo() throws Exception {
    begin(OF_NUMBERS, PlanOptions.NONE.withValue("amount"));
    forward(Phase.READABLE);
    execute("ALTER TABLE orders RENAME TO other");

    assertStops("backfill", "there is no table");

    execute("ALTER TABLE other RENAME TO orders");
    assertGoesOn();
  }

  @Test
  void aMigrationOfATableThatIsDroppedCanBeAborted() throws Exception {
    begin(OF_NUMBERS, PlanOptions.NONE.withValue("amount"));
    forward(Phase.WRITABLE);
    execute("DROP TABLE orders");

    assertThat(migrations.abort(NAME, false, events, () -> false)).isEqualTo(Result.ENDED);

    assertThat(migrations.status().migrations().get(0).state()).isEqualTo("aborted");
    assertThat(ask("SELECT count(*) FROM trestle.rule")).isEqualTo("0");
  }

  @Test
  void aRowOfWhichNoValueCanBeComputedIsNamed() throws Exception {
    execute("UPDATE orders SET amount = 0 WHERE id = 2500");
    begin(OF_NUMBERS, PlanOptions.NONE.withValue("100 / amount"));

    assertStops("check-value-status", "check-value-status: row (id = 2500)", "division by zero");

    execute("UPDATE orders SET amount = 1 WHERE id = 2500");
    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
  }

  @Test
  void aRowOfAPartitionWithoutAKeyIsNamedByItsPlace() throws Exception {
    execute(
        "CREATE TABLE parts (amount int NOT NULL) PARTITION BY RANGE (amount);"
            + " CREATE TABLE low PARTITION OF parts FOR VALUES FROM (MINVALUE) TO (1000);"
            + " CREATE TABLE high PARTITION OF parts DEFAULT;"
            + " INSERT INTO parts SELECT amount FROM orders");
    String statement = "ALTER TABLE parts ADD COLUMN status int NOT NULL";
    String name = begin(statement, PlanOptions.NONE.withValue("1000 / (amount - 2700)"));

    assertThatThrownBy(() -> migrations.forward(name, Phase.COMPLETE, events, () -> false))
        .isInstanceOf(MigrationException.class)
        .hasMessageContainingAll("row (ctid = (", ") of high) of public.parts", "division by zero");
  }

  @Test
  void onTheWayBackARowThatCannotBeComparedIsNamed() throws Exception {
    begin(OF_NUMBERS, PlanOptions.NONE.withValue("100 / amount"));
    forward(Phase.WRITABLE);
    execute("UPDATE orders SET amount = 0 WHERE id = 2500");

    assertThatThrownBy(() -> migrations.back(NAME, Phase.ABSENT, false, events, () -> false))
        .isInstanceOf(MigrationException.class)
        .hasMessageContainingAll("row (id = 2500)", "division by zero", "--lose-values");
    assertThat(migrations.isGoingBack(NAME)).isFalse();

    assertThat(migrations.abort(NAME, true, events, () -> false)).isEqualTo(Result.ENDED);
  }
}
