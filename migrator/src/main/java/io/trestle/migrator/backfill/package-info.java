/**
 * Fills the rows of a table in small batches, gently: in goes a table with the columns to fill, out
 * come rows committed together with how far it got, so that whatever is killed goes on there.
 */
@NullMarked
package io.trestle.migrator.backfill;

import org.jspecify.annotations.NullMarked;
