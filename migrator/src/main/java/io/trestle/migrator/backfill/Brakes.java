package io.trestle.migrator.backfill;

import io.trestle.migrator.backfill.Brake.Situation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks all brakes, each as often as its answers hold. Confined to one thread. */
final class Brakes {

  private static final class Held {
    final Brake brake;
    boolean asked;
    long askedAt;
    @Nullable String reason;

    Held(Brake brake) {
      this.brake = brake;
    }
  }

  private final List<Held> brakes;

  Brakes(List<Brake> brakes) {
    this.brakes = brakes.stream().map(Held::new).toList();
  }

  /**
   * Why to wait, by the first brake that is on, or null.
   *
   * @param now a reading of {@link System#nanoTime}
   * @throws SQLException where the connection is lost
   */
  @Nullable Wait check(Connection connection, Situation situation, long now) throws SQLException {
    Wait wait = null;
    for (Held held : brakes) {
      if (!held.asked || now - held.askedAt >= held.brake.holdsFor().toNanos()) {
        held.reason = ask(held.brake, connection, situation);
        held.asked = true;
        held.askedAt = now;
      }
      if (wait == null && held.reason != null) {
        wait = new Wait(held.brake.name(), held.reason);
      }
    }
    return wait;
  }

  private static @Nullable String ask(Brake brake, Connection connection, Situation situation)
      throws SQLException {
    try {
      return brake.reason(connection, situation);
    } catch (SQLException e) {
      if (Failure.of(e) == Failure.CONNECTION) {
        throw e;
      }
      return "no answer to \"" + brake.asks() + "\": " + e.getMessage();
    }
  }
}
