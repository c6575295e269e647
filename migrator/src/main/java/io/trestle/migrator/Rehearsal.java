package io.trestle.migrator;

import io.trestle.migrator.Migrations.Result;
import io.trestle.migrator.backfill.BackfillSettings;
import io.trestle.migrator.backfill.Brake;
import io.trestle.migrator.backfill.Progress;
import io.trestle.migrator.plan.Plan;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.PlanStep;
import io.trestle.migrator.plan.RuleOptions;
import io.trestle.migrator.plan.Table;
import io.trestle.migrator.plan.UnplannableException;
import io.trestle.rules.Phase;
import io.trestle.rules.store.Publisher.Laggard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs a migration from its beginning to its end on a clone of a database, and measures what each
 * step takes: the steps are those that the database itself will see, on rows like its own. The
 * database itself is only asked for its plan. For one thread; used once.
 */
public final class Rehearsal {

  private final DataSource clone;
  private final DataSource database;
  private final Migrations onClone;
  private final Migrations onDatabase;

  /**
   * What a step has taken.
   *
   * @param wal how many bytes of WAL the clone's server has written meanwhile
   * @param expected how long the step is expected to take on the database itself, in milliseconds:
   *     by what it took on the clone and both sizes; -1 where a size is not known
   */
  public record Measured(PlanStep step, Duration took, long wal, long expected) {

    /** Whether writers of the table wait for as long as it takes. */
    public boolean blocksWriters() {
      return step.lock().compareTo(PlanStep.Lock.SHARE_ROW_EXCLUSIVE) >= 0;
    }
  }

  /**
   * What a rehearsal has shown.
   *
   * @param steps in their order; where it was stopped, those that are done
   * @param bytesBefore of the table with its indexes, partitions and children
   * @param bytesAfter the same at the end
   */
  public record Report(
      Table table, List<Measured> steps, long bytesBefore, long bytesAfter, boolean stopped) {

    /** The step for whose lock writers wait longest; empty where they wait for none. */
    public Optional<Measured> longestLock() {
      return steps.stream()
          .filter(Measured::blocksWriters)
          .max(Comparator.comparing(Measured::took));
    }
  }

  /**
   * Does nothing yet.
   *
   * @param clone of the database; a rule store is made in it, and what the migration has done stays
   * @param database the database itself
   * @param backfill how gently rows are to be filled
   * @param brakes that hold it up
   */
  public Rehearsal(
      DataSource clone, DataSource database, BackfillSettings backfill, List<Brake> brakes) {
    this.clone = clone;
    this.database = database;
    this.onClone = new Migrations(clone, backfill, brakes, Set.of());
    this.onDatabase = new Migrations(database, backfill, List.of(), Set.of());
  }

  /**
   * Rehearses a migration.
   *
   * @param shown is told what happens, too
   * @param stop asked again and again; true ends it safely
   * @throws MigrationException when a step fails, or the clone is none: it is the database itself,
   *     nodes follow its rule store, or the plan for it has other steps
   */
  public Report run(String statement, PlanOptions options, Events shown, BooleanSupplier stop)
      throws SQLException, MigrationException, UnplannableException {
    if (identity(clone).equals(identity(database))) {
      throw new MigrationException("the clone is the database itself");
    }
    Plan there = onDatabase.plan(statement, options);
    Plan here = onClone.plan(statement, options);
    requireSame(there, here);
    onClone.init();
    try (Connection connection = clone.getConnection()) {
      requireNoNodes(connection);
      forgetCopiedNodes(connection);
      String name = onClone.begin(here, RuleOptions.DEFAULTS);
      long before = bytes(connection, here.table());
      Stopwatch stopwatch = new Stopwatch(connection, there, here, shown);
      Result result = onClone.forward(name, Phase.COMPLETE, stopwatch, stop);
      stopwatch.requireMeasured();
      return new Report(
          here.table(),
          stopwatch.measured,
          before,
          bytes(connection, here.table()),
          result == Result.STOPPED);
    }
  }

  /** Where a database is: a server that has started at a moment, and the database's oid there. */
  private static String identity(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_catalog.pg_postmaster_start_time() || ' ' || oid"
                    + " FROM pg_catalog.pg_database"
                    + " WHERE datname = pg_catalog.current_database()")) {
      row.next();
      return row.getString(1);
    }
  }

  private static void requireSame(Plan there, Plan here) throws MigrationException {
    List<String> ofDatabase = there.steps().stream().map(PlanStep::id).toList();
    List<String> ofClone = here.steps().stream().map(PlanStep::id).toList();
    if (!ofDatabase.equals(ofClone)) {
      throw new MigrationException(
          "the clone is not like the database: there the steps are %s, on the clone %s"
              .formatted(String.join(", ", ofDatabase), String.join(", ", ofClone)));
    }
  }

  private static void requireNoNodes(Connection connection)
      throws SQLException, MigrationException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT kind, name FROM trestle.member WHERE lease_until > clock_timestamp()"
                    + " LIMIT 1")) {
      if (row.next()) {
        throw new MigrationException(
            "%s %s follows the rule store of the clone: it is no clone, or in use"
                .formatted(row.getString(1), row.getString(2)));
      }
    }
  }

  /** Members that were copied with the rule store follow the original, and are not waited for. */
  private static void forgetCopiedNodes(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM trestle.member WHERE lease_until <= clock_timestamp()");
    }
  }

  private static long bytes(Connection connection, Table table) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            WITH RECURSIVE tree AS (
              SELECT pg_catalog.to_regclass(?)::pg_catalog.oid AS oid
              UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN tree ON i.inhparent = tree.oid)
            SELECT sum(pg_catalog.pg_total_relation_size(oid)) FROM tree
            """)) {
      select.setString(1, table.sql());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Measures each step. */
  private static final class Stopwatch implements Events {

    private final List<Measured> measured = new ArrayList<>();
    private final Connection connection;
    private final Plan there;
    private final Plan here;
    private final Events shown;
    private String began = "";
    private @Nullable SQLException failure;

    Stopwatch(Connection connection, Plan there, Plan here, Events shown) {
      this.connection = connection;
      this.there = there;
      this.here = here;
      this.shown = shown;
    }

    void requireMeasured() throws SQLException {
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public void begins(PlanStep step, boolean back) {
      began = ask("SELECT pg_catalog.pg_current_wal_insert_lsn()");
      shown.begins(step, back);
    }

    @Override
    public void done(PlanStep step, boolean back, Duration took) {
      String wal =
          ask(
              "SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '%s')"
                  .formatted(began));
      measured.add(
          new Measured(step, took, wal.isEmpty() ? 0 : Long.parseLong(wal), scaled(step, took)));
      shown.done(step, back, took);
    }

    /** By how much longer the plan expects the step to take there than here. */
    private long scaled(PlanStep step, Duration took) {
      if (step.reads() == PlanStep.Reads.NOTHING) {
        return took.toMillis();
      }
      long ofDatabase = expected(there, step);
      long ofClone = expected(here, step);
      return ofDatabase < 0 || ofClone <= 0
          ? -1
          : Math.round(took.toMillis() * (double) ofDatabase / ofClone);
    }

    private static long expected(Plan plan, PlanStep step) {
      return plan.steps().stream()
          .filter(each -> each.id().equals(step.id()))
          .mapToLong(PlanStep::expected)
          .findFirst()
          .orElseThrow();
    }

    private String ask(String sql) {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return String.valueOf(row.getString(1));
      } catch (SQLException wrong) {
        failure = wrong;
        return "";
      }
    }

    @Override
    public void waitsFor(List<Laggard> members) {
      shown.waitsFor(members);
    }

    @Override
    public void blocked(String step, String why, List<String> blockers, Duration pause) {
      shown.blocked(step, why, blockers, pause);
    }

    @Override
    public void fills(Progress progress) {
      shown.fills(progress);
    }

    @Override
    public void brakes(String brake, String reason) {
      shown.brakes(brake, reason);
    }

    @Override
    public void says(String what) {
      shown.says(what);
    }
  }
}
