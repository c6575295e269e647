package io.trestle.migrator.backfill;

import io.trestle.migrator.plan.NewColumn;
import io.trestle.migrator.plan.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Fills the rows of a table, its partitions and children in which a column is NULL, in small
 * batches. How far it got is committed with the rows, in {@code trestle.progress}, so that a run
 * goes on where the one before it ended, however that ended.
 *
 * <p>Only one run of a migration may be under way at a time: that is for the caller to see to. The
 * role needs to read and update the table, and what the brakes ask (pg_monitor). Not thread-safe.
 */
public final class Backfill {

  /** For a session whose transactions take as long as they take; there is none before 17. */
  public static final String NO_TRANSACTION_TIMEOUT =
      "SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings"
          + " WHERE name = 'transaction_timeout';";

  /** How a run ended. */
  public enum Result {
    /** A pass over each relation has found nothing unfilled. */
    FILLED,
    /** The caller wanted it to end, and another run will go on. */
    STOPPED
  }

  private final DataSource dataSource;
  private final Table table;
  private final List<NewColumn> columns;
  private final BackfillSettings settings;
  private final List<Brake> brakes;
  private final BackfillListener listener;
  private final Entry entry;
  private final ProgressStore store;

  /** Is asked whether this run may still fill rows, each time that it has connected. */
  @FunctionalInterface
  public interface Entry {

    /**
     * @throws SQLException when it may not; of a class other than 08, since it would be tried again
     */
    void enter(Connection connection) throws SQLException;
  }

  /**
   * Does nothing yet.
   *
   * @param dataSource one connection is used at a time; its settings are put back when it is closed
   * @param migration its number in {@code trestle.migration}
   * @param table the table under migration
   * @param columns the columns to fill, each with its V; one or more
   * @param brakes asked before each batch, in this order
   * @param listener told on the thread of {@link #run}
   * @param entry asked on each connection before it is used
   */
  public Backfill(
      DataSource dataSource,
      long migration,
      Table table,
      List<NewColumn> columns,
      BackfillSettings settings,
      List<Brake> brakes,
      BackfillListener listener,
      Entry entry) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("no columns to fill");
    }
    this.dataSource = dataSource;
    this.table = table;
    this.columns = List.copyOf(columns);
    this.settings = settings;
    this.brakes = List.copyOf(brakes);
    this.listener = listener;
    this.entry = entry;
    this.store = new ProgressStore(migration);
  }

  /**
   * Has the next run go over all rows once more, though a run has filled them: where rows turned
   * out to be unfilled after that.
   */
  public static void reopen(Connection connection, long migration) throws SQLException {
    new ProgressStore(migration).reopen(connection);
  }

  /**
   * Fills rows until none is unfilled. While a brake is on, it waits.
   *
   * @param stop whether to end before the next batch; asked often, while it waits too. An interrupt
   *     ends the run as well, and is left set
   * @throws BackfillException when it cannot go on; the reason is in {@code trestle.throttle}, too,
   *     where the database still takes it
   */
  public Result run(BooleanSupplier stop) throws BackfillException {
    Run run = new Run(settings, store, brakes, listener, new Stop(stop));
    @Nullable Session session = null;
    try {
      while (true) {
        try {
          session = connect(run);
          fillAll(run, session.connection());
          run.throttle().write(session.connection(), null);
          return Result.FILLED;
        } catch (SQLException e) {
          if (Failure.of(e) != Failure.CONNECTION) {
            throw ended(e);
          }
          close(session);
          session = null;
          run.retries().failed(e);
        }
      }
    } catch (StoppedException e) {
      return Result.STOPPED;
    } catch (BackfillException e) {
      record(run, session, e);
      throw e;
    } finally {
      close(session);
    }
  }

  /** Connects, trying for as long as the settings want. */
  private Session connect(Run run) throws SQLException, BackfillException, StoppedException {
    long begin = System.nanoTime();
    Backoff backoff = new Backoff(settings.retryFrom(), settings.retryTo(), Math::random);
    for (int failures = 1; ; failures++) {
      try {
        Session session = Session.open(dataSource, settings);
        try {
          entry.enter(session.connection());
          return session;
        } catch (SQLException refused) {
          session.close();
          throw refused;
        }
      } catch (SQLException e) {
        if (Failure.of(e) != Failure.CONNECTION) {
          throw e;
        }
        if (System.nanoTime() - begin >= settings.reconnectFor().toNanos()) {
          throw new BackfillException(
              "the database has not been reached for "
                  + settings.reconnectFor().toSeconds()
                  + " s: "
                  + Messages.of(e),
              e);
        }
        listener.retry(e, failures, run.size().rows());
        run.stop().sleep(backoff.after(failures));
      }
    }
  }

  /** Fills all relations, those too that are attached meanwhile. */
  private void fillAll(Run run, Connection connection)
      throws SQLException, BackfillException, StoppedException {
    Set<Long> done = new HashSet<>();
    while (true) {
      Map<Relation, Cut> relations = run.retries().attempt(() -> enter(run, connection, done));
      Map<String, RelationProgress> progress = run.retries().attempt(() -> store.read(connection));
      run.overview().clear();
      progress.forEach(run.overview()::put);
      boolean found = false;
      for (Map.Entry<Relation, Cut> each : relations.entrySet()) {
        Relation relation = each.getKey();
        RelationProgress own = progress.get(relation.name());
        if (own != null && !own.finished() && done.add(relation.oid())) {
          found = true;
          fill(run, connection, relation, each.getValue(), own);
        }
      }
      if (!found) {
        return;
      }
    }
  }

  /** Reads what is to be filled beside what is done, and enters it into the store. */
  private Map<Relation, Cut> enter(Run run, Connection connection, Set<Long> done)
      throws SQLException, BackfillException, StoppedException {
    run.stop().check();
    List<Relation> relations = Relations.of(connection, table, done);
    if (relations.isEmpty() && !Relations.exists(connection, table)) {
      throw new BackfillException("there is no table " + table.sql(), null);
    }
    Map<Relation, Cut> cuts = new LinkedHashMap<>();
    Map<String, RelationProgress> known = store.read(connection);
    for (Relation relation : relations) {
      Cut cut = Relations.cut(connection, new Fill(store.migration(), relation, columns));
      RelationProgress own = known.get(relation.name());
      if (own == null || !own.finished()) {
        store.enter(
            connection,
            relation.name(),
            done.size() + cuts.size(),
            cut.key(),
            own == null ? Relations.rows(connection, relation) : own.rowsExpected());
      }
      cuts.put(relation, cut);
    }
    return cuts;
  }

  private void fill(
      Run run, Connection connection, Relation relation, Cut cut, RelationProgress progress)
      throws SQLException, BackfillException, StoppedException {
    Fill fill = new Fill(store.migration(), relation, columns);
    try {
      new RelationFiller(run, connection, fill, cut, progress).fill();
    } catch (SQLException e) {
      if (Failure.of(e) != Failure.TABLE_GONE
          || Relations.of(connection, table, Set.of()).stream().anyMatch(relation::sameAs)) {
        throw e;
      }
      store.finish(connection, relation.name());
    }
  }

  private BackfillException ended(SQLException e) {
    String what =
        Failure.of(e) == Failure.DISK_FULL
            ? "the server has no room left; the batch was taken back. Make room, then go on: "
            : "cannot fill " + table.sql() + ": ";
    return new BackfillException(what + Messages.of(e), e);
  }

  /** Leaves the reason in the store, where that can be done. */
  private static void record(Run run, @Nullable Session session, BackfillException reason) {
    if (session == null) {
      return;
    }
    try {
      String message = reason.getMessage();
      run.throttle().write(session.connection(), new Wait("error", message == null ? "" : message));
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  private static void close(@Nullable Session session) {
    if (session == null) {
      return;
    }
    try {
      session.close();
    } catch (SQLException ignored) {
      // It is lost, or will be: nothing depends on it any more.
    }
  }
}
