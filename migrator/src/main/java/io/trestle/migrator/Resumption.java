package io.trestle.migrator;

import io.trestle.migrator.MigrationStore.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits while an operator has a migration paused. For one thread. */
final class Resumption {

  /** Between two looks. */
  static final Duration LOOK = Duration.ofMillis(200);

  private final Connection connection;
  private final long id;
  private final Events events;
  private final BooleanSupplier stop;

  /**
   * @param stop asked again and again; true ends what is waited for
   */
  Resumption(Connection connection, long id, Events events, BooleanSupplier stop) {
    this.connection = connection;
    this.id = id;
    this.events = events;
    this.stop = stop;
  }

  /**
   * Waits until it is not paused.
   *
   * @return false where it was told to stop
   */
  boolean await() throws SQLException {
    boolean told = false;
    while (!stop.getAsBoolean()) {
      if (MigrationStore.read(connection, id).state() != State.PAUSED) {
        return true;
      } else if (!told) {
        told = true;
        events.says("paused by an operator: `trestle migrate resume` has it go on");
      }
      if (!Pause.of(LOOK, stop)) {
        return false;
      }
    }
    return false;
  }
}
