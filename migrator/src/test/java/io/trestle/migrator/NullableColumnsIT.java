package io.trestle.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.migrator.Migrations.Result;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.rules.Phase;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Columns that allow NULL: no row of theirs is ever unfilled. */
class NullableColumnsIT extends OrdersUnderMigration {

  @Test
  void aColumnThatAllowsNullIsNullInOlderRows() throws Exception {
    begin("ALTER TABLE orders ADD COLUMN status text", PlanOptions.NONE);

    assertThat(forward(Phase.READABLE)).isEqualTo(Result.REACHED);
    assertThat(ask("SELECT value || ' ' || nullable FROM trestle.rule")).isEqualTo("NULL true");
    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertThat(ask("SELECT count(*) FROM orders WHERE status IS NULL")).isEqualTo("" + ROWS);
    assertThat(ask("INSERT INTO orders (id, amount) VALUES (0, 6) RETURNING status")).isNull();
  }

  @Test
  void aWayBackIsTheSameWhateverTheClocksOfItsRunner() throws Exception {
    postgres.execute(database, "ALTER DATABASE " + database + " SET TimeZone = 'Asia/Tokyo'");
    String type = "timestamptz DEFAULT '2026-01-01 12:00+00'";
    begin("ALTER TABLE orders ADD COLUMN status " + type, PlanOptions.NONE);
    forward(Phase.WRITABLE);
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
    try {
      assertThat(migrations.back(NAME, Phase.ABSENT, false, events, () -> false))
          .isEqualTo(Result.REACHED);
    } finally {
      TimeZone.setDefault(before);
    }

    assertThat(tables()).doesNotContain("status");
  }

  @Test
  void aColumnOfOthersThatAllowsNullIsNotTakenForItsOwn() throws Exception {
    begin("ALTER TABLE orders ADD COLUMN status text", PlanOptions.NONE);
    forward(Phase.ABSENT);
    postgres.execute(database, "ALTER TABLE orders ADD COLUMN status text DEFAULT 'x'");

    assertThatThrownBy(() -> forward(Phase.READABLE))
        .hasMessageContaining("column \"status\" of relation \"orders\" already exists");
    assertThat(migrations.phase(NAME)).isEqualTo(Phase.ABSENT);
  }

  @Test
  void whereNullIsAllowedItIsAValueThatIsNotLostUnasked() throws Exception {
    begin("ALTER TABLE orders ADD COLUMN status text DEFAULT 'pending'", PlanOptions.NONE);
    forward(Phase.WRITABLE);
    postgres.execute(database, "UPDATE orders SET status = NULL WHERE id % 2 = 0");

    assertThatThrownBy(() -> migrations.back(NAME, Phase.ABSENT, false, events, () -> false))
        .hasMessageContaining(ROWS / 2 + " rows");
    AtomicBoolean stop = new AtomicBoolean();
    RecordedEvents stopping = new RecordedEvents();
    stopping.onSaid(said -> stop.compareAndSet(false, said.startsWith("back publish-absent")));
    assertThat(migrations.back(NAME, Phase.ABSENT, true, stopping, stop::get))
        .isEqualTo(Result.STOPPED);

    assertThat(ask("SELECT count(*) FROM orders WHERE status = 'pending'")).isEqualTo("" + ROWS);
    assertThat(migrations.finishBack(NAME, events, () -> false)).isEqualTo(Result.REACHED);
    assertThat(tables()).doesNotContain("status");
  }
}
