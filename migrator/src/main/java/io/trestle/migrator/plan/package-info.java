/**
 * What a migration will do, before it does anything: in goes the text of an ALTER TABLE and a
 * connection to the database, out comes a {@link Plan}, whose steps a runner carries out one by
 * one, or why it cannot be done. Read {@link Plan}, then {@link PlanStep}.
 */
@NullMarked
package io.trestle.migrator.plan;

import org.jspecify.annotations.NullMarked;
