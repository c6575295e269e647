/**
 * Fills the rows of a table in small batches, gently: in goes a table with the columns to fill, out
 * come rows committed together with how far it got, so that whatever is killed goes on there. Read
 * {@link Backfill}, then {@link RelationFiller}, which goes over one table or partition, {@link
 * Cut}, which makes the statement of a batch, and {@link Brake}.
 */
@NullMarked
package io.trestle.migrator.backfill;

import org.jspecify.annotations.NullMarked;
