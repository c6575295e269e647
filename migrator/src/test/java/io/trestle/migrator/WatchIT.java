package io.trestle.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.migrator.Migrations.Result;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.RuleOptions;
import io.trestle.rules.Phase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The time in which a migration is watched before it is complete. */
class WatchIT extends OrdersUnderMigration {

  private void beginWatched(Duration watch) throws Exception {
    migrations.begin(
        migrations.plan(STATEMENT, PlanOptions.NONE).withWatch(watch), RuleOptions.DEFAULTS);
  }

  private Instant watchesUntil() throws SQLException {
    return migrations.status().migrations().get(0).watchesUntil();
  }

  @Test
  void backfilledIsWatchedBeforeComplete() throws Exception {
    beginWatched(Duration.ofSeconds(1));

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);

    assertThat(
            ask(
                "SELECT c.started - b.finished >= interval '1 second'"
                    + " FROM trestle.step b JOIN trestle.step c USING (migration)"
                    + " WHERE b.id = 'publish-backfilled' AND c.id = 'publish-complete'"))
        .isEqualTo("t");
    assertThat(migrations.history())
        .extracting(HistoryEntry::event)
        .containsSubsequence("publish", "watch", "publish", "withdraw");
    assertThat(watchesUntil()).isNull();
  }

  @Test
  void aPhaseThatIsAskedForIsReachedWithoutWatchingIt() throws Exception {
    beginWatched(Duration.ofHours(1));

    assertThat(forward(Phase.BACKFILLED)).isEqualTo(Result.REACHED);

    assertThat(watchesUntil()).isAfter(Instant.now().plusSeconds(3_000));
  }

  @Test
  void whatIsWatchedIsStoppedAndGoesOnFromWhenItWasReached() throws Exception {
    beginWatched(Duration.ofHours(1));
    AtomicBoolean stop = new AtomicBoolean();
    events.onSaid(said -> stop.compareAndSet(false, said.startsWith("watches until")));
    assertThat(migrations.forward(NAME, Phase.COMPLETE, events, stop::get))
        .isEqualTo(Result.STOPPED);
    assertThat(migrations.phase(NAME)).isEqualTo(Phase.BACKFILLED);
    Instant until = watchesUntil();

    postgres.execute(
        database,
        "UPDATE trestle.step SET finished = finished - interval '2 hours'"
            + " WHERE id = 'publish-backfilled'");
    assertThat(watchesUntil()).isEqualTo(until.minus(Duration.ofHours(2)));

    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.ENDED);
    assertMigrated();
  }

  @Test
  void whileItIsPausedWhatWasWatchedLongEnoughDoesNotGoOn() throws Exception {
    beginWatched(Duration.ofSeconds(1));
    AtomicBoolean paused = new AtomicBoolean();
    events.onSaid(
        said -> {
          if (said.startsWith("watches until") && paused.compareAndSet(false, true)) {
            pause();
          }
        });
    CompletableFuture<Result> run = inBackground(() -> forward(Phase.COMPLETE));
    events.await(said -> said.contains("paused"));
    postgres.execute(
        database,
        "UPDATE trestle.step SET finished = finished - interval '1 hour'"
            + " WHERE id = 'publish-backfilled'");
    assertThat(migrations.phase(NAME)).isEqualTo(Phase.BACKFILLED);
    assertThat(run).isNotDone();

    assertThat(migrations().resume(NAME)).isTrue();

    assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(Result.ENDED);
  }

  @Test
  void takenBackToBackfilledItIsWatchedAnew() throws Exception {
    migrations.begin(
        migrations.plan(STATEMENT, PlanOptions.NONE).withWatch(Duration.ofMillis(1)), KNOWN_BY);
    assertThat(forward(Phase.COMPLETE)).isEqualTo(Result.REACHED);
    assertThat(watchesUntil()).isNull();
    Instant before = Instant.now();

    assertThat(migrations.back(NAME, Phase.BACKFILLED, false, events, () -> false))
        .isEqualTo(Result.REACHED);

    assertThat(watchesUntil()).isAfter(before);
  }
}
