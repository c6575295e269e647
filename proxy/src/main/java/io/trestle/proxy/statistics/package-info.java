/**
 * What operators are told: counts of what sessions do, and the refusals of late.
 *
 * <p>{@link io.trestle.proxy.statistics.Statistics} is the whole, one a proxy. A session counts in
 * its own {@link io.trestle.proxy.statistics.SessionStatistics}, in plain fields that only its
 * event loop writes: a statement that no rule concerns costs one addition. Who asks adds the
 * sessions up. Statements that a rule concerns are counted by rule ({@link
 * io.trestle.proxy.statistics.RuleStatistics}); refusals go to the {@link
 * io.trestle.proxy.statistics.RefusalLog} with the shape of the statement, never with its values.
 * {@code Meters} gives all of it to Micrometer, with tags whose values are bounded: names of rules
 * and of databases, SQLSTATEs.
 *
 * <p>Written by {@code io.trestle.proxy.session}, read by {@code io.trestle.proxy.admin}. Knows
 * neither.
 */
@NullMarked
package io.trestle.proxy.statistics;

import org.jspecify.annotations.NullMarked;
