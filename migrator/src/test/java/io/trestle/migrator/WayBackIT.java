package io.trestle.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trestle.migrator.Migrations.Result;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.rules.Phase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Migrations that are taken back, by a phase or altogether, without any node. */
class WayBackIT extends OrdersUnderMigration {

  @Test
  void phasesAreReachedOneByOneAndTakenBack() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    for (Phase phase : Phase.values()) {
      if (phase != Phase.COMPLETE) {
        assertThat(forward(phase)).isEqualTo(Result.REACHED);
        assertThat(migrations.phase(NAME)).isEqualTo(phase);
      }
    }
    assertThat(ask(notNull())).isEqualTo("t");

    assertThat(migrations.back(NAME, Phase.WRITABLE, false, events, () -> false))
        .isEqualTo(Result.REACHED);
    assertThat(ask(notNull())).isEqualTo("f");
    assertThat(migrations.phase(NAME)).isEqualTo(Phase.WRITABLE);
    postgres.execute(database, "UPDATE orders SET status = NULL WHERE id = 7");
    assertThat(migrations.back(NAME, Phase.READABLE, false, events, () -> false))
        .isEqualTo(Result.REACHED);

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
    assertMigrated();
  }

  private static String notNull() {
    return "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'orders'::regclass"
        + " AND attname = 'status'";
  }

  @Test
  void aWayBackThatIsStoppedIsFinishedBeforeAnythingElse() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    forward(Phase.BACKFILLED);
    for (String stopAt :
        List.of("back publish-writable", "back not-null-set", "empties", "back add")) {
      AtomicBoolean stop = new AtomicBoolean();
      RecordedEvents stopping = new RecordedEvents();
      stopping.onSaid(said -> stop.compareAndSet(false, said.startsWith(stopAt)));
      assertThat(migrations.back(NAME, Phase.ABSENT, false, stopping, stop::get))
          .as(stopAt)
          .isEqualTo(Result.STOPPED);
      assertThat(migrations.isGoingBack(NAME)).isTrue();
    }

    assertThat(migrations.finishBack(NAME, events, () -> false)).isEqualTo(Result.REACHED);
    assertThat(migrations.phase(NAME)).isEqualTo(Phase.ABSENT);
    assertThat(tables()).doesNotContain("status");

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
    assertMigrated();
  }

  @Test
  void forwardFinishesAWayBackFirst() throws Exception {
    begin(STATEMENT, PlanOptions.NONE);
    forward(Phase.WRITABLE);
    AtomicBoolean stop = new AtomicBoolean();
    RecordedEvents stopping = new RecordedEvents();
    stopping.onSaid(said -> stop.compareAndSet(false, said.startsWith("back publish-absent")));
    assertThat(migrations.back(NAME, Phase.ABSENT, false, stopping, stop::get))
        .isEqualTo(Result.STOPPED);

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertMigrated();
  }

  private Result take(Phase phase) throws Exception {
    return migrations.by("anna").take(NAME, phase, events, () -> false);
  }

  @Test
  void aMigrationIsTakenToAPhaseWhereverItStands() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    for (Phase phase :
        List.of(Phase.WRITABLE, Phase.READABLE, Phase.BACKFILLED, Phase.BACKFILLED, Phase.ABSENT)) {
      assertThat(take(phase)).isEqualTo(Result.REACHED);
      assertThat(migrations.phase(NAME)).isEqualTo(phase);
    }
    assertThat(tables()).doesNotContain("status");
    AtomicBoolean stop = new AtomicBoolean();
    take(Phase.WRITABLE);
    RecordedEvents stopping = new RecordedEvents();
    stopping.onSaid(said -> stop.compareAndSet(false, said.startsWith("back publish-readable")));
    assertThat(migrations.take(NAME, Phase.ABSENT, stopping, stop::get)).isEqualTo(Result.STOPPED);

    assertThat(take(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertMigrated();
    assertThat(migrations.history())
        .filteredOn(entry -> String.valueOf(entry.why()).equals("to complete"))
        .extracting(HistoryEntry::who)
        .containsExactly("anna as postgres");
    assertThat(migrations.history().get(0).who()).isEqualTo("postgres");
  }

  @Test
  void whatIsBeingAbortedIsTakenNowhere() throws Exception {
    begin(STATEMENT, PlanOptions.NONE);
    forward(Phase.WRITABLE);
    AtomicBoolean stop = new AtomicBoolean();
    RecordedEvents stopping = new RecordedEvents();
    stopping.onSaid(said -> stop.compareAndSet(false, said.startsWith("back")));
    assertThat(migrations.abort(NAME, false, stopping, stop::get)).isEqualTo(Result.STOPPED);

    assertThatThrownBy(() -> take(Phase.COMPLETE))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("is being aborted");
    assertThatThrownBy(() -> migrations.back(NAME, Phase.READABLE, false, events, () -> false))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("is being aborted");

    assertThat(migrations.finishBack(NAME, events, () -> false)).isEqualTo(Result.ENDED);
  }

  @Test
  void takenToAbsentNoValuesAreLost() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    forward(Phase.WRITABLE);
    postgres.execute(database, "UPDATE orders SET status = 'shipped' WHERE id = 1");

    assertThatThrownBy(() -> take(Phase.ABSENT))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("1 rows")
        .hasMessageContaining("--lose-values");

    assertThat(ask("SELECT count(*) FROM orders WHERE status = 'shipped'")).isEqualTo("1");
  }

  @Test
  void onTheWayToAbsentValuesAreNotLostUnasked() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    forward(Phase.WRITABLE);
    postgres.execute(database, "UPDATE orders SET status = 'shipped' WHERE id % 2 = 0");

    assertThatThrownBy(() -> migrations.back(NAME, Phase.ABSENT, false, events, () -> false))
        .hasMessageContaining(ROWS / 2 + " rows");
    assertThat(migrations.isGoingBack(NAME)).isFalse();
    assertThat(migrations.phase(NAME)).isEqualTo(Phase.READABLE);
    assertThat(migrations.back(NAME, Phase.ABSENT, true, events, () -> false))
        .isEqualTo(Result.REACHED);

    assertThat(tables()).doesNotContain("status");
  }

  @Test
  void anEmptyingThatIsStoppedIsFinishedWhateverIsSaidNext() throws Exception {
    begin(STATEMENT, PlanOptions.NONE);
    forward(Phase.WRITABLE);
    postgres.execute(database, "UPDATE orders SET status = 'shipped' WHERE id % 2 = 0");
    AtomicBoolean stop = new AtomicBoolean();
    RecordedEvents stopping = new RecordedEvents();
    stopping.onSaid(said -> stop.compareAndSet(false, said.startsWith("back publish-absent")));
    assertThat(migrations.back(NAME, Phase.ABSENT, true, stopping, stop::get))
        .isEqualTo(Result.STOPPED);

    assertThat(migrations.abort(NAME, false, events, () -> false)).isEqualTo(Result.ENDED);

    assertThat(tables()).doesNotContain("status");
    assertThat(migrations.status().migrations().get(0).state()).isEqualTo("aborted");
  }

  @Test
  void anAbortedMigrationLeavesNothing() throws Exception {
    String before = tables();
    begin(STATEMENT, THREE_STEPS);
    forward(Phase.BACKFILLED);

    assertThat(migrations.abort(NAME, false, events, () -> false)).isEqualTo(Result.ENDED);

    assertThat(tables()).isEqualTo(before);
    assertThat(ask("SELECT count(*) FROM trestle.rule")).isEqualTo("0");
    assertThat(migrations.status().migrations().get(0).state()).isEqualTo("aborted");
    assertThat(begin(STATEMENT, THREE_STEPS)).isEqualTo(NAME);
    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
    assertMigrated();
  }

  @Test
  void valuesThatServicesHaveWrittenAreNotLostUnasked() throws Exception {
    begin(STATEMENT, THREE_STEPS);
    forward(Phase.WRITABLE);
    postgres.execute(database, "UPDATE orders SET status = 'shipped' WHERE id < 4");

    assertThatThrownBy(() -> migrations.abort(NAME, false, events, () -> false))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("3 rows")
        .hasMessageContaining("--lose-values");
    assertThat(migrations.abort(NAME, true, events, () -> false)).isEqualTo(Result.ENDED);
  }

  @Test
  void anOperatorPausesTheWayBack() throws Exception {
    for (String at : List.of("back publish-readable", "empties", "back add")) {
      RecordedEvents pausing = new RecordedEvents();
      AtomicBoolean paused = new AtomicBoolean();
      pausing.onSaid(
          said -> {
            if (said.startsWith(at) && paused.compareAndSet(false, true)) {
              pause();
            }
          });
      begin(STATEMENT, THREE_STEPS);
      forward(Phase.WRITABLE);

      CompletableFuture<Result> run =
          inBackground(() -> migrations.abort(NAME, false, pausing, () -> false));
      pausing.await(said -> said.contains("paused by an operator"));

      assertThat(tables()).as(at).contains("status");
      assertThat(ask("SELECT state FROM trestle.migration ORDER BY id DESC")).isEqualTo("paused");
      assertThat(run).isNotDone();
      assertThat(migrations().resume(NAME)).isTrue();
      assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(Result.ENDED);
    }
  }

  private void assertNotEmptied(String body) throws Exception {
    begin(STATEMENT, THREE_STEPS);
    forward(Phase.WRITABLE);
    postgres.execute(
        database,
        "UPDATE orders SET status = 'shipped' WHERE id = 77;"
            + " CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            + body
            + " END $$; CREATE TRIGGER keep BEFORE UPDATE ON orders"
            + " FOR EACH ROW WHEN (OLD.id = 77) EXECUTE FUNCTION keep()");

    assertThatThrownBy(() -> migrations.abort(NAME, true, events, () -> false))
        .isInstanceOf(MigrationException.class)
        .hasMessageContainingAll("(id = 77)", "a trigger or rule", "trestle migrate resume");

    postgres.execute(database, "DROP TRIGGER keep ON orders");
    assertThat(migrations.finishBack(NAME, events, () -> false)).isEqualTo(Result.ENDED);
    assertThat(tables()).doesNotContain("status");
  }

  @Test
  void aTriggerThatKeepsARowFromBeingEmptiedIsNotTriedForEver() throws Exception {
    assertNotEmptied("RETURN NULL;");
  }

  @Test
  void aTriggerThatWritesAValueAgainIsNotTriedForEver() throws Exception {
    assertNotEmptied("NEW.status := 'kept'; RETURN NEW;");
  }
}
