package io.trestle.migrator.backfill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be gone over in a pass: the rows behind a cursor, up to a bound.
 *
 * @param cursor the key of the last row that was gone over, or null at the beginning
 * @param upper the key of the last row to go over
 * @param remaining how many unfilled rows are expected in it
 */
record Range(@Nullable List<String> cursor, List<String> upper, long remaining) {}
