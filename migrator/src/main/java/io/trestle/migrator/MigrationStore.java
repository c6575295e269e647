package io.trestle.migrator;

import io.trestle.jdbc.Transactions;
import io.trestle.migrator.plan.NewColumn;
import io.trestle.migrator.plan.Plan;
import io.trestle.migrator.plan.Plan.Way;
import io.trestle.migrator.plan.RuleOptions;
import io.trestle.migrator.plan.Table;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule.HeldWrites;
import io.trestle.rules.Rule.Untreatable;
import io.trestle.rules.store.RuleStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Migrations in the rule store. Stateless. */
final class MigrationStore {

  private static final String COLUMNS =
      "id, name, statement, table_schema, table_name, way, known_by, held_writes, untreatable,"
          + " state, message, back_to, lose_values, emptying, started, ended,"
          + " (SELECT min(r.phase) FROM trestle.rule r WHERE r.migration = m.id)";

  /** Everything that was made is taken back. */
  static final String NOTHING = "nothing";

  /**
   * The message by which an operator's pause is told from an end that was reached or stopped at.
   */
  static final String PAUSED = "paused by an operator";

  private MigrationStore() {}

  /** Where a migration stands. */
  enum State {
    RUNNING,
    PAUSED,
    FAILED,
    DONE,
    ABORTED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A migration.
   *
   * @param message what an operator has to know, or null
   * @param backTo to where it is being taken back: a phase, or {@link #NOTHING}; null where it is
   *     not
   * @param loseValues whether values of services may be lost by that
   * @param emptying whether the columns are being emptied, or are empty
   * @param phase that of its rules; null where it has none
   */
  record Stored(
      long id,
      String name,
      String statement,
      Table table,
      Way way,
      RuleOptions options,
      State state,
      @Nullable String message,
      @Nullable String backTo,
      boolean loseValues,
      boolean emptying,
      Instant started,
      @Nullable Instant ended,
      @Nullable Phase phase) {}

  /** The name by which operators speak of a migration: its table and columns. */
  static String name(Plan plan) {
    return plan.table()
        + "."
        + String.join(",", plan.columns().stream().map(NewColumn::name).toList());
  }

  /** The migration of that name that has not ended. */
  static Optional<Stored> findOpen(Connection connection, String name) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT " + COLUMNS + " FROM trestle.migration m WHERE name = ? AND ended IS NULL")) {
      select.setString(1, name);
      return list(select).stream().findFirst();
    }
  }

  /**
   * The migration of that name that has not ended.
   *
   * @throws MigrationException where there is none
   */
  static Stored open(Connection connection, String name) throws SQLException, MigrationException {
    return findOpen(connection, name)
        .orElseThrow(
            () ->
                new MigrationException(
                    "no migration %s is under way; `trestle migrate status` lists them"
                        .formatted(name)));
  }

  /** All migrations, the newest first. */
  static List<Stored> all(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT " + COLUMNS + " FROM trestle.migration m ORDER BY id DESC")) {
      return list(select);
    }
  }

  static Stored read(Connection connection, long id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT " + COLUMNS + " FROM trestle.migration m WHERE id = ?")) {
      select.setLong(1, id);
      return list(select).get(0);
    }
  }

  private static List<Stored> list(PreparedStatement select) throws SQLException {
    List<Stored> found = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Timestamp ended = row.getTimestamp(16);
        String phase = row.getString(17);
        found.add(
            new Stored(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                new Table(row.getString(4), row.getString(5)),
                row.getString(6).equals(Way.SHORT.label()) ? Way.SHORT : Way.THREE_STEPS,
                new RuleOptions(
                    RuleStore.knownBy(row.getArray(7)),
                    HeldWrites.valueOf(row.getString(8).toUpperCase(Locale.ROOT)),
                    Untreatable.valueOf(row.getString(9).toUpperCase(Locale.ROOT))),
                State.valueOf(row.getString(10).toUpperCase(Locale.ROOT)),
                row.getString(11),
                row.getString(12),
                row.getBoolean(13),
                row.getBoolean(14),
                row.getTimestamp(15).toInstant(),
                ended == null ? null : ended.toInstant(),
                phase == null ? null : Phase.ofLabel(phase).orElseThrow()));
      }
    }
    return found;
  }

  /**
   * Writes a migration down, with its plan; in one transaction.
   *
   * @throws MigrationException when one of its columns is under migration already
   */
  static void create(Connection connection, Plan plan, RuleOptions options)
      throws SQLException, MigrationException {
    List<String> taken = new ArrayList<>();
    Transactions.run(
        connection,
        () -> {
          taken.addAll(takenColumns(connection, plan));
          if (taken.isEmpty()) {
            long id = insert(connection, plan, options);
            PlanStore.insert(connection, id, plan);
            record(connection, id, "start", null, plan.way().label(), plan.statement());
          }
          return null;
        });
    if (!taken.isEmpty()) {
      throw new MigrationException(taken.get(0));
    }
  }

  /** Which of its columns are under migration already; nobody begins another one meanwhile. */
  private static List<String> takenColumns(Connection connection, Plan plan) throws SQLException {
    try (Statement lock = connection.createStatement()) {
      lock.execute("LOCK TABLE trestle.migration IN SHARE ROW EXCLUSIVE MODE");
    }
    List<String> taken = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT c.name, m.name FROM trestle.migration m
              JOIN trestle.new_column c ON c.migration = m.id
             WHERE m.ended IS NULL AND m.table_schema = ? AND m.table_name = ?
               AND c.name = ANY (?) ORDER BY m.id, c.ordinal
            """)) {
      select.setString(1, plan.table().schema());
      select.setString(2, plan.table().name());
      Object[] columns = plan.columns().stream().map(NewColumn::name).toArray();
      select.setArray(3, connection.createArrayOf("text", columns));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          taken.add(
              "column %1$s of %2$s is under migration %3$s already; `trestle migrate resume %3$s` goes on with that one, `trestle migrate abort %3$s` ends it"
                  .formatted(row.getString(1), plan.table(), row.getString(2)));
        }
      }
    }
    return taken;
  }

  private static long insert(Connection connection, Plan plan, RuleOptions options)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO trestle.migration
                (name, statement, table_schema, table_name, way, known_by, held_writes,
                 untreatable, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'running') RETURNING id
            """)) {
      insert.setString(1, name(plan));
      insert.setString(2, plan.statement());
      insert.setString(3, plan.table().schema());
      insert.setString(4, plan.table().name());
      insert.setString(5, plan.way().label());
      insert.setArray(
          6,
          connection.createArrayOf(
              "text", options.knownBy().stream().map(RuleStore::stored).toArray()));
      insert.setString(7, options.heldWrites().name().toLowerCase(Locale.ROOT));
      insert.setString(8, options.untreatable().name().toLowerCase(Locale.ROOT));
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Somebody runs it, to do what is said; an operator's pause stays. */
  static void runs(Connection connection, long id, String what) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE trestle.migration SET state = 'running', message = ?"
                + " WHERE id = ? AND (state <> 'paused' OR message IS DISTINCT FROM ?)")) {
      update.setString(1, what);
      update.setLong(2, id);
      update.setString(3, PAUSED);
      update.executeUpdate();
    }
  }

  /** Notes where a migration stands, and what an operator has to know. */
  static void state(Connection connection, long id, State state, @Nullable String message)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE trestle.migration
               SET state = ?, message = ?,
                   ended = CASE WHEN ? THEN clock_timestamp() ELSE ended END
             WHERE id = ?
            """)) {
      update.setString(1, state.label());
      update.setString(2, message);
      update.setBoolean(3, state == State.DONE || state == State.ABORTED);
      update.setLong(4, id);
      update.executeUpdate();
    }
  }

  /** Notes to where a migration is being taken back; null where it is there. */
  static void backTo(Connection connection, long id, @Nullable String backTo, boolean loseValues)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE trestle.migration
               SET back_to = ?, lose_values = ?, emptying = emptying AND ? WHERE id = ?
            """)) {
      update.setString(1, backTo);
      update.setBoolean(2, loseValues);
      update.setBoolean(3, backTo != null);
      update.setLong(4, id);
      update.executeUpdate();
    }
  }

  /** Notes that columns are no more what the plan made of them, in the transaction in which so. */
  static void emptying(Connection connection, long id) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE trestle.migration SET emptying = true WHERE id = ?")) {
      update.setLong(1, id);
      update.executeUpdate();
    }
  }

  /** Says what an operator has to know, where that is not that it is paused. */
  static void message(Connection connection, long id, @Nullable String message)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE trestle.migration SET message = ? WHERE id = ? AND state <> 'paused'")) {
      update.setString(1, message);
      update.setLong(2, id);
      update.executeUpdate();
    }
  }

  /** The migration of a table that has not ended and was begun by that statement. */
  static Optional<Stored> findByStatement(Connection connection, String statement, Table table)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT "
                + COLUMNS
                + " FROM trestle.migration m WHERE statement = ? AND table_schema = ?"
                + " AND table_name = ? AND ended IS NULL")) {
      select.setString(1, statement);
      select.setString(2, table.schema());
      select.setString(3, table.name());
      return list(select).stream().findFirst();
    }
  }

  /** Has the history say for whom it is done, beside the connection's role. */
  static void operator(Connection connection, String name) throws SQLException {
    try (PreparedStatement set =
        connection.prepareStatement("SELECT pg_catalog.set_config('trestle.operator', ?, false)")) {
      set.setString(1, name);
      set.execute();
    }
  }

  /** Appends to the history, at the epoch of now. */
  static void record(
      Connection connection,
      long id,
      String event,
      @Nullable String before,
      @Nullable String after,
      @Nullable String why)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO trestle.history (migration, epoch, event, before, after, why)
            SELECT ?, epoch, ?, ?, ?, ? FROM trestle.state
            """)) {
      insert.setLong(1, id);
      insert.setString(2, event);
      insert.setString(3, before);
      insert.setString(4, after);
      insert.setString(5, why);
      insert.executeUpdate();
    }
  }
}
