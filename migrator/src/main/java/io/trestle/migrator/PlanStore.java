package io.trestle.migrator;

import io.trestle.migrator.plan.NewColumn;
import io.trestle.migrator.plan.Plan;
import io.trestle.migrator.plan.PlanStep;
import io.trestle.rules.Phase;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The plans of migrations in the rule store: each is carried out as it was when its migration
 * began. Stateless.
 */
final class PlanStore {

  private PlanStore() {}

  /** A step, and when it was begun and done. */
  record StoredStep(
      int ordinal, PlanStep step, @Nullable Instant started, @Nullable Instant finished) {

    boolean isDone() {
      return finished != null;
    }
  }

  /** Writes a plan down. */
  static void insert(Connection connection, long id, Plan plan) throws SQLException {
    for (int i = 0; i < plan.steps().size(); i++) {
      insert(connection, id, i, plan.steps().get(i));
    }
    for (int i = 0; i < plan.columns().size(); i++) {
      insert(connection, id, i, plan.columns().get(i));
    }
  }

  private static void insert(Connection connection, long id, int ordinal, PlanStep step)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO trestle.step (migration, ordinal, id, kind, phase, sql, done_when, undo,
                lock, reads, expected_ms, why)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      insert.setLong(1, id);
      insert.setInt(2, ordinal);
      insert.setString(3, step.id());
      insert.setString(4, label(step.kind()));
      insert.setString(5, step.phase().label());
      insert.setArray(6, connection.createArrayOf("text", step.sql().toArray()));
      insert.setString(7, step.doneWhen());
      insert.setArray(8, connection.createArrayOf("text", step.undo().toArray()));
      insert.setString(9, label(step.lock()));
      insert.setString(10, label(step.reads()));
      insert.setLong(11, step.expected());
      insert.setString(12, step.why());
      insert.executeUpdate();
    }
  }

  private static void insert(Connection connection, long id, int ordinal, NewColumn column)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO trestle.new_column (migration, ordinal, name, type, collation_name, value,
                resolved_value, derived, default_value, nullable, existed)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      insert.setLong(1, id);
      insert.setInt(2, ordinal);
      insert.setString(3, column.name());
      insert.setString(4, column.type());
      insert.setString(5, column.collation());
      insert.setString(6, column.value());
      insert.setString(7, column.resolvedValue());
      insert.setBoolean(8, column.derived());
      insert.setString(9, column.defaultValue());
      insert.setBoolean(10, column.nullable());
      insert.setBoolean(11, column.existed());
      insert.executeUpdate();
    }
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The steps of a migration, in their order. */
  static List<StoredStep> steps(Connection connection, long id) throws SQLException {
    List<StoredStep> steps = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT ordinal, id, kind, phase, sql, done_when, undo, lock, reads, expected_ms, why,
                   started, finished
              FROM trestle.step WHERE migration = ? ORDER BY ordinal
            """)) {
      select.setLong(1, id);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          PlanStep step =
              new PlanStep(
                  row.getString(2),
                  PlanStep.Kind.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                  Phase.ofLabel(row.getString(4)).orElseThrow(),
                  texts(row.getArray(5)),
                  row.getString(6),
                  texts(row.getArray(7)),
                  PlanStep.Lock.valueOf(row.getString(8).toUpperCase(Locale.ROOT)),
                  PlanStep.Reads.valueOf(row.getString(9).toUpperCase(Locale.ROOT)),
                  row.getLong(10),
                  row.getString(11));
          steps.add(
              new StoredStep(
                  row.getInt(1),
                  step,
                  instant(row.getTimestamp(12)),
                  instant(row.getTimestamp(13))));
        }
      }
    }
    return steps;
  }

  /** Until when what is reached is to be watched; null where it is not reached, or was watched. */
  static @Nullable Instant watchesUntil(List<StoredStep> steps) {
    Instant reached = null;
    for (StoredStep stored : steps) {
      if (stored.step().kind() == PlanStep.Kind.PUBLISH) {
        reached = stored.finished();
      } else if (stored.step().kind() == PlanStep.Kind.WATCH) {
        boolean due = reached != null && !stored.isDone();
        return due ? reached.plusMillis(stored.step().expected()) : null;
      }
    }
    return null;
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }

  private static @Nullable Instant instant(@Nullable Timestamp time) {
    return time == null ? null : time.toInstant();
  }

  /** The columns of a migration, in their order. */
  static List<NewColumn> columns(Connection connection, long id) throws SQLException {
    List<NewColumn> columns = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT name, type, collation_name, value, resolved_value, derived, default_value,
                   nullable, existed
              FROM trestle.new_column WHERE migration = ? ORDER BY ordinal
            """)) {
      select.setLong(1, id);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          columns.add(
              new NewColumn(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5),
                  row.getBoolean(6),
                  row.getString(7),
                  row.getBoolean(8),
                  row.getBoolean(9)));
        }
      }
    }
    return columns;
  }

  /** A step begins. */
  static void begun(Connection connection, long id, int ordinal) throws SQLException {
    update(
        connection,
        "UPDATE trestle.step SET started = clock_timestamp() WHERE migration = ? AND ordinal = ?",
        id,
        ordinal);
  }

  /** A step is done; in the transaction in which it is. */
  static void finished(Connection connection, long id, int ordinal) throws SQLException {
    update(
        connection,
        "UPDATE trestle.step SET finished = clock_timestamp() WHERE migration = ? AND ordinal = ?",
        id,
        ordinal);
  }

  /** A step is taken back; in the transaction in which it is. */
  static void undone(Connection connection, long id, int ordinal) throws SQLException {
    update(
        connection,
        "UPDATE trestle.step SET started = NULL, finished = NULL"
            + " WHERE migration = ? AND ordinal = ?",
        id,
        ordinal);
  }

  private static void update(Connection connection, String sql, long id, int ordinal)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, id);
      update.setInt(2, ordinal);
      update.executeUpdate();
    }
  }
}
