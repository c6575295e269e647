package io.trestle.migrator;

import io.trestle.migrator.MigrationStore.State;
import io.trestle.migrator.MigrationStore.Stored;
import io.trestle.migrator.plan.NewColumn;
import io.trestle.rules.Phase;
import io.trestle.rules.Rule;
import io.trestle.rules.store.Publisher;
import io.trestle.rules.store.RuleStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Publishes the rules of one migration, and waits until all nodes follow them. For one thread. */
final class Phases {

  private final Connection connection;
  private final long id;
  private final Publisher publisher;
  private final Set<String> ignoredReplicas;
  private final Events events;
  private final BooleanSupplier stop;

  /**
   * @param publisher of the same connection
   * @param ignoredReplicas application names of replicas that are not waited for
   * @param stop asked again and again; true ends what is waited for
   */
  Phases(
      Connection connection,
      long id,
      Publisher publisher,
      Set<String> ignoredReplicas,
      Events events,
      BooleanSupplier stop) {
    this.connection = connection;
    this.id = id;
    this.publisher = publisher;
    this.ignoredReplicas = ignoredReplicas;
    this.events = events;
    this.stop = stop;
  }

  /** The phase of now; null before the first is published. */
  @Nullable Phase now() throws SQLException {
    return MigrationStore.read(connection, id).phase();
  }

  /**
   * Publishes a phase when replicas show what it needs, and waits until all nodes are in it. One
   * that is published already is only waited for.
   *
   * @return false where it was told to stop before
   */
  boolean enter(Phase phase) throws SQLException {
    if (!Replicas.await(connection, ignoredReplicas, stop, events)) {
      return false;
    }
    Phase before = now();
    long epoch = before == phase ? RuleStore.epoch(connection) : publish(before, phase, "publish");
    return epoch != 0 && publisher.awaitAcknowledged(epoch);
  }

  /**
   * Publishes an earlier phase, unless it is there already, and waits until all nodes are in it.
   *
   * @return false where it was told to stop before
   */
  boolean backTo(Phase phase) throws SQLException {
    Phase now = Objects.requireNonNull(now());
    boolean there = now.compareTo(phase) <= 0;
    long epoch = there ? RuleStore.epoch(connection) : publish(now, phase, "back");
    return epoch != 0 && publisher.awaitAcknowledged(epoch);
  }

  /** Returns the epoch; 0 where it was told to stop. */
  private long publish(@Nullable Phase before, Phase phase, String event) throws SQLException {
    return publisher.publish(
        within -> {
          if (before == null) {
            RuleStore.insert(within, id, rules(within, phase));
          } else {
            setPhase(within, phase);
          }
          MigrationStore.record(
              within, id, event, before == null ? null : before.label(), phase.label(), null);
        });
  }

  private List<Rule> rules(Connection within, Phase phase) throws SQLException {
    Stored migration = MigrationStore.read(within, id);
    List<Rule> rules = new ArrayList<>();
    for (NewColumn column : PlanStore.columns(within, id)) {
      rules.add(column.toRule(migration.table(), phase, migration.options()));
    }
    return rules;
  }

  private void setPhase(Connection within, Phase phase) throws SQLException {
    try (PreparedStatement update =
        within.prepareStatement("UPDATE trestle.rule SET phase = ? WHERE migration = ?")) {
      update.setString(1, phase.label());
      update.setLong(2, id);
      update.executeUpdate();
    }
  }

  /**
   * Waits until all work has ended that was begun before, also on replicas that nodes serve.
   *
   * @param event what the history calls it
   * @return false where it was told to stop before
   */
  boolean fence(String event) throws SQLException {
    if (!Replicas.await(connection, ignoredReplicas, stop, events)) {
      return false;
    }
    long epoch =
        publisher.publish(within -> MigrationStore.record(within, id, event, null, null, null));
    return epoch != 0 && publisher.awaitAcknowledged(epoch);
  }

  /**
   * Withdraws the rules, and with them ends the migration: nodes treat nothing any more. That they
   * know of it is waited for out of courtesy.
   *
   * @param event what the history calls it
   * @return false where it was told to stop before
   */
  boolean withdraw(String event, State ended) throws SQLException {
    long epoch =
        publisher.publish(
            within -> {
              try (PreparedStatement delete =
                  within.prepareStatement("DELETE FROM trestle.rule WHERE migration = ?")) {
                delete.setLong(1, id);
                delete.executeUpdate();
              }
              MigrationStore.record(within, id, event, null, null, null);
              MigrationStore.state(within, id, ended, null);
            });
    if (epoch != 0) {
      publisher.awaitAcknowledged(epoch);
    }
    return epoch != 0;
  }
}
