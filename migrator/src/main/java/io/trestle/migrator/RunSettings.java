package io.trestle.migrator;

import io.trestle.migrator.backfill.BackfillSettings;
import io.trestle.migrator.backfill.Brake;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * How migrations are run. Immutable.
 *
 * @param source connects to the primary, as the role that runs migrations
 * @param brakes what holds a backfill up
 * @param ignoredReplicas application names of replicas that no phase waits for
 * @param operator for whom, where that is another than the role; else null
 */
record RunSettings(
    DataSource source,
    BackfillSettings backfill,
    List<Brake> brakes,
    Set<String> ignoredReplicas,
    @Nullable String operator) {

  RunSettings {
    brakes = List.copyOf(brakes);
    ignoredReplicas = Set.copyOf(ignoredReplicas);
  }

  RunSettings by(String name) {
    return new RunSettings(source, backfill, brakes, ignoredReplicas, name);
  }
}
