package io.trestle.proxy.admin;

import io.trestle.engine.SqlError;
import io.trestle.proxy.Daemons;
import io.trestle.proxy.Operations;
import io.trestle.proxy.admin.MigrationControl.Move;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what the console understands, on threads of its own with bounded queues: one for what the
 * proxy does itself, others for what asks databases or moves migrations, so that nothing else waits
 * for these. Thread-safe.
 */
final class Commands implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final int MAX_WAITING = 1_000;
  private static final int LOOKING_THREADS = 2;

  /** How many migrations may be moved at a time. */
  static final int MAX_MOVES = 10;

  /** How long moves have at the end to stop safely. */
  private static final long STOP_SECONDS = 5;

  private static final Table HELP =
      Table.of("command", "meaning")
          .row("SHOW RULES", "the rules, how they are treated, and what was done because of them")
          .row("SHOW SESSIONS", "the sessions and what they have done")
          .row("SHOW STATS", "counts of the whole proxy")
          .row("SHOW REFUSALS", "refused statements of late, by shape")
          .row("SHOW CACHE", "what is remembered of treated statements, by database")
          .row("SHOW MIGRATIONS", "the migrations under way in rule stores that are followed")
          .row("SHOW VERSION", "the version")
          .row("SHOW HELP", "this")
          .row("RELOAD", "reads the rules and the console's users again (operator)")
          .row("PAUSE [database]", "sessions wait at their next transaction boundary (operator)")
          .row("RESUME [database]", "they go on (operator)")
          .row(
              "DRAIN",
              "no more clients; sessions end at their next boundary, then the proxy (operator)")
          .row(
              "SET PHASE [migration] TO phase [IN database]",
              "takes a migration there, forward or back; a cancel request stops it (operator)");

  /**
   * What a command leads to: one of the three.
   *
   * @param table what it shows
   * @param tag the command tag of what shows nothing
   */
  record Result(@Nullable Table table, @Nullable String tag, @Nullable SqlError error) {
    static Result of(Table table) {
      return new Result(table, null, null);
    }

    static Result done(String tag) {
      return new Result(null, tag, null);
    }

    static Result failed(String sqlState, String message) {
      return failed(new SqlError(sqlState, message, null, 0));
    }

    static Result failed(SqlError error) {
      return new Result(null, null, error);
    }
  }

  private final Operations operations;
  private final OperatedRules rules;
  private final AdminUsers users;
  private final MigrationControl migrations;
  private final Tables tables;
  private final ThreadPoolExecutor thread;
  private final ThreadPoolExecutor looking;
  private final ThreadPoolExecutor moving;
  private volatile boolean closed;

  Commands(
      Operations operations, OperatedRules rules, AdminUsers users, MigrationControl migrations) {
    this.operations = operations;
    this.rules = rules;
    this.users = users;
    this.migrations = migrations;
    this.tables = new Tables(operations, rules);
    thread = Daemons.pool("trestle-admin", 1, MAX_WAITING);
    looking = Daemons.pool("trestle-admin-look", LOOKING_THREADS, MAX_WAITING);
    moving = Daemons.pool("trestle-admin-move", MAX_MOVES, 0);
  }

  /** A table with the columns of what a statement shows; null where it shows nothing. */
  static @Nullable Table columns(ConsoleStatement statement) {
    return switch (statement.kind()) {
      case SHOW_RULES -> Tables.rulesColumns();
      case SHOW_SESSIONS -> Tables.sessionsColumns();
      case SHOW_STATS -> Tables.statsColumns();
      case SHOW_REFUSALS -> Tables.refusalsColumns();
      case SHOW_CACHE -> Tables.cacheColumns();
      case SHOW_MIGRATIONS -> Tables.migrationsColumns();
      case RELOAD -> reloadColumns();
      default -> immediate(statement);
    };
  }

  /** What needs no look at the proxy. */
  private static @Nullable Table immediate(ConsoleStatement statement) {
    return switch (statement.kind()) {
      case SHOW_VERSION -> Table.single("version", AdminConsole.VERSION_TEXT);
      case SHOW_HELP -> HELP;
      case SHOW_SETTING ->
          Table.single(
              statement.argument().replace(' ', '_'),
              Objects.requireNonNull(ConsoleStatement.SETTINGS.get(statement.argument())));
      case PROBE -> Probes.ANSWERS.get(statement.argument());
      default -> null;
    };
  }

  /**
   * Runs a statement.
   *
   * @param statement any but PAUSE and SET PHASE
   * @param user for the log
   * @param then gets the result, on whatever thread
   */
  void run(ConsoleStatement statement, String user, Consumer<Result> then) {
    Table known = immediate(statement);
    if (known != null) {
      then.accept(Result.of(known));
      return;
    }
    if (statement.kind() == ConsoleStatement.Kind.IGNORED) {
      then.accept(Result.done(statement.argument()));
      return;
    }
    execute(
        statement.kind() == ConsoleStatement.Kind.SHOW_MIGRATIONS ? looking : thread,
        () -> {
          if (statement.kind().changes()) {
            announce(statement.kind(), statement.argument(), user);
          }
          then.accept(result(statement));
        },
        then);
  }

  /** Runs PAUSE; the result comes when all sessions are at rest. */
  void pause(Pause pause, String user, Consumer<Result> then) {
    execute(
        thread,
        () -> {
          announce(ConsoleStatement.Kind.PAUSE, pause.database, user);
          if (!pause.begin(operations, () -> then.accept(Result.done("PAUSE")))) {
            then.accept(Result.failed("55000", "trestle: already paused by that name"));
          }
        },
        then);
  }

  /** The operator who waited for a PAUSE has gone. */
  void cancel(Pause pause) {
    pause.cancel(operations);
  }

  /**
   * Runs SET PHASE; the result comes when the phase is reached.
   *
   * @param notices gets lines meanwhile, on whatever thread
   * @param stop asked again and again: true ends it safely
   */
  void setPhase(
      Move move,
      String user,
      Consumer<String> notices,
      BooleanSupplier stop,
      Consumer<Result> then) {
    execute(
        moving,
        () -> {
          announce(move, user);
          then.accept(taken(move, user, notices, () -> closed || stop.getAsBoolean()));
        },
        then);
  }

  private Result taken(Move move, String user, Consumer<String> notices, BooleanSupplier stop) {
    try {
      return migrations.take(move, user, notices, stop)
          ? Result.done("SET PHASE")
          : Result.failed(
              "57014",
              "trestle: canceled: the migration is stopped safely, and goes on from there when it"
                  + " is told to");
    } catch (MigrationControl.RefusedException refused) {
      return Result.failed(refused.error());
    }
  }

  private static void execute(ThreadPoolExecutor executor, Runnable task, Consumer<Result> then) {
    try {
      executor.execute(
          () -> {
            try {
              task.run();
            } catch (RuntimeException bug) {
              LOG.atError().setCause(bug).log("a command of the console failed");
              then.accept(
                  Result.failed("XX000", "trestle: the command failed: see the proxy's log"));
            }
          });
    } catch (RejectedExecutionException busy) {
      then.accept(Result.failed("53000", "trestle: too many commands wait to be run"));
    }
  }

  private static void announce(ConsoleStatement.Kind kind, String database, String user) {
    LOG.atInfo()
        .addKeyValue("user", user)
        .addKeyValue("command", kind)
        .addKeyValue("database", database)
        .log("command of an operator");
  }

  private static void announce(Move move, String user) {
    LOG.atInfo()
        .addKeyValue("user", user)
        .addKeyValue("command", ConsoleStatement.Kind.SET_PHASE)
        .addKeyValue("database", move.database())
        .addKeyValue("migration", move.migration())
        .addKeyValue("phase", move.target().label())
        .log("command of an operator");
  }

  /** A PAUSE that is under way, until it is answered or its operator has gone. Thread-safe. */
  static final class Pause {
    private final String database;
    private boolean begun;
    private boolean cancelled;

    Pause(String database) {
      this.database = database;
    }

    private synchronized boolean begin(Operations operations, Runnable atRest) {
      begun = !cancelled && operations.pause(database, atRest);
      return begun || cancelled;
    }

    private synchronized void cancel(Operations operations) {
      cancelled = true;
      if (begun) {
        operations.resume(database);
      }
    }
  }

  private Result result(ConsoleStatement statement) {
    return switch (statement.kind()) {
      case SHOW_RULES -> Result.of(tables.rules());
      case SHOW_SESSIONS -> Result.of(tables.sessions());
      case SHOW_STATS -> Result.of(tables.stats());
      case SHOW_REFUSALS -> Result.of(tables.refusals());
      case SHOW_CACHE -> Result.of(tables.cache());
      case SHOW_MIGRATIONS -> Result.of(Tables.migrations(migrations.migrations()));
      case RELOAD -> reload();
      case RESUME ->
          operations.resume(statement.argument())
              ? Result.done("RESUME")
              : Result.failed("55000", "trestle: not paused by that name");
      case DRAIN -> {
        operations.drain();
        yield Result.done("DRAIN");
      }
      default -> throw new IllegalArgumentException(statement.toString());
    };
  }

  private static Table reloadColumns() {
    return Table.of("rules#", "users#");
  }

  private Result reload() {
    try {
      rules.reload();
      users.reload();
      return Result.of(reloadColumns().row((long) rules.rules().size(), (long) users.size()));
    } catch (IOException wrong) {
      return Result.failed("F0000", "trestle: " + wrong.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.shutdownNow();
    looking.shutdownNow();
    moving.shutdown();
    try {
      moving.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    moving.shutdownNow();
  }
}
