package io.trestle.migrator;

import io.trestle.migrator.MigrationStore.State;
import io.trestle.migrator.MigrationStore.Stored;
import io.trestle.migrator.backfill.BackfillSettings;
import io.trestle.migrator.backfill.Brake;
import io.trestle.migrator.plan.Plan;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.Planner;
import io.trestle.migrator.plan.RuleOptions;
import io.trestle.migrator.plan.UnplannableException;
import io.trestle.rules.Phase;
import io.trestle.rules.store.RuleStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may do with the migrations of a database. Each call uses connections of its own.
 * Thread-safe; one migration is run by one at a time, whoever else tries is told so.
 */
public final class Migrations {

  private final RunSettings settings;
  private final DataSource source;

  /**
   * @param source connects to the primary, as the role that runs migrations
   * @param brakes what holds a backfill up
   * @param ignoredReplicas application names of replicas that no phase waits for
   */
  public Migrations(
      DataSource source,
      BackfillSettings backfill,
      List<Brake> brakes,
      Set<String> ignoredReplicas) {
    this(new RunSettings(source, backfill, brakes, ignoredReplicas, null));
  }

  private Migrations(RunSettings settings) {
    this.settings = settings;
    this.source = settings.source();
  }

  /** The same, where the history shall say for whom it was done, beside the role that did it. */
  public Migrations by(String name) {
    return new Migrations(settings.by(name));
  }

  /** How far a migration was taken. */
  public enum Result {
    /** The phase that was asked for is reached. */
    REACHED,
    /** It was told to stop, and goes on where it stands when it is started again. */
    STOPPED,
    /** It is over: the rules are withdrawn. */
    ENDED
  }

  /**
   * Makes the rule store, or upgrades it.
   *
   * @return the version that was there before; 0 where there was none
   */
  public int init() throws SQLException {
    try (Connection connection = source.getConnection()) {
      return RuleStore.install(connection);
    }
  }

  /** Plans; changes nothing. */
  public Plan plan(String statement, PlanOptions options)
      throws SQLException, UnplannableException {
    try (Connection connection = source.getConnection()) {
      return Planner.plan(connection, statement, options);
    }
  }

  /**
   * The migration, not ended, that the statement has begun; empty where there is none. An
   * unqualified table is looked up in the search_path of now.
   */
  public Optional<String> find(String statement) throws SQLException, UnplannableException {
    try (Connection connection = source.getConnection()) {
      RuleStore.check(connection);
      return Beginning.find(connection, statement).map(Stored::name);
    }
  }

  /**
   * Sees to it that what is said beside the statement of a migration is what it began with.
   *
   * @param watch for how long it is to be watched, or null where that is not said
   * @throws MigrationException when it began with something else
   */
  public void requireSame(
      String name, PlanOptions plan, RuleOptions rules, @Nullable Duration watch)
      throws SQLException, MigrationException {
    try (Connection connection = source.getConnection()) {
      Stored migration = MigrationStore.open(connection, name);
      Beginning.requireSame(connection, migration, plan, rules, watch);
    }
  }

  /**
   * Writes a planned migration down, so that it can be run.
   *
   * @return its name
   * @throws MigrationException when one of that name, or of one of its columns, is under way
   */
  public String begin(Plan plan, RuleOptions options) throws SQLException, MigrationException {
    try (Connection connection = source.getConnection()) {
      RuleStore.check(connection);
      return Beginning.begin(connection, plan, options);
    }
  }

  /**
   * Runs a migration forward until all nodes are in a phase; what has been done is not done again.
   *
   * @param stop asked again and again; true ends it safely
   * @throws MigrationException when a step fails, or somebody else runs it
   */
  public Result forward(String name, Phase target, Events events, BooleanSupplier stop)
      throws SQLException, MigrationException {
    return run(
        name,
        "forward to " + target.label(),
        (runner, migration) -> {
          Result back = finishBack(runner, migration, events);
          return back == Result.REACHED ? goForward(runner, migration, target, events) : back;
        },
        events,
        stop);
  }

  private static Result goForward(Runner runner, Stored migration, Phase target, Events events)
      throws SQLException, MigrationException {
    if (!runner.forward(target)) {
      return Result.STOPPED;
    }
    Phase before = migration.phase();
    if (before != null && before.compareTo(target) > 0) {
      events.says(
          "in phase %s already: `trestle migrate back --to PHASE` goes back".formatted(before));
    }
    boolean over = target == Phase.COMPLETE && migration.options().knownBy().isEmpty();
    if (over) {
      return runner.withdraw() ? Result.ENDED : Result.STOPPED;
    } else if (target == Phase.COMPLETE) {
      events.says(
          "complete; the rule stays for services that do not know the column, until `trestle"
              + " migrate advance` withdraws it");
    }
    return Result.REACHED;
  }

  /**
   * Takes a migration to a phase, forward or back, wherever it stands; a way back that was stopped
   * is finished first. No values are lost by it that services have written.
   *
   * @throws MigrationException when a step fails, values would be lost, it is being aborted, or
   *     somebody else runs it
   */
  public Result take(String name, Phase target, Events events, BooleanSupplier stop)
      throws SQLException, MigrationException {
    return run(
        name,
        "to " + target.label(),
        (runner, migration) -> {
          requireNotAborted(migration);
          Result back = finishBack(runner, migration, events);
          if (back != Result.REACHED) {
            return back;
          }
          Phase now = runner.phases().now();
          if (now == null || now.compareTo(target) <= 0) {
            return goForward(runner, migration, target, events);
          }
          return runner.wayBack().to(target, false) ? Result.REACHED : Result.STOPPED;
        },
        events,
        stop);
  }

  /** Whether a migration is being taken back, and was stopped on the way. */
  public boolean isGoingBack(String name) throws SQLException, MigrationException {
    try (Connection connection = source.getConnection()) {
      return MigrationStore.open(connection, name).backTo() != null;
    }
  }

  /** Goes on with a way back, or an abort, that was stopped on the way. */
  public Result finishBack(String name, Events events, BooleanSupplier stop)
      throws SQLException, MigrationException {
    return run(
        name, "back", (runner, migration) -> finishBack(runner, migration, events), events, stop);
  }

  /** A way back that was stopped half way leads to its end before anything else is done. */
  private static Result finishBack(Runner runner, Stored migration, Events events)
      throws SQLException, MigrationException {
    String backTo = migration.backTo();
    if (backTo == null) {
      return Result.REACHED;
    }
    events.says("was being taken back to " + backTo + ": that is finished first");
    if (backTo.equals(MigrationStore.NOTHING)) {
      return runner.wayBack().abort(migration.loseValues()) ? Result.ENDED : Result.STOPPED;
    }
    boolean there =
        runner.wayBack().to(Phase.ofLabel(backTo).orElseThrow(), migration.loseValues());
    return there ? Result.REACHED : Result.STOPPED;
  }

  /** Withdraws the rules of a migration that is complete. */
  public Result withdraw(String name, Events events, BooleanSupplier stop)
      throws SQLException, MigrationException {
    return run(
        name,
        "withdraw",
        (runner, migration) -> {
          Phase phase = migration.phase();
          if (phase != Phase.COMPLETE) {
            throw new MigrationException(
                "migration %s is in %s; expected complete"
                    .formatted(name, phase == null ? "no phase yet" : "phase " + phase));
          }
          return runner.withdraw() ? Result.ENDED : Result.STOPPED;
        },
        events,
        stop);
  }

  /**
   * Takes a migration back until all nodes are in a phase.
   *
   * @param loseValues whether values may be lost that services have written, on the way to absent
   * @throws MigrationException when there are such values and they may not be lost: with their
   *     number; or when it is being aborted
   */
  public Result back(
      String name, Phase target, boolean loseValues, Events events, BooleanSupplier stop)
      throws SQLException, MigrationException {
    return run(
        name,
        "back to " + target.label(),
        (runner, migration) -> {
          requireNotAborted(migration);
          return runner.wayBack().to(target, loseValues || mayLoseValues(migration))
              ? Result.REACHED
              : Result.STOPPED;
        },
        events,
        stop);
  }

  /** Of an abort that was stopped on the way, nobody can tell what is there still. */
  private static void requireNotAborted(Stored migration) throws MigrationException {
    if (MigrationStore.NOTHING.equals(migration.backTo())) {
      throw new MigrationException(
          "migration %s is being aborted; `trestle migrate resume %s` finishes that"
              .formatted(migration.name(), migration.name()));
    }
  }

  /**
   * Takes a migration back altogether: what it made is dropped, the rules are withdrawn.
   *
   * @param loseValues whether values may be lost that services have written
   * @throws MigrationException when there are such values and they may not be lost: with their
   *     number
   */
  public Result abort(String name, boolean loseValues, Events events, BooleanSupplier stop)
      throws SQLException, MigrationException {
    return run(
        name,
        "abort",
        (runner, migration) -> {
          boolean mayLose = loseValues || mayLoseValues(migration);
          if (!mayLose && migration.backTo() == null) {
            runner.wayBack().requireNoOtherValues(); // asked again when nobody writes them any more
          }
          return runner.wayBack().abort(mayLose) ? Result.ENDED : Result.STOPPED;
        },
        events,
        stop);
  }

  /** On a way back that was begun with it, values may go on to be lost. */
  private static boolean mayLoseValues(Stored migration) {
    return migration.backTo() != null && migration.loseValues();
  }

  private Result run(
      String name, String what, MigrationRun.Work work, Events events, BooleanSupplier stop)
      throws SQLException, MigrationException {
    return new MigrationRun(settings, what, events, stop).run(name, work);
  }

  /**
   * The name of the migration that is meant.
   *
   * @param given by the operator, or null where there is only one
   */
  public String named(@Nullable String given) throws SQLException, MigrationException {
    try (Connection connection = source.getConnection()) {
      RuleStore.check(connection);
      if (given != null) {
        return MigrationStore.open(connection, given).name();
      }
      List<Stored> open =
          MigrationStore.all(connection).stream().filter(each -> each.ended() == null).toList();
      if (open.size() == 1) {
        return open.get(0).name();
      }
      throw new MigrationException(
          open.isEmpty()
              ? "no migration is under way"
              : "several migrations are under way; name one of "
                  + open.stream().map(Stored::name).collect(Collectors.joining(", ")));
    }
  }

  /**
   * Has a migration paused: its runner does nothing until it is resumed.
   *
   * @return false where it does not run, or is paused already
   */
  public boolean pause(String name) throws SQLException, MigrationException {
    return control(name, State.RUNNING, State.PAUSED, "pause", MigrationStore.PAUSED);
  }

  /**
   * Has a runner that an operator has paused go on. Where none was, one that is just ending is
   * waited for, but not for long: the server may not have noticed that it was killed.
   *
   * @return false where nobody runs the migration, so that it has to be started
   */
  public boolean resume(String name) throws SQLException, MigrationException {
    try (Connection connection = source.getConnection()) {
      RuleStore.check(connection);
      long id = MigrationStore.open(connection, name).id();
      // Looked at ahead: once it is let go, its runner may be done before anybody asks for it.
      boolean held = RunnerLock.holder(connection, id) != null;
      return control(name, State.PAUSED, State.RUNNING, "resume", "resumed by an operator")
          ? held
          : RunnerLock.isHeldOn(connection, id);
    }
  }

  private boolean control(String name, State from, State to, String event, String message)
      throws SQLException, MigrationException {
    try (Connection connection = source.getConnection()) {
      RuleStore.check(connection);
      Stored migration = MigrationStore.open(connection, name);
      if (migration.state() != from) {
        return false;
      }
      MigrationStore.state(connection, migration.id(), to, message);
      MigrationStore.record(connection, migration.id(), event, from.label(), to.label(), null);
      return true;
    }
  }

  /** The phase of a migration; null before the first is published. */
  public @Nullable Phase phase(String name) throws SQLException, MigrationException {
    try (Connection connection = source.getConnection()) {
      return MigrationStore.open(connection, name).phase();
    }
  }

  /** All that is to be seen. */
  public Status status() throws SQLException {
    try (Connection connection = source.getConnection()) {
      RuleStore.check(connection);
      return Status.read(connection);
    }
  }

  /** What has happened, the oldest first. */
  public List<HistoryEntry> history() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      RuleStore.check(connection);
      return HistoryEntry.read(statement);
    }
  }
}
