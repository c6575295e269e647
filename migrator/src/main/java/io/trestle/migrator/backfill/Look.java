package io.trestle.migrator.backfill;

import java.util.List;

/**
 * What a look at some rows found. Nothing is written.
 *
 * @param unfilled whether one of them is unfilled
 * @param end the cursor behind them
 * @param last whether that is the upper bound
 */
record Look(boolean unfilled, List<String> end, boolean last) {}
