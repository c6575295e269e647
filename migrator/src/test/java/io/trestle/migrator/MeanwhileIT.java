package io.trestle.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.migrator.Migrations.Result;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.PlanOptions.IndexDefinition;
import io.trestle.rules.Phase;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody else makes, changes and drops while a migration is under way. */
class MeanwhileIT extends OrdersUnderMigration {

  private static final String WITH_CHECK =
      "ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'pending'"
          + " CHECK (status <> '')";
  private static final PlanOptions WITH_INDEX =
      PlanOptions.NONE.withIndex(IndexDefinition.on("status"));
  private static final String INDEXES =
      "SELECT string_agg(pg_get_indexdef(indexrelid), '; ' ORDER BY indexrelid::regclass::text)"
          + " FROM pg_index WHERE indexrelid::regclass::text LIKE '%status%'";
  private static final String CHECKS =
      "SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), '; ' ORDER BY conname)"
          + " FROM pg_constraint WHERE conrelid = 'orders'::regclass AND contype = 'c'";

  @BeforeEach
  void makeAnotherTable() throws SQLException {
    execute("CREATE TABLE other (z int)");
  }

  private void execute(String sql) throws SQLException {
    postgres.execute(database, sql);
  }

  private void assertFails(String... why) {
    assertThatThrownBy(() -> forward(Phase.COMPLETE)).hasMessageContainingAll(why);
  }

  private Result abort() throws Exception {
    return migrations.abort(NAME, false, events, () -> false);
  }

  @Test
  void anIndexOfAnotherTableIsNotDroppedForItsName() throws Exception {
    begin(STATEMENT, WITH_INDEX);
    forward(Phase.ABSENT);
    String theirs = "CREATE INDEX orders_status_idx ON public.other USING btree (z)";
    execute(theirs);

    assertFails("index-orders_status_idx", "is taken", "migrate abort");
    assertThat(ask(INDEXES)).isEqualTo(theirs);

    assertThat(abort()).isEqualTo(Result.ENDED);
    assertThat(ask(INDEXES)).isEqualTo(theirs);
  }

  @Test
  void anIndexOfTheTableThatIsAnotherIsNotTakenForTheOwn() throws Exception {
    begin(STATEMENT, WITH_INDEX);
    forward(Phase.READABLE);
    String theirs = "CREATE INDEX orders_status_idx ON public.orders USING btree (amount)";
    execute(theirs);

    assertFails("index-orders_status_idx", "is taken");
    execute("ALTER INDEX orders_status_idx RENAME TO orders_amount_status");

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
    assertThat(ask(INDEXES))
        .isEqualTo(
            theirs.replace("orders_status_idx", "orders_amount_status")
                + "; CREATE INDEX orders_status_idx ON public.orders USING btree (status)");
  }

  @Test
  void anIndexThatIsBuiltWhenItsRunnerDiesIsTheOwn() throws Exception {
    execute("CREATE FUNCTION own(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT $1'");
    begin(
        STATEMENT,
        PlanOptions.NONE.withIndex(
            new IndexDefinition("by_status", "btree", "own(status) DESC", "status <> 'x'")));
    forward(Phase.READABLE);
    execute(
        "CREATE INDEX by_status ON orders USING btree (own(status) DESC) WHERE (status <> 'x')");
    String oid = "SELECT 'by_status'::regclass::oid";
    String before = ask(oid);

    assertThat(forward(Phase.BACKFILLED)).isEqualTo(Result.REACHED);
    assertThat(ask(oid)).isEqualTo(before);

    assertThat(abort()).isEqualTo(Result.ENDED);
    assertThat(ask(INDEXES)).isNull();
  }

  @Test
  void anUnfinishedIndexIsBuiltAnewAndDroppedByAnAbort() throws Exception {
    begin(STATEMENT, WITH_INDEX);
    forward(Phase.READABLE);
    String unfinished =
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'orders_status_idx'::regclass";
    execute("CREATE INDEX orders_status_idx ON orders (amount)");
    execute(unfinished);

    assertThat(forward(Phase.BACKFILLED)).isEqualTo(Result.REACHED);
    assertThat(ask(INDEXES))
        .isEqualTo("CREATE INDEX orders_status_idx ON public.orders USING btree (status)");

    execute(unfinished);
    assertThat(abort()).isEqualTo(Result.ENDED);
    assertThat(ask(INDEXES)).isNull();
  }

  @Test
  void aCheckThatIsAnotherIsNotTakenForTheOwn() throws Exception {
    begin(WITH_CHECK, PlanOptions.NONE);
    forward(Phase.READABLE);
    execute("ALTER TABLE orders ADD CONSTRAINT orders_status_check CHECK (amount > -5)");

    assertFails("add-orders_status_check", "already exists", "migrate abort");

    assertThat(abort()).isEqualTo(Result.ENDED);
    assertThat(ask(CHECKS)).isEqualTo("orders_status_check CHECK ((amount > '-5'::integer))");
  }

  @Test
  void aFunctionThatSomebodyElseMakesIsNotReplaced() throws Exception {
    begin(
        "ALTER TABLE orders ADD COLUMN status int NOT NULL", PlanOptions.NONE.withValue("amount"));
    forward(Phase.ABSENT);
    String name =
        ask(
            "SELECT substring(sql[1] FROM 'trestle_fill\\w+') FROM trestle.step WHERE id = 'fill-status'");
    execute("CREATE FUNCTION trestle." + name + "() RETURNS int LANGUAGE sql AS 'SELECT 1'");

    assertFails("fill-status", "already exists", "migrate abort");

    assertThat(abort()).isEqualTo(Result.ENDED);
    assertThat(ask("SELECT trestle." + name + "()")).isEqualTo("1");
  }

  @Test
  void aColumnThatSomebodyElseAddsIsTheirs() throws Exception {
    begin(STATEMENT, PlanOptions.NONE);
    forward(Phase.ABSENT);
    execute("ALTER TABLE orders ADD COLUMN status text DEFAULT 'theirs'");
    String before = tables();

    assertFails("add: ", "already exists", "migrate abort");

    assertThat(abort()).isEqualTo(Result.ENDED);
    assertThat(tables()).isEqualTo(before);
    assertThat(ask("SELECT count(*) FROM orders WHERE status = 'theirs'")).isEqualTo("" + ROWS);
  }

  @Test
  void aColumnThatIsDroppedOrRenamedLeavesNothingToTakeBack() throws Exception {
    for (String gone : new String[] {"DROP COLUMN status", "RENAME COLUMN status TO renamed"}) {
      begin(STATEMENT, THREE_STEPS.withValue("'old'"));
      forward(Phase.WRITABLE);
      execute("ALTER TABLE orders " + gone);
      assertFails("status");

      assertThat(abort()).isEqualTo(Result.ENDED);
      assertThat(ask("SELECT count(*) FROM trestle.rule")).isEqualTo("0");
      assertThat(events.said()).anyMatch(said -> said.contains("nothing is taken back"));
    }
  }

  @Test
  void aTableThatIsNoLongerTheTargetIsNotSaidToBeIt() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    forward(Phase.WRITABLE);
    execute("ALTER TABLE orders ALTER COLUMN status DROP DEFAULT");
    assertFails(
        "check-target: column status has no DEFAULT", "put it right", "trestle migrate resume");
    execute("ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'pending'");

    forward(Phase.BACKFILLED);
    execute("ALTER TABLE orders ALTER COLUMN status DROP NOT NULL");
    assertFails("check-target", "column status is not NOT NULL");
    assertThat(ask("SELECT phase FROM trestle.rule")).isEqualTo("backfilled");
    execute("ALTER TABLE orders ALTER COLUMN status SET NOT NULL");

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
    assertMigrated();
  }

  @Test
  void rulesAreNotWithdrawnFromATableThatIsNotTheTarget() throws Exception {
    migrations.begin(migrations.plan(STATEMENT, PlanOptions.NONE), KNOWN_BY);
    forward(Phase.COMPLETE);
    execute("ALTER TABLE orders RENAME TO hidden");

    assertThatThrownBy(() -> migrations.withdraw(NAME, events, () -> false))
        .hasMessageContainingAll("withdraw: there is no column status", "migrate advance");

    execute("ALTER TABLE hidden RENAME TO orders");
    assertThat(migrations.withdraw(NAME, events, () -> false)).isEqualTo(Result.ENDED);
  }

  /** As when a service updates the row: by the path that roles have by default. */
  @Test
  void theTablesOwnTriggersFindWhatTheyFindForServices() throws Exception {
    execute(
        "CREATE SCHEMA own; CREATE TABLE own.audit (id int);"
            + "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN INSERT INTO audit VALUES (NEW.id); RETURN NEW; END $$;"
            + "CREATE TRIGGER note AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION note();"
            + ("ALTER DATABASE " + database + " SET search_path = public, own"));
    begin(STATEMENT, THREE_STEPS);

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertThat(ask("SELECT count(DISTINCT id) FROM own.audit")).isEqualTo("" + ROWS);
  }
}
