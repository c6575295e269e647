package io.trestle.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.migrator.Migrations.Result;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.PlanOptions.IndexDefinition;
import io.trestle.rules.Phase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What a table has to be before services rely on it, and what its owner may change by then. */
class TargetIT extends OrdersUnderMigration {

  private static final String COMPUTED = "ALTER TABLE orders ADD COLUMN status text NOT NULL";

  private void execute(String sql) throws SQLException {
    postgres.execute(database, sql);
  }

  private void beginForSome(String statement, PlanOptions options) throws Exception {
    migrations.begin(migrations.plan(statement, options), KNOWN_BY);
  }

  private Result withdraw() throws Exception {
    return migrations.withdraw(NAME, events, () -> false);
  }

  @Test
  void theOwnerMayChangeWhatIsCompleteBeforeTheRulesAreWithdrawn() throws Exception {
    beginForSome(STATEMENT, THREE_STEPS.withIndex(IndexDefinition.on("status")));
    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.REACHED);

    execute(
        "ALTER TABLE orders ALTER COLUMN status DROP DEFAULT,"
            + " ALTER COLUMN status TYPE varchar(20); DROP INDEX orders_status_idx");

    assertThat(withdraw()).isEqualTo(Result.ENDED);
  }

  @Test
  void aColumnThatMayHoldNullAgainIsToBePutRightBeforeTheRulesAreWithdrawn() throws Exception {
    beginForSome(STATEMENT, THREE_STEPS);
    forward(Phase.COMPLETE);
    execute("ALTER TABLE orders ALTER COLUMN status DROP NOT NULL");

    assertThatThrownBy(this::withdraw)
        .hasMessageContainingAll(
            "withdraw: column status is not NOT NULL",
            "put it right, then `trestle migrate advance`");

    execute("ALTER TABLE orders ALTER COLUMN status SET NOT NULL");
    assertThat(withdraw()).isEqualTo(Result.ENDED);
  }

  @Test
  void anIndexOfOtherStorageParametersIsTheOneThatWasPlanned() throws Exception {
    begin(
        STATEMENT,
        PlanOptions.NONE.withIndex(
            new IndexDefinition("by_status", "btree", "status, id", "status <> 'x'")));
    forward(Phase.BACKFILLED);
    execute("ALTER INDEX by_status SET (fillfactor = 80, deduplicate_items = off)");

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
  }

  @Test
  void anIndexOfOtherStorageParametersIsDroppedByAnAbort() throws Exception {
    execute("ALTER TABLE orders ADD COLUMN status text");
    begin(STATEMENT, PlanOptions.NONE.withIndex(IndexDefinition.on("status")));
    forward(Phase.BACKFILLED);
    execute("ALTER INDEX orders_status_idx SET (fillfactor = 80)");

    assertThat(migrations.abort(NAME, false, events, () -> false)).isEqualTo(Result.ENDED);

    assertThat(ask("SELECT to_regclass('orders_status_idx')")).isNull();
  }

  @Test
  void aDefaultThatTheStatementDoesNotHaveIsNotAskedFor() throws Exception {
    begin(COMPUTED, PlanOptions.NONE.withValue("'old'"));
    forward(Phase.BACKFILLED);
    execute("ALTER TABLE orders ALTER COLUMN status DROP DEFAULT");

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
  }

  @Test
  void aTriggerThatIsDisabledOrGoneIsNoticedBeforeNodesRelyOnIt() throws Exception {
    beginForSome(COMPUTED, PlanOptions.NONE.withValue("'v' || amount"));
    forward(Phase.WRITABLE);
    execute("ALTER TABLE orders DISABLE TRIGGER ALL");

    assertThatThrownBy(() -> forward(Phase.COMPLETE))
        .hasMessageContainingAll(
            "check-target: trigger zz_trestle_fill_status, which fills column status, is missing"
                + " or disabled",
            "put it right, then `trestle migrate resume`");
    assertThat(ask("SELECT phase FROM trestle.rule")).isEqualTo("writable");

    execute("ALTER TABLE orders ENABLE TRIGGER ALL");
    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.REACHED);
    execute("DROP TRIGGER zz_trestle_fill_status ON orders");
    assertThat(withdraw()).isEqualTo(Result.ENDED);
  }

  @Test
  void aTriggerThatIsDisabledOnAPartitionIsNoticed() throws Exception {
    execute(
        "DROP TABLE orders; CREATE TABLE orders (id int PRIMARY KEY, amount int NOT NULL)"
            + " PARTITION BY RANGE (id); CREATE TABLE first PARTITION OF orders"
            + " FOR VALUES FROM (0) TO (10); INSERT INTO orders VALUES (1, 2)");
    begin(COMPUTED, PlanOptions.NONE.withValue("'v' || amount"));
    forward(Phase.WRITABLE);
    execute("ALTER TABLE first DISABLE TRIGGER zz_trestle_fill_status");

    assertThatThrownBy(() -> forward(Phase.COMPLETE))
        .hasMessageContaining("trigger zz_trestle_fill_status");

    execute("ALTER TABLE first ENABLE TRIGGER zz_trestle_fill_status");
    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
  }
}
