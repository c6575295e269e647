package io.trestle.migrator;

import io.trestle.migrator.backfill.BackfillListener;
import io.trestle.migrator.backfill.Progress;
import java.sql.SQLException;

/** Tells an operator how a backfill goes. */
record FillingEvents(Events events) implements BackfillListener {

  @Override
  public void batch(Progress progress) {
    events.fills(progress);
  }

  @Override
  public void waiting(String brake, String reason) {
    events.brakes(brake, reason);
  }

  @Override
  public void going() {
    events.says("goes on");
  }

  @Override
  public void retry(SQLException failure, int failures, int rows) {
    events.says(
        "a batch failed (%d in succession), the next has %d rows: %s"
            .formatted(failures, rows, failure.getMessage()));
  }

  @Override
  public void filled(String relation) {
    events.says(relation + " is filled");
  }
}
