package io.trestle.migrator.backfill;

import io.trestle.migrator.backfill.Brake.Situation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills one relation over one connection: a pass up to a bound that is fixed when it begins, then
 * sweeps for what was inserted, moved or emptied meanwhile, until a sweep finds nothing unfilled.
 * Confined to one thread.
 */
final class RelationFiller {

  /** So many rows are read one after the other in less time than a batch takes. */
  private static final long LOOKED_AT_AS_A_WHOLE = 1_000_000;

  private static final String QUERY_CANCELED = "57014";

  private final Run run;
  private final Connection connection;
  private final Fill fill;
  private final Cut cut;
  private RelationProgress progress;

  /** The batch while a row is looked for that fails; 0 while none is. */
  private int narrow;

  /** Among how many rows it must be. */
  private long suspects;

  private @Nullable Range lastUnfilled;

  RelationFiller(Run run, Connection connection, Fill fill, Cut cut, RelationProgress progress) {
    this.run = run;
    this.connection = connection;
    this.fill = fill;
    this.cut = cut;
    this.progress = progress;
  }

  private String name() {
    return fill.relation().name();
  }

  void fill() throws SQLException, BackfillException, StoppedException {
    if (progress.upper() != null || begin()) {
      pass(false);
      int sweeps = 0;
      while (!isSeenToBeFilled() && begin() && pass(true)) {
        if (++sweeps >= run.settings().maxSweeps()) {
          throw stillUnfilled(sweeps);
        }
      }
    }
    run.retries()
        .attempt(
            () -> {
              run.store().finish(connection, name());
              return name();
            });
    moveTo(progress.end());
    run.listener().filled(name());
  }

  private void moveTo(RelationProgress next) {
    progress = next;
    run.overview().put(name(), next);
  }

  /**
   * Whether nothing is unfilled, of a relation that is small enough to be looked at as a whole; one
   * that takes longer than a statement may, since few rows are on many pages, is swept.
   */
  private boolean isSeenToBeFilled() throws SQLException, BackfillException, StoppedException {
    return run.retries()
        .attempt(
            () ->
                Relations.rows(connection, fill.relation()) <= LOOKED_AT_AS_A_WHOLE
                    && leavesNone());
  }

  private boolean leavesNone() throws SQLException {
    try {
      return fill.leavesNone(connection);
    } catch (SQLException e) {
      if (QUERY_CANCELED.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  /** Begins a pass; false where there is no row. */
  private boolean begin() throws SQLException, BackfillException, StoppedException {
    List<String> upper =
        run.retries()
            .attempt(
                () -> {
                  List<String> found = cut.upper(connection);
                  if (found != null) {
                    run.store().pass(connection, name(), found);
                  }
                  return found;
                });
    if (upper == null) {
      return false;
    }
    moveTo(progress.pass(upper));
    return true;
  }

  /**
   * Goes over all rows up to the upper bound.
   *
   * @param sweep whether to look first, and write only where something is unfilled
   * @return whether something was unfilled
   */
  private boolean pass(boolean sweep) throws SQLException, BackfillException, StoppedException {
    boolean unfilled = false;
    boolean last = false;
    while (!last) {
      Situation situation = new Situation(fill.migration(), fill.relation().oid());
      run.retries()
          .attempt(
              () -> {
                run.throttle().await(connection, situation, run.stop());
                return situation;
              });
      Look look = sweep ? look() : null;
      if (look == null || look.unfilled()) {
        unfilled = true;
        last = batch();
      } else {
        last = look.last();
        moveTo(progress.at(look.end()));
      }
      run.throttle().report(connection);
    }
    return unfilled;
  }

  private Look look() throws SQLException, BackfillException, StoppedException {
    Look look = run.retries().attempt(() -> cut.look(connection, range(), rows()));
    run.throttle().ended();
    if (look.unfilled()) {
      lastUnfilled = range();
    }
    return look;
  }

  /** One batch, tried until it is committed. Returns whether it was the last. */
  private boolean batch() throws SQLException, BackfillException, StoppedException {
    Batch batch = run.retries().attempt(this::narrowing);
    Duration took = run.throttle().ended();
    run.retries().succeeded();
    run.batchEnded(batch.covered());
    if (narrow == 0) {
      run.size().took(batch.covered(), took);
    } else {
      suspects -= batch.covered();
      narrow = suspects <= 0 ? 0 : narrow;
    }
    moveTo(progress.after(batch));
    run.listener().batch(run.overview().progress(name(), run.size().rows(), null));
    if (batch.unfilled() > 0 && batch.example() != null) {
      throw new BackfillException(
          "the value is NULL for "
              + batch.unfilled()
              + " rows of "
              + name()
              + ", one of them "
              + cut.describe(batch.example())
              + "; repair the rows, or choose another value",
          null);
    }
    return batch.last();
  }

  /** A batch in which a row fails is cut down until that row is found; what is before it stays. */
  private Batch narrowing() throws SQLException, BackfillException, StoppedException {
    while (true) {
      run.stop().check();
      int rows = rows();
      try {
        return cut.fill(connection, range(), rows);
      } catch (SQLException e) {
        if (Failure.of(e) != Failure.ROW) {
          throw e;
        }
        if (cut.smallest(rows)) {
          throw new BackfillException(
              "row "
                  + cut.failing(connection, range())
                  + " of "
                  + name()
                  + " cannot be filled: "
                  + Messages.of(e)
                  + "; repair the row, or choose another value",
              e);
        }
        suspects = rows;
        narrow = rows / 2;
      }
    }
  }

  private int rows() {
    return narrow == 0 ? run.size().rows() : Math.min(narrow, run.size().rows());
  }

  private Range range() {
    List<String> upper = progress.upper();
    if (upper == null) {
      throw new IllegalStateException("a pass without an upper bound");
    }
    return new Range(progress.cursor(), upper, progress.remaining());
  }

  private BackfillException stillUnfilled(int sweeps) throws SQLException {
    List<String> examples =
        lastUnfilled == null ? List.of() : cut.unfilled(connection, lastUnfilled, 3);
    return new BackfillException(
        "there are unfilled rows in "
            + name()
            + " after "
            + sweeps
            + " sweeps"
            + (examples.isEmpty() ? "" : ", such as " + String.join(", ", examples))
            + ": somebody goes on writing them, or a trigger, rule or lock keeps them from being"
            + " filled",
        null);
  }
}
