/**
 * Runs migrations. {@link io.trestle.migrator.Migrations} is what an operator may do; {@link
 * io.trestle.migrator.MigrationRun} is one run of it, with its lock; {@link
 * io.trestle.migrator.Phases} publishes phases and waits for nodes; {@link
 * io.trestle.migrator.Runner} carries a plan out, step by step, {@link io.trestle.migrator.WayBack}
 * takes it back; {@link io.trestle.migrator.MigrationStore} is what the rule store knows of it;
 * {@link io.trestle.migrator.Rehearsal} runs one on a clone, and measures it. Plans are made in
 * {@link io.trestle.migrator.plan}, rows are filled in {@link io.trestle.migrator.backfill}.
 */
@NullMarked
package io.trestle.migrator;

import org.jspecify.annotations.NullMarked;
