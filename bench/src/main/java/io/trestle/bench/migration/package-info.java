/**
 * What a migration costs while services are at work.
 *
 * <p>{@link io.trestle.bench.migration.MigrationUnderLoad} walks a column through all phases
 * beneath services of {@link io.trestle.cli.workload}, which check every answer; {@link
 * io.trestle.bench.migration.Backfills} compares ways to fill a column.
 */
@NullMarked
package io.trestle.bench.migration;

import org.jspecify.annotations.NullMarked;
