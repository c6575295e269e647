package io.trestle.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.migrator.Migrations.Result;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.UnplannableException;
import io.trestle.rules.Phase;
import org.junit.jupiter.api.Test;

/** What is planned of a table that another migration has under a rule already. */
class SeveralMigrationsIT extends OrdersUnderMigration {

  private static final String KIND = "ALTER TABLE orders ADD COLUMN kind text NOT NULL";

  private void assertRefused(String statement, PlanOptions options, String... why) {
    assertThatThrownBy(() -> migrations.plan(statement, options))
        .isInstanceOf(UnplannableException.class)
        .hasMessageContainingAll(why);
  }

  @Test
  void aValueOverAColumnOfAnotherMigrationIsRefusedUntilThatHasEnded() throws Exception {
    begin(STATEMENT, PlanOptions.NONE);
    forward(Phase.READABLE);
    PlanOptions options = PlanOptions.NONE.withValue("status || '!'");

    assertRefused(
        KIND,
        options,
        "value status || '!' of column kind reads column status",
        "migration " + NAME + " has under a rule");

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
    assertThat(migrations.plan(KIND, options).columns().get(0).derived()).isTrue();
  }

  @Test
  void aValueOverOtherColumnsIsPlannedBesideAnotherMigration() throws Exception {
    begin(STATEMENT.replace(" DEFAULT 'pending'", ""), PlanOptions.NONE.withValue("'v' || amount"));
    forward(Phase.WRITABLE);

    assertThat(migrations.plan(KIND, PlanOptions.NONE.withValue("'k' || amount")).columns())
        .hasSize(1);
  }

  @Test
  void aColumnThatTheValueOfAnotherMigrationReadsIsNotPutUnderARule() throws Exception {
    postgres.execute(database, "ALTER TABLE orders ADD COLUMN kind text");
    begin(
        "ALTER TABLE orders ADD COLUMN status text NOT NULL",
        PlanOptions.NONE.withValue("coalesce(kind, 'none')"));
    forward(Phase.ABSENT);
    String statement = "ALTER TABLE orders ADD COLUMN IF NOT EXISTS kind text NOT NULL DEFAULT 'a'";

    assertRefused(
        statement,
        PlanOptions.NONE,
        "column kind is read by the value coalesce(kind, 'none') of column status",
        "migration " + NAME + " has under a rule");

    migrations.abort(NAME, false, events, () -> false);
    assertThat(migrations.plan(statement, PlanOptions.NONE).columns()).hasSize(1);
  }
}
