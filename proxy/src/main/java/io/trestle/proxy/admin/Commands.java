package io.trestle.proxy.admin;

import io.trestle.engine.SqlError;
import io.trestle.proxy.Daemons;
import io.trestle.proxy.Operations;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what the console understands, on a thread of its own with a bounded queue. Thread-safe. */
final class Commands implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final int MAX_WAITING = 1_000;

  private static final Table HELP =
      Table.of("command", "meaning")
          .row("SHOW RULES", "the rules, how they are treated, and what was done because of them")
          .row("SHOW SESSIONS", "the sessions and what they have done")
          .row("SHOW STATS", "counts of the whole proxy")
          .row("SHOW REFUSALS", "refused statements of late, by shape")
          .row("SHOW CACHE", "what is remembered of treated statements, by database")
          .row("SHOW VERSION", "the version")
          .row("SHOW HELP", "this")
          .row("RELOAD", "reads the rules and the console's users again (operator)")
          .row("PAUSE [database]", "sessions wait at their next transaction boundary (operator)")
          .row("RESUME [database]", "they go on (operator)")
          .row(
              "DRAIN",
              "no more clients; sessions end at their next boundary, then the proxy (operator)");

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
      return new Result(null, null, new SqlError(sqlState, message, null, 0));
    }
  }

  private final Operations operations;
  private final OperatedRules rules;
  private final AdminUsers users;
  private final Tables tables;
  private final ThreadPoolExecutor thread;

  Commands(Operations operations, OperatedRules rules, AdminUsers users) {
    this.operations = operations;
    this.rules = rules;
    this.users = users;
    this.tables = new Tables(operations, rules);
    thread = Daemons.pool("trestle-admin", 1, MAX_WAITING);
  }

  /** A table with the columns of what a statement shows; null where it shows nothing. */
  static @Nullable Table columns(ConsoleStatement statement) {
    return switch (statement.kind()) {
      case SHOW_RULES -> Tables.rulesColumns();
      case SHOW_SESSIONS -> Tables.sessionsColumns();
      case SHOW_STATS -> Tables.statsColumns();
      case SHOW_REFUSALS -> Tables.refusalsColumns();
      case SHOW_CACHE -> Tables.cacheColumns();
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
   * @param statement any but PAUSE
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

  private void execute(Runnable task, Consumer<Result> then) {
    try {
      thread.execute(
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
    thread.shutdownNow();
  }
}
