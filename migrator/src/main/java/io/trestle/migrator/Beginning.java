package io.trestle.migrator;

import io.trestle.migrator.MigrationStore.Stored;
import io.trestle.migrator.PlanStore.StoredStep;
import io.trestle.migrator.plan.NewColumn;
import io.trestle.migrator.plan.Plan;
import io.trestle.migrator.plan.Plan.Way;
import io.trestle.migrator.plan.PlanOptions;
import io.trestle.migrator.plan.PlanOptions.IndexDefinition;
import io.trestle.migrator.plan.PlanStep;
import io.trestle.migrator.plan.RuleOptions;
import io.trestle.migrator.plan.StatementTable;
import io.trestle.migrator.plan.Table;
import io.trestle.migrator.plan.UnplannableException;
import io.trestle.rules.store.RuleStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Begins migrations, and tells which one a statement has begun. Stateless. */
final class Beginning {

  private Beginning() {}

  /**
   * The migration, not ended, that a statement has begun: of the table that it means in this
   * session.
   */
  static Optional<Stored> find(Connection connection, String statement)
      throws SQLException, UnplannableException {
    Optional<Table> table = StatementTable.of(connection, statement);
    return table.isEmpty()
        ? Optional.empty()
        : MigrationStore.findByStatement(connection, statement, table.get());
  }

  /**
   * Writes a planned migration down.
   *
   * @return its name
   * @throws MigrationException when one of that name, or of one of its columns, is under way
   */
  static String begin(Connection connection, Plan plan, RuleOptions options)
      throws SQLException, MigrationException {
    String name = MigrationStore.name(plan);
    Optional<Stored> open = MigrationStore.findOpen(connection, name);
    if (open.isPresent()) {
      String other =
          open.get().statement().equals(plan.statement()) ? "" : ", by another statement";
      throw new MigrationException(
          "migration %s has begun already%s: %s; `trestle migrate resume %s` goes on with it, `trestle migrate abort %s` ends it"
              .formatted(name, other, open.get().statement(), name, name));
    }
    MigrationStore.create(connection, plan, options);
    return name;
  }

  /**
   * Sees to it that what is said beside the statement of a migration is what it began with. What is
   * not said is what it began with.
   *
   * @param watch for how long it is to be watched, or null where that is not said
   * @throws MigrationException when it is not
   */
  static void requireSame(
      Connection connection,
      Stored migration,
      PlanOptions plan,
      RuleOptions rules,
      @Nullable Duration watch)
      throws SQLException, MigrationException {
    requireSame(migration, rules);
    for (NewColumn column : PlanStore.columns(connection, migration.id())) {
      String value = plan.values().getOrDefault(column.name(), plan.value());
      boolean said = value != null && !column.nullable(); // else it is the DEFAULT in other words
      require(migration, "the value " + column.value(), !said || column.value().equals(value));
    }
    require(migration, "the short way", !plan.threeSteps() || migration.way() != Way.SHORT);
    List<PlanStep> steps =
        PlanStore.steps(connection, migration.id()).stream().map(StoredStep::step).toList();
    require(migration, "other indexes", plan.indexes().isEmpty() || builds(steps, plan.indexes()));
    require(
        migration,
        "another time for which it is watched",
        watch == null || steps.stream().anyMatch(step -> watches(step, watch)));
  }

  private static void requireSame(Stored migration, RuleOptions rules) throws MigrationException {
    RuleOptions begun = migration.options();
    RuleOptions unsaid = RuleOptions.DEFAULTS;
    require(
        migration,
        begun.knownBy().isEmpty()
            ? "no known-by"
            : begun.knownBy().stream()
                .map(RuleStore::stored)
                .collect(Collectors.joining(", ", "known-by ", "")),
        rules.knownBy().isEmpty() || rules.knownBy().equals(begun.knownBy()));
    require(
        migration,
        "other held-writes",
        rules.heldWrites() == unsaid.heldWrites() || rules.heldWrites() == begun.heldWrites());
    require(
        migration,
        "other untreatable",
        rules.untreatable() == unsaid.untreatable() || rules.untreatable() == begun.untreatable());
  }

  /** How they are defined is the server's way to write it: only number and names are compared. */
  private static boolean builds(List<PlanStep> steps, List<IndexDefinition> indexes) {
    long built =
        steps.stream()
            .filter(step -> step.kind() == PlanStep.Kind.CONCURRENTLY)
            .filter(step -> step.sql().stream().anyMatch(sql -> sql.startsWith("CREATE INDEX ")))
            .count();
    return built == indexes.size()
        && indexes.stream()
            .filter(index -> index.name() != null)
            .allMatch(
                index ->
                    steps.stream().anyMatch(step -> step.id().equals("index-" + index.name())));
  }

  private static boolean watches(PlanStep step, Duration watch) {
    return step.kind() == PlanStep.Kind.WATCH && step.expected() == watch.toMillis();
  }

  private static void require(Stored migration, String begunWith, boolean same)
      throws MigrationException {
    if (!same) {
      String name = migration.name();
      throw new MigrationException(
          "migration %s has begun by this statement, but with %s; expected the same, or nothing said of that: it goes on by the plan and options it began with. `trestle migrate abort %s` takes it back, to begin it anew"
              .formatted(name, begunWith, name));
    }
  }
}
