package io.trestle.migrator;

import io.trestle.jdbc.Transactions;
import io.trestle.migrator.plan.Table;
import io.trestle.rules.store.Publisher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Runs statements that need locks: each try has a time-out, so that nobody queues behind it for
 * long; between tries there is a pause that grows, with jitter. For one thread.
 */
final class LockedStatements {

  /** A statement that waits for a lock has everybody else wait behind it: so long at most. */
  private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final double GROWTH = 1.5;

  /** lock_not_available, deadlock_detected. */
  private static final Set<String> BLOCKED = Set.of("55P03", "40P01");

  private static final String UNDEFINED_COLUMN = "42703";

  private final Connection connection;
  private final Table table;
  private final Publisher publisher;
  private final Resumption resumption;
  private final Events events;
  private final BooleanSupplier stop;

  /**
   * @param publisher of the same connection
   * @param resumption is awaited before each try
   */
  LockedStatements(
      Connection connection,
      Table table,
      Publisher publisher,
      Resumption resumption,
      Events events,
      BooleanSupplier stop) {
    this.connection = connection;
    this.table = table;
    this.publisher = publisher;
    this.resumption = resumption;
    this.events = events;
    this.stop = stop;
  }

  /** What is to be done in the same transaction. */
  @FunctionalInterface
  interface Noted {
    void note(Connection connection) throws SQLException;
  }

  /**
   * Runs statements in one transaction, again and again until their locks can be had.
   *
   * @return false where it was told to stop
   */
  boolean together(String step, List<String> statements, Noted noted) throws SQLException {
    return together(step, statements, Statement::execute, noted);
  }

  /**
   * The same with statements that take something back: one about a column that is gone has nothing
   * to do.
   *
   * @return false where it was told to stop
   */
  boolean back(String step, List<String> statements, Noted noted) throws SQLException {
    return together(step, statements, this::whereItsColumnIs, noted);
  }

  /**
   * The same with an UPDATE.
   *
   * @return how many rows it has changed; -1 where it was told to stop
   */
  long update(String step, String sql) throws SQLException {
    AtomicLong rows = new AtomicLong();
    boolean done =
        together(
            step,
            List.of(sql),
            (statement, each) -> rows.set(statement.executeLargeUpdate(each)),
            nothing -> {});
    return done ? rows.get() : -1;
  }

  private interface Execution {
    void execute(Statement statement, String sql) throws SQLException;
  }

  private boolean together(String step, List<String> statements, Execution execution, Noted noted)
      throws SQLException {
    return again(
        step,
        statements,
        () ->
            Transactions.run(
                connection,
                () -> {
                  try (Statement statement = connection.createStatement()) {
                    statement.execute("SET LOCAL lock_timeout = " + LOCK_TIMEOUT.toMillis());
                    for (String each : statements) {
                      execution.execute(statement, each);
                    }
                  }
                  noted.note(connection);
                  return null;
                }));
  }

  private void whereItsColumnIs(Statement statement, String sql) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      statement.execute(sql);
      connection.releaseSavepoint(before);
    } catch (SQLException failure) {
      if (!UNDEFINED_COLUMN.equals(failure.getSQLState())) {
        throw failure;
      }
      connection.rollback(before);
      events.says(failure.getMessage() + ": nothing is taken back in it");
    }
  }

  /**
   * Runs statements one by one, outside of transactions; all of them again where there was a
   * deadlock. Without a time-out: what is built concurrently waits for older transactions, whatever
   * tables they use, and nobody but its like waits behind it.
   *
   * @return false where it was told to stop
   */
  boolean oneByOne(String step, List<String> statements, Noted noted) throws SQLException {
    return again(
        step,
        statements,
        () -> {
          try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
              statement.execute(each);
            }
          }
          noted.note(connection);
        });
  }

  private interface Try {
    void run() throws SQLException;
  }

  private boolean again(String step, List<String> statements, Try attempt) throws SQLException {
    Duration pause = FIRST_PAUSE;
    while (resumption.await()) {
      try {
        attempt.run();
        return true;
      } catch (SQLException failure) {
        if (!BLOCKED.contains(String.valueOf(failure.getSQLState()))) {
          throw failure;
        }
        Duration next = jittered(pause);
        events.blocked(step, String.valueOf(failure.getMessage()), blockers(statements), next);
        publisher.giveUpLost(); // a node that is lost may have left a transaction open
        if (!Pause.of(next, stop)) {
          return false;
        }
        long longer = (long) (pause.toMillis() * GROWTH);
        pause = Duration.ofMillis(Math.min(longer, LONGEST_PAUSE.toMillis()));
      }
    }
    return false;
  }

  private static Duration jittered(Duration pause) {
    double part = ThreadLocalRandom.current().nextDouble(0.75, 1.25);
    return Duration.ofMillis((long) (pause.toMillis() * part));
  }

  /**
   * Who holds locks on the table, its partitions, or a table that a foreign key of it refers to or
   * is to refer to; the oldest transactions first.
   */
  private List<String> blockers(List<String> statements) throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            WITH tree AS (
              SELECT pg_catalog.to_regclass(?)::pg_catalog.oid AS relation
              UNION SELECT relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass(?))),
            used AS (
              SELECT relation FROM tree
              UNION SELECT confrelid FROM pg_catalog.pg_constraint
                     WHERE contype = 'f' AND conrelid IN (SELECT relation FROM tree)
              UNION SELECT c.oid FROM pg_catalog.pg_class c
                      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                     WHERE c.relkind IN ('r', 'p')
                       AND strpos(?, format(' REFERENCES %I.%I (', n.nspname, c.relname)) > 0)
            SELECT DISTINCT ON (a.xact_start, a.pid)
                   format('pid %s (%s, %s, %s for %s s): %s', a.pid,
                          coalesce(a.usename, a.backend_type),
                          coalesce(nullif(a.application_name, ''), 'no application_name'),
                          a.state, round(extract(epoch FROM clock_timestamp() - a.xact_start)),
                          left(regexp_replace(a.query, '\\s+', ' ', 'g'), 100))
              FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
             WHERE l.relation IN (SELECT relation FROM used) AND l.granted
               AND l.database = (SELECT oid FROM pg_catalog.pg_database
                                  WHERE datname = pg_catalog.current_database())
               AND a.pid <> pg_catalog.pg_backend_pid()
             ORDER BY a.xact_start, a.pid LIMIT 5
            """)) {
      select.setString(1, table.sql());
      select.setString(2, table.sql());
      select.setString(3, String.join("; ", statements));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(row.getString(1));
        }
      }
    }
    return found;
  }
}
