package io.trestle.proxy.admin;

import io.trestle.engine.SqlError;
import io.trestle.rules.Phase;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of the databases whose rule stores a proxy follows, as its console sees and moves
 * them. Who starts the proxy has what runs migrations; the proxy has not. Thread-safe; may take as
 * long as databases take.
 */
public interface MigrationControl {

  /** For a proxy that follows no rule store. */
  MigrationControl NONE =
      new MigrationControl() {
        @Override
        public List<Migration> migrations() {
          return List.of();
        }

        @Override
        public boolean take(Move move, String user, Consumer<String> notices, BooleanSupplier stop)
            throws RefusedException {
          throw new RefusedException(
              "55000", "no database of this proxy follows a rule store", null);
        }
      };

  /** The migrations that are under way; of a database that cannot be asked a row that says why. */
  List<Migration> migrations();

  /**
   * Takes a migration to a phase, forward or back, with all that has to be done on the way. Returns
   * when it is there, or has been told to stop.
   *
   * @param user who says so
   * @param notices gets lines about how it goes
   * @param stop asked again and again; true ends it safely
   * @return false where it was told to stop
   * @throws RefusedException when it cannot be done, or a step fails
   */
  boolean take(Move move, String user, Consumer<String> notices, BooleanSupplier stop)
      throws RefusedException;

  /**
   * Which migration shall be in which phase.
   *
   * @param migration its name; null where there is only one
   * @param database where it is, by its name at the server; null where that is clear
   */
  record Move(@Nullable String migration, Phase target, @Nullable String database) {}

  /**
   * A migration, or a database that cannot be asked: then all is null but the first two.
   *
   * @param database its name at the server
   * @param message what an operator has to know
   * @param step the one that is begun and not done
   * @param waitsFor what holds it up
   * @param watchesUntil when it goes on to complete, where it is watched before that
   * @param runner who runs it
   */
  record Migration(
      String database,
      @Nullable String message,
      @Nullable String name,
      @Nullable Phase phase,
      @Nullable String state,
      @Nullable String step,
      @Nullable Long stepsDone,
      @Nullable Long steps,
      @Nullable Long rowsFilled,
      @Nullable Long rowsExpected,
      @Nullable Long rowsPerSecond,
      @Nullable String waitsFor,
      @Nullable Instant watchesUntil,
      @Nullable String runner,
      @Nullable Instant started,
      @Nullable String statement) {

    /** A database that cannot be asked, and why. */
    public static Migration unknown(String database, String why) {
      return new Migration(
          database, why, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null);
    }
  }

  /** That a migration is not taken to a phase: for the operator who has asked for it. */
  final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient SqlError error;

    /**
     * @param message without the word trestle before it
     * @param hint the way out, or null
     */
    public RefusedException(String sqlState, String message, @Nullable String hint) {
      super(message);
      error = new SqlError(sqlState, "trestle: " + message, hint, 0);
    }

    SqlError error() {
      return error;
    }
  }
}
