/**
 * Services at work on a table of orders while a column of it is under migration, and what judges
 * them: for the demo, the benchmark of a migration, and tests.
 *
 * <p>In comes an {@link io.trestle.cli.workload.OrderBook}, the ledger, which says what each row
 * must hold, a {@link io.trestle.cli.workload.Course}, which says in which phases nodes may be, and
 * a JDBC URL for each {@link io.trestle.cli.workload.RunningService}. Out comes a {@link
 * io.trestle.cli.workload.Tally}: statements, errors, and answers that no state of the ledger
 * allows. Read {@link io.trestle.cli.workload.Holding} first: it says what is modelled of the
 * column.
 */
@NullMarked
package io.trestle.cli.workload;

import org.jspecify.annotations.NullMarked;
