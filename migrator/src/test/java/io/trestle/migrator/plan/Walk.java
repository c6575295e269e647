package io.trestle.migrator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Carries out a plan as a runner would, without nodes, batches and lock time-outs. */
final class Walk {

  private final Connection connection;
  private final Plan plan;

  private final Set<String> noted = new HashSet<>();

  /**
   * @param connection in autocommit mode
   */
  Walk(Connection connection, Plan plan) {
    this.connection = connection;
    this.plan = plan;
  }

  /** Carries out what has not been done; each step shows afterwards that it has. */
  void forward() throws SQLException {
    for (PlanStep step : plan.steps()) {
      if (!isDone(step)) {
        run(step);
        assertThat(step.doneWhen() == null || isDone(step)).as("%s is done", step.id()).isTrue();
      }
    }
  }

  /** Begins again after a crash: everything that the catalog tells of is found done. */
  void again() throws SQLException {
    for (PlanStep step : plan.steps()) {
      assertThat(step.doneWhen() == null || isDone(step))
          .as("%s is found done", step.id())
          .isTrue();
    }
    forward();
  }

  void step(String id) throws SQLException {
    run(plan.steps().stream().filter(step -> step.id().equals(id)).findFirst().orElseThrow());
  }

  /** Carries out the steps before one. */
  void until(String id) throws SQLException {
    for (PlanStep step : plan.steps()) {
      if (step.id().equals(id)) {
        return;
      }
      run(step);
    }
    throw new AssertionError("no step " + id);
  }

  /** Takes all steps back, the last one first. */
  void back() throws SQLException {
    List<PlanStep> steps = new ArrayList<>(plan.steps());
    Collections.reverse(steps);
    for (PlanStep step : steps) {
      transaction(step.undo());
      noted.remove(step.id());
    }
  }

  /** What no catalog tells is noted in the transaction in which it is done. */
  boolean isDone(PlanStep step) throws SQLException {
    return step.doneWhen() == null
        ? noted.contains(step.id())
        : Queries.list(connection, step.doneWhen(), row -> row.getBoolean(1)).get(0);
  }

  private void run(PlanStep step) throws SQLException {
    switch (step.kind()) {
      case PUBLISH, FENCE, WATCH -> assertThat(step.sql()).isEmpty();
      case DDL -> {
        transaction(step.sql());
        noted.add(step.id());
      }
      case CONCURRENTLY -> {
        for (String sql : step.sql()) {
          Queries.execute(connection, sql);
        }
      }
      case BACKFILL -> {
        for (NewColumn column : plan.columns()) {
          String name = Table.quote(column.name());
          Queries.execute(
              connection,
              "UPDATE %s SET %s = %s WHERE %s IS NULL"
                  .formatted(plan.table().sql(), name, column.resolvedValue(), name));
        }
      }
      case CHECK -> assertThat(problems(step)).as(step.id()).isEmpty();
    }
  }

  List<String> problems(PlanStep step) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(step.sql().get(0))) {
      List<String> problems = new ArrayList<>();
      while (rows.next()) {
        problems.add(PlanText.row(rows));
      }
      return problems;
    }
  }

  private void transaction(List<String> statements) throws SQLException {
    connection.setAutoCommit(false);
    try {
      for (String sql : statements) {
        Queries.execute(connection, sql);
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** A table as the catalog shows it: columns, constraints, indexes, triggers and rows. */
  static List<String> snapshot(Connection connection, String table) throws SQLException {
    List<String> all = new ArrayList<>();
    String partitions =
        "(SELECT oid FROM pg_class WHERE oid = '%1$s'::regclass UNION SELECT relid FROM pg_partition_tree('%1$s'))"
            .formatted(table);
    all.addAll(
        texts(
            connection,
            """
            SELECT concat_ws(' ', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull,
                             attcollation::regcollation, attstorage,
                             (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
                               WHERE adrelid = attrelid AND adnum = attnum))
              FROM pg_attribute WHERE attrelid IN %s AND attnum > 0 AND NOT attisdropped
             ORDER BY attrelid::regclass::text, attnum
            """
                .formatted(partitions)));
    all.addAll(
        texts(
            connection,
            """
            SELECT concat_ws(' ', conrelid::regclass, conname, contype, pg_get_constraintdef(oid), convalidated,
                             conislocal, condeferrable, condeferred)
              FROM pg_constraint WHERE conrelid IN %s ORDER BY conrelid::regclass::text, conname
            """
                .formatted(partitions)));
    all.addAll(
        texts(
            connection,
            """
            SELECT concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid, indisunique, indimmediate)
              FROM pg_index WHERE indrelid IN %s ORDER BY 1
            """
                .formatted(partitions)));
    all.addAll(
        texts(
            connection,
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid IN "
                + partitions
                + " ORDER BY 1"));
    all.addAll(texts(connection, "SELECT t::text FROM " + table + " AS t ORDER BY 1"));
    return all;
  }

  static List<String> texts(Connection connection, String query) throws SQLException {
    return Queries.list(connection, query, row -> row.getString(1)).stream()
        .map(String::valueOf)
        .collect(Collectors.toList());
  }
}
