package io.trestle.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.PlanOptions.IndexDefinition;
import io.trestle.migrator.plan.RuleOptions;
import io.trestle.rules.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Which migration a statement begins, or has begun. */
class BeginningIT extends OrdersUnderMigration {

  private static final String COMPUTED = "ALTER TABLE orders ADD COLUMN status int NOT NULL";

  private Migrations in(String schema) {
    return migrations(
        new PGSimpleDataSource() {
          private static final long serialVersionUID = 1;

          @Override
          public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            connection.setSchema(schema);
            return connection;
          }
        });
  }

  @Test
  void theSameStatementOfAnotherTableIsAnotherMigration() throws Exception {
    postgres.execute(
        database, "CREATE SCHEMA other; CREATE TABLE other.orders (id int PRIMARY KEY)");
    begin(STATEMENT, THREE_STEPS);
    Migrations other = in("other");

    assertThat(migrations.find(STATEMENT)).contains(NAME);
    assertThat(other.find(STATEMENT)).isEmpty();
    assertThat(other.begin(other.plan(STATEMENT, PlanOptions.NONE), RuleOptions.DEFAULTS))
        .isEqualTo("other.orders.status");
    assertThat(migrations.find(STATEMENT)).contains(NAME);
    assertThat(other.find(STATEMENT)).contains("other.orders.status");
    assertThat(in("pg_catalog").find(STATEMENT)).isEmpty();
  }

  private void requireSame(PlanOptions plan, RuleOptions rules, @Nullable Duration watch)
      throws Exception {
    migrations.requireSame(NAME, plan, rules, watch);
  }

  private void assertOther(
      String begunWith, PlanOptions plan, RuleOptions rules, @Nullable Duration watch) {
    assertThatThrownBy(() -> requireSame(plan, rules, watch))
        .isInstanceOf(MigrationException.class)
        .hasMessageContainingAll(begunWith, "trestle migrate abort " + NAME);
  }

  @Test
  void whatIsSaidBesideTheStatementIsWhatItBeganWith() throws Exception {
    PlanOptions options =
        PlanOptions.NONE.withValue("amount").withIndex(IndexDefinition.on("status"));
    Duration watch = Duration.ofMinutes(10);
    migrations.begin(migrations.plan(COMPUTED, options).withWatch(watch), KNOWN_BY);

    assertThatCode(() -> requireSame(options, KNOWN_BY, watch)).doesNotThrowAnyException();
    assertThatCode(() -> requireSame(PlanOptions.NONE, RuleOptions.DEFAULTS, null))
        .doesNotThrowAnyException();

    RuleOptions same = RuleOptions.DEFAULTS;
    assertOther("value amount", options.withValue("amount + 1"), same, null);
    assertOther("value amount", PlanOptions.NONE.withValue("status", "id"), same, null);
    assertOther("indexes", options.withIndex(IndexDefinition.on("status")), same, null);
    assertOther("watched", options, same, Duration.ofMinutes(9));
    RuleOptions others =
        new RuleOptions(
            List.of(KNOWN_BY.knownBy().get(0), KNOWN_BY.knownBy().get(0)),
            KNOWN_BY.heldWrites(),
            KNOWN_BY.untreatable());
    assertOther("known-by", options, others, null);
  }

  @Test
  void theLongWayIsNotTakenByOneThatHasBegunTheShort() throws Exception {
    begin(STATEMENT, PlanOptions.NONE);

    assertOther("the short way", THREE_STEPS, RuleOptions.DEFAULTS, null);
    assertOther("no known-by", PlanOptions.NONE, KNOWN_BY, null);
  }

  @Test
  void aColumnIsUnderOneMigration() throws Exception {
    begin(STATEMENT, PlanOptions.NONE);
    String two = STATEMENT + ", ADD COLUMN more text";

    assertThatThrownBy(() -> begin(two, PlanOptions.NONE))
        .isInstanceOf(MigrationException.class)
        .hasMessageContainingAll(
            "column status of public.orders is under migration " + NAME + " already",
            "trestle migrate abort " + NAME);

    assertThat(ask("SELECT count(*) FROM trestle.migration")).isEqualTo("1");
    begin("ALTER TABLE orders ADD COLUMN more text", PlanOptions.NONE);
    migrations.abort(NAME, false, events, () -> false);
    migrations.abort("public.orders.more", false, events, () -> false);
    assertThat(begin(two, PlanOptions.NONE)).isEqualTo("public.orders.status,more");
  }

  @Test
  void beforeItsFirstPhaseNothingIsWithdrawn() throws Exception {
    begin(STATEMENT, PlanOptions.NONE);

    assertThatThrownBy(() -> migrations.withdraw(NAME, events, () -> false))
        .hasMessage("migration " + NAME + " is in no phase yet; expected complete");
    assertThat(migrations.phase(NAME)).isNotEqualTo(Phase.COMPLETE);
  }
}
